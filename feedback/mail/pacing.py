"""How fast a business may write to its customers: not while it is stopped, slowly
while its domain is unproven, never faster than its hourly limit.

Mail that somebody waits for (an answer, a notice to the team, account mail) is not
held up by any of it. What is held up stays queued until its time is over.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q

from feedback.accounts.models import Business
from feedback.mail.models import OutboundMessage, SendingProfile

Kind = OutboundMessage.Kind
Status = OutboundMessage.Status
TO_CUSTOMERS = (Kind.INVITATION, Kind.REMINDER, Kind.TOLD)
TO_ANYBODY = (Kind.ANSWER, Kind.LINK, Kind.NOTICE, Kind.ACCOUNT)
# What ended without the provider does not count.
NEVER_TRIED = (Status.EXPIRED, Status.CANCELLED)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many mails to customers at most, in a day and in an hour; None: any."""

    per_day: int | None
    per_hour: int | None

    def room(self, today: int, lately: int) -> int:
        """Return how many more may go."""
        limits = ((self.per_day, today), (self.per_hour, lately))
        return max(min(most - gone for most, gone in limits if most is not None), 0)


ANY = Pace(None, None)
STOPPED = Pace(0, 0)


def rooms(businesses: Collection[UUID], now: datetime) -> dict[UUID, int]:
    """Return how many mails to customers each of ``businesses`` may send now; whoever
    is not in the answer may send any number. Call it across all businesses.
    """
    return _rooms(_paces(businesses), now)


def rooms_to_ask(businesses: Collection[UUID], now: datetime) -> dict[UUID, int]:
    """Return how many more mails to customers of each of ``businesses`` are worth
    posting, in view of what is queued already; as `rooms`.
    """
    left = rooms(businesses, now)
    queued = OutboundMessage.objects.filter(
        business_id__in=[pk for pk, room in left.items() if room],
        kind__in=TO_CUSTOMERS,
        status=Status.QUEUED,
    )
    waiting = dict(
        queued.values_list("business_id").annotate(rows=Count("pk")).order_by()
    )
    return {pk: max(room - waiting.get(pk, 0), 0) for pk, room in left.items()}


def within_pace(
    rows: Sequence[OutboundMessage], now: datetime
) -> tuple[list[OutboundMessage], list[OutboundMessage]]:
    """Return those of ``rows`` that may go now, and those that are too many.

    Call it in the transaction that marks the first as being sent: it holds the
    businesses that have a limit until then, so that two workers cannot both take the
    last of what is left.
    """
    theirs = {row.business_id for row in rows if row.kind in TO_CUSTOMERS}
    paces = _paces([pk for pk in theirs if pk])
    if not paces:
        return list(rows), []
    held = Business.objects.select_for_update(no_key=True).filter(pk__in=paces)
    list(held.order_by("pk").values_list("pk", flat=True))
    left = _rooms(paces, now)
    going: list[OutboundMessage] = []
    too_many: list[OutboundMessage] = []
    for row in rows:
        if row.kind in TO_CUSTOMERS and row.business_id in left:
            left[row.business_id] -= 1
            is_within = left[row.business_id] >= 0
        else:
            is_within = True
        (going if is_within else too_many).append(row)
    return going, too_many


def _paces(businesses: Collection[UUID]) -> dict[UUID, Pace]:
    """Return the pace of whoever has a limit."""
    found = SendingProfile.objects.filter(business_id__in=businesses)
    profiles = {profile.business_id: profile for profile in found}
    paces = {pk: _pace_of(profiles.get(pk)) for pk in businesses}
    return {pk: pace for pk, pace in paces.items() if pace != ANY}


def _pace_of(profile: SendingProfile | None) -> Pace:
    if profile and profile.pause:
        return STOPPED
    is_known = profile is not None and profile.verified_at is not None
    per_day = None if is_known else settings.WARM_UP_PER_DAY or None
    return Pace(per_day, (profile.hourly_limit or None) if profile else None)


def _rooms(paces: Mapping[UUID, Pace], now: datetime) -> dict[UUID, int]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    mails = OutboundMessage.objects.filter(
        business_id__in=list(paces), kind__in=TO_CUSTOMERS
    )
    gone = mails.filter(finished_at__gte=min(midnight, now - HOUR))
    counted = (
        gone.exclude(status__in=NEVER_TRIED)
        .values_list("business_id")
        .annotate(
            today=Count("pk", filter=Q(finished_at__gte=midnight)),
            lately=Count("pk", filter=Q(finished_at__gte=now - HOUR)),
        )
    )
    under_way = mails.filter(status=Status.SENDING).values_list("business_id")
    # In this order: one that ends in between is counted twice, never left out.
    sending = dict(under_way.annotate(rows=Count("pk")).order_by())
    counts = {pk: (today, lately) for pk, today, lately in counted.order_by()}
    left = {}
    for pk, pace in paces.items():
        today, lately = counts.get(pk, (0, 0))
        left[pk] = pace.room(today + sending.get(pk, 0), lately + sending.get(pk, 0))
    return left
