"""What a provider's event does to a mail, to its address and to its business.

A mail moves along one order, so the end does not depend on the order in which events
come: sent, refused, delivered, came back, marked as spam. What was cancelled, expired
or given up never comes back to life.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.customers.models import Suppression
from feedback.customers.services import suppress
from feedback.history.services import CLOCK
from feedback.mail import notices, profiles
from feedback.mail.models import OutboundMessage, ProviderEvent
from feedback.mail.outcomes import free

log = structlog.get_logger(__name__)
Kind = ProviderEvent.Kind
Status = OutboundMessage.Status
Reason = Suppression.Reason
BATCH = 500
SOFT_BOUNCES, SOFT_DAYS = 3, timedelta(days=14)

_OPEN = (Status.QUEUED, Status.SENDING, Status.ACCEPTED, Status.UNCERTAIN)
# What each event makes of a mail, and of which mails. The order is that of the states.
MOVES: dict[Kind, tuple[Status, tuple[Status, ...]]] = {
    # One that waits or is on its way belongs to a worker, who knows as much.
    Kind.SENT: (Status.ACCEPTED, (Status.UNCERTAIN,)),
    Kind.REJECTED: (Status.FAILED, _OPEN),
    Kind.DELIVERED: (Status.DELIVERED, (*_OPEN, Status.FAILED)),
    Kind.SOFT_BOUNCED: (Status.BOUNCED, (*_OPEN, Status.FAILED, Status.DELIVERED)),
    Kind.BOUNCED: (Status.BOUNCED, (*_OPEN, Status.FAILED, Status.DELIVERED)),
    Kind.COMPLAINED: (
        Status.COMPLAINED,
        (*_OPEN, Status.FAILED, Status.DELIVERED, Status.BOUNCED),
    ),
}
SUPPRESSES = {
    Kind.BOUNCED: Reason.BOUNCED,
    Kind.COMPLAINED: Reason.COMPLAINED,
    Kind.UNSUBSCRIBED: Reason.OPTED_OUT,
}
_QUIET = (Kind.SENT, Kind.DELIVERED)
_BAD = (Kind.BOUNCED, Kind.SOFT_BOUNCED, Kind.COMPLAINED)


def apply_waiting(*, now: datetime | None = None) -> int:
    """Apply every event that waits, business by business; return how many.

    Safe to run twice and at once: what is applied is marked in the same transaction.
    """
    done = 0
    while True:
        with tenancy.every_business():
            waiting = ProviderEvent.objects.filter(applied_at=None).order_by("pk")
            pairs = list(waiting.values_list("business_id", "pk")[:BATCH])
        moved = 0
        for business_id, ids in _by_business(pairs).items():
            moved += _apply(business_id, ids, now or clock.now())
        done += moved
        if len(pairs) < BATCH or not moved:
            return done


def _by_business(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for business_id, pk in pairs:
        found[business_id].append(pk)
    return found


def _apply(business_id: UUID, ids: Sequence[UUID], now: datetime) -> int:
    with tenancy.enter(business_id), transaction.atomic():
        rows = ProviderEvent.objects.filter(pk__in=ids, applied_at=None)
        held = rows.select_related("message").order_by("pk")
        events = list(held.select_for_update(skip_locked=True, of=("self",)))
        _move_all([event for event in events if event.kind in _QUIET], now)
        for event in events:
            if event.kind not in _QUIET:
                _move_all([event], now)
        _hear_about_people(business_id, events, now)
        done = ProviderEvent.objects.filter(pk__in=[event.pk for event in events])
        return done.update(applied_at=now)


def _move_all(events: Sequence[ProviderEvent], now: datetime) -> None:
    """Move the mails of ``events``, in a statement a kind: they need no reason."""
    for kind, (status, from_) in MOVES.items():
        mine = [event for event in events if event.kind == kind]
        if not mine:
            continue
        rows = OutboundMessage.objects.filter(
            pk__in=[event.message_id for event in mine], status__in=from_
        )
        reason = mine[0].reason if kind not in _QUIET else ""
        rows.filter(finished_at=None).update(finished_at=now)
        rows.update(status=status, status_reason=reason, **free())


def _hear_about_people(
    business_id: UUID, events: Sequence[ProviderEvent], now: datetime
) -> None:
    telling = [event for event in events if event.kind not in _QUIET]
    telling = [e for e in telling if e.message.kind in profiles.TO_CUSTOMERS]
    if not telling:
        return
    business = Business.objects.get(pk=business_id)
    for event in telling:
        reason = SUPPRESSES.get(Kind(event.kind))
        if event.kind == Kind.SOFT_BOUNCED and _keeps_bouncing(event):
            reason = Reason.BOUNCED
        if reason:
            email = event.message.to_email
            suppress(business, email=email, reason=reason, by=CLOCK)
    if any(event.kind in _BAD for event in telling):
        _stop_if_needed(business)


def _keeps_bouncing(event: ProviderEvent) -> bool:
    """Whether this is the third mail to the address that came back in 14 days."""
    soft = ProviderEvent.objects.filter(
        business=event.business_id,
        kind=Kind.SOFT_BOUNCED,
        at__gt=event.at - SOFT_DAYS,
        at__lt=event.at + SOFT_DAYS,
        message__address_hash=event.message.address_hash,
    )
    moments = dict(soft.order_by("-at").values_list("message_id", "at"))
    in_order = sorted(moments.values())
    several = zip(in_order, in_order[SOFT_BOUNCES - 1 :], strict=False)
    return any(last - first <= SOFT_DAYS for first, last in several)


def _stop_if_needed(business: Business) -> None:
    if profiles.stop_if_needed(business):
        profile = profiles.profile_of(business)
        log.warning("business_stopped", business=str(business.pk), why=profile.pause)
        notices.tell_owners_stopped(profile)
