"""Putting mail into the outbox, taking it out before it goes, and once more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.customers.addresses import address_hash
from feedback.errors import Conflict
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.mail import bell, profiles
from feedback.mail.email import Email
from feedback.mail.models import HAS_WORDS, OutboundMessage, Pulse
from feedback.mail.outcomes import free
from feedback.text import clean, one_line

Kind = OutboundMessage.Kind
Status = OutboundMessage.Status
KEEPS_FOR = {
    Kind.INVITATION: timedelta(days=3),
    Kind.REMINDER: timedelta(days=3),
    Kind.TOLD: timedelta(days=7),
    Kind.ANSWER: timedelta(days=7),
    Kind.LINK: timedelta(hours=12),
    Kind.NOTICE: timedelta(days=2),
    Kind.ACCOUNT: timedelta(hours=12),
}
LONGEST_BODY = 200_000


@dataclass(frozen=True, slots=True)
class Posting:
    """Why a mail exists. ``dedupe_key`` makes it exist once per business and kind."""

    kind: Kind
    dedupe_key: str
    customer_id: UUID | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None


def post(email: Email, posting: Posting, *, business: Business | None) -> bool:
    """Store ``email`` in the caller's transaction and ring the bell on commit.

    Returns False if a mail of this kind and key is already there: nothing is
    stored twice, whoever asks and however often.
    """
    due = posting.due_at or clock.now()
    row = OutboundMessage(
        business=business,
        kind=posting.kind,
        dedupe_key=posting.dedupe_key,
        customer_id=posting.customer_id,
        due_at=due,
        expires_at=posting.expires_at or due + KEEPS_FOR[posting.kind],
        address_hash=address_hash(email.to_email),
        from_email=_from_email(posting.kind, business),
        **_storable(email),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if _exists(row):
            return False
        raise
    bell.ring_on_commit()
    return True


def cancel(business: Business, kind: Kind, dedupe_key: str, *, why: str) -> bool:
    """Take a mail that has not begun to go out of the queue; False if too late."""
    waiting = OutboundMessage.objects.filter(
        business=business, kind=kind, dedupe_key=dedupe_key, status=Status.QUEUED
    )
    changed = waiting.update(
        status=Status.CANCELLED, status_reason=why, finished_at=clock.now()
    )
    return bool(changed)


def cancel_to_address(business: Business, email: str, *, kinds: list[Kind]) -> int:
    """Take every waiting mail of ``kinds`` to one address out of the queue."""
    waiting = OutboundMessage.objects.filter(
        business=business,
        address_hash=address_hash(email),
        kind__in=kinds,
        status=Status.QUEUED,
    )
    return waiting.update(
        status=Status.CANCELLED,
        status_reason=gettext_noop("asked not to be written to"),
        finished_at=clock.now(),
    )


@transaction.atomic
def send_again(message: OutboundMessage, *, by: Actor) -> None:
    """Put a mail that did not surely arrive back into the queue, as a new mail.

    Its uid is new, so the provider does not take it for the old one. Raises
    `Conflict` if it is on its way or arrived, or if its words are forgotten.
    """
    if not message.text:
        raise Conflict(_("Its words are not kept any more, so it cannot go again."))
    now = clock.now()
    rows = OutboundMessage.objects.filter(
        pk=message.pk, business=message.business_id, status__in=OutboundMessage.AGAIN
    )
    fresh = {
        "status": Status.QUEUED,
        "status_reason": "",
        "uid": uuid4(),
        "provider_id": "",
        "from_email": _from_email(Kind(message.kind), message.business),
        "due_at": now,
        "expires_at": now + KEEPS_FOR[Kind(message.kind)],
        "attempts": 0,
        "errors": 0,
        "finished_at": None,
        "again_at": now,
    }
    if not rows.update(**fresh, **free()):
        raise Conflict(_("Somebody sent it again a moment ago, or it has arrived."))
    history.record(
        "sent again",
        message,
        by=by,
        customer_id=message.customer_id,
        status=(message.status, Status.QUEUED),
        uid=(message.uid, fresh["uid"]),
    )
    bell.ring_on_commit()


def note_pulse(name: str) -> None:
    """Write down that the sweep ``name`` has just finished."""
    Pulse.objects.update_or_create(name=name, defaults={"at": clock.now()})


def note_line(*, is_refused: bool, has_taken: bool) -> None:
    """Write down since when the provider serves nobody, until it takes a mail."""
    if has_taken:
        Pulse.objects.filter(name=Pulse.NO_LINE).delete()
    if is_refused:
        Pulse.objects.get_or_create(name=Pulse.NO_LINE, defaults={"at": clock.now()})


def purge_bodies(*, now: datetime, limit: int = 1000) -> int:
    """Blank the words of mails that ended MAIL_BODY_DAYS ago; return how many."""
    before = now - timedelta(days=settings.MAIL_BODY_DAYS)
    purged = 0
    while True:
        with tenancy.every_business(), transaction.atomic():
            old = OutboundMessage.objects.filter(HAS_WORDS, finished_at__lt=before)
            ids = list(old.values_list("pk", flat=True)[:limit])
            rows = OutboundMessage.objects.filter(pk__in=ids)
            rows.update(own_text="", own_html="", frame=None, values={})
        purged += len(ids)
        if len(ids) < limit:
            return purged


def _from_email(kind: Kind, business: Business | None) -> str:
    """Return the address a mail comes from; empty: our own, as for the team."""
    if business is None or kind not in profiles.TO_CUSTOMERS:
        return ""
    return profiles.from_address(business)


def _storable(email: Email) -> dict[str, Any]:
    # Whatever people typed: no database takes NUL or half a surrogate pair.
    return {
        "to_email": email.to_email,
        "to_name": one_line(email.to_name, longest=120),
        "from_name": one_line(email.from_name, longest=60),
        "reply_to": email.reply_to,
        "subject": one_line(email.subject),
        "own_text": clean(email.text, longest=LONGEST_BODY),
        "own_html": clean(email.html, longest=LONGEST_BODY),
        "headers": {
            name: one_line(v, longest=900) for name, v in email.headers.items()
        },
    }


def _exists(row: OutboundMessage) -> bool:
    same = OutboundMessage.objects.filter(
        business=row.business, kind=row.kind, dedupe_key=row.dedupe_key
    )
    return same.exists()
