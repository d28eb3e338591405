"""Understanding a reply: the machine suggests, a person confirms or chooses."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.errors import NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from surveys.models import Reply, Understanding
from surveys.themes.reader import Reading
from surveys.understanding import Cause, Reason, suggest

# Known of before it was read: the sweep has yet to come.
UNREAD = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
_SUGGESTED = ["suggested_reason", "suggested_cause", "read_at"]


def note_suggestions(read: list[tuple[Reply, Reading]], *, now: datetime) -> None:
    """Store what was read of each reply, and that it was read at ``now``."""
    rows = [_suggested(reply, reading, now) for reply, reading in read]
    Understanding.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["reply"],
        update_fields=_SUGGESTED,
    )


@transaction.atomic
def confirm_understanding(
    reply: Reply, *, reason: str, cause: str, by: Actor
) -> Understanding:
    """Say why the customer got in touch and what lay behind it: "" for not known.

    Raises `Refused` for a reason or a cause there is not.
    """
    if by.membership is None:
        raise NotAllowed(_("Only somebody of the team can do that."))
    if reason not in ("", *Reason.values) or cause not in ("", *Cause.values):
        raise Refused(_("Choose one of the list."))
    known, _is_new = Understanding.objects.get_or_create(
        business_id=reply.business_id, reply=reply, defaults={"read_at": UNREAD}
    )
    before = known.reason, known.cause
    known.reason, known.cause = reason, cause
    known.confirmed_by, known.confirmed_at = by.membership, clock.now()
    known.save(update_fields=["reason", "cause", "confirmed_by", "confirmed_at"])
    history.record(
        "understood",
        reply,
        by=by,
        customer_id=reply.customer_id,
        reason=(before[0], reason),
        cause=(before[1], cause),
    )
    return known


def _suggested(reply: Reply, reading: Reading, now: datetime) -> Understanding:
    reason, cause = suggest(reply.words, reading, reply.rating)
    return Understanding(
        business_id=reply.business_id,
        reply=reply,
        suggested_reason=reason or "",
        suggested_cause=cause or "",
        read_at=now,
    )
