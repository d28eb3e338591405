"""Mail that must not go any more, looked at right before it would."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from feedback.customers.models import Suppression
from feedback.mail.models import OutboundMessage
from feedback.mail.outcomes import free, over

Kind = OutboundMessage.Kind
Status = OutboundMessage.Status
Reason = Suppression.Reason
TOO_LATE = gettext_noop("its time had passed")

_UNREACHABLE = frozenset({Reason.BOUNCED, Reason.COMPLAINED})
# Which wishes and facts about an address stop which mail; the rest goes to anybody.
STOPS = {
    Kind.INVITATION: _UNREACHABLE | {Reason.OPTED_OUT, Reason.PAUSED},
    Kind.REMINDER: _UNREACHABLE | {Reason.OPTED_OUT, Reason.PAUSED},
    Kind.TOLD: _UNREACHABLE | {Reason.NO_UPDATES},
    Kind.ANSWER: _UNREACHABLE,
}


def stop(
    rows: QuerySet[OutboundMessage], chunk: Sequence[OutboundMessage], now: datetime
) -> dict[UUID, Status]:
    """Expire and cancel those of ``chunk`` that must not go; return what they became.

    ``rows`` is the outbox across all businesses, inside the transaction that marks the
    others as being sent.
    """
    suppressed = _suppressions(chunk, now)
    stopped: dict[UUID, Status] = {}
    for row in chunk:
        wishes = suppressed.get((row.business_id, row.address_hash), set())
        against = sorted(STOPS.get(Kind(row.kind), frozenset()) & wishes)
        if row.expires_at <= now:
            change = over(Status.EXPIRED, TOO_LATE, now)
        elif against:
            change = over(Status.CANCELLED, str(Reason(against[0]).label), now)
        else:
            continue
        rows.filter(pk=row.pk).update(**change, **free())
        stopped[row.pk] = change["status"]
    return stopped


def _suppressions(
    chunk: Sequence[OutboundMessage], now: datetime
) -> dict[tuple[UUID | None, str], set[str]]:
    found = Suppression.objects.filter(
        business_id__in={row.business_id for row in chunk if row.business_id},
        address_hash__among={row.address_hash for row in chunk},
    )
    wishes: dict[tuple[UUID | None, str], set[str]] = {}
    for row in found.select_related("business"):
        if not _is_over(row, now):
            key = (row.business_id, row.address_hash)
            wishes.setdefault(key, set()).add(row.reason)
    return wishes


def _is_over(wish: Suppression, now: datetime) -> bool:
    """Whether a pause has ended, on the calendar of the business."""
    if wish.reason != Reason.PAUSED or wish.until is None:
        return False
    return now.astimezone(ZoneInfo(wish.business.zone)).date() >= wish.until
