"""The sums of a period: kept days, and those counted afresh that may not fit.

Equality with the database is kept thus. A row of a day says what the day's replies
and invitations said when it was written (`public_wall.services.folding`). Whoever
changes one of them leaves a mark in the same transaction (`public_wall.marking`), and
a mark goes only in the transaction that counts its day again. So a kept day either
fits or has a mark, and what has a mark is counted afresh here, like the last days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from feedback.accounts.models import Business
from public_wall.days import DayCounts
from public_wall.models import WallDay, WallMark, WallVersion
from public_wall.rules import Period
from public_wall.selectors.days import Span, count_days
from surveys.models import Invitation, Reply

ONE_DAY = timedelta(days=1)
# With more marks than this the kept days are not worth looking at one by one.
MOST_MARKS = 2000
# So many separate spans are counted in one query; more are counted as one long one.
MOST_SPANS = 60
TRIES = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """How far the numbers of a business are kept."""

    first: date | None
    last: date | None
    number: int = 0

    def has(self, day: date) -> bool:
        """Whether the numbers of ``day`` are kept."""
        if self.first is None or self.last is None:
            return False
        return self.first <= day <= self.last


NOTHING = Kept(None, None)


def days_of(business: Business, period: Period) -> dict[date, DayCounts]:
    """Return the numbers of each day of ``period``; days without any are missing."""
    for _try in range(TRIES):
        kept = kept_of(business)
        found = _days_of(business, period, kept)
        # Folding between two of these queries could hide a mark from one, and its
        # numbers from the other.
        if kept_of(business).number == kept.number:
            return found
    return _days_of(business, period, NOTHING)


def _days_of(business: Business, period: Period, kept: "Kept") -> dict[date, DayCounts]:
    zone = ZoneInfo(business.zone)
    marked = marked_days(business, zone=zone) if kept.first else set()
    if marked is None:
        kept, marked = NOTHING, set()
    afresh = [
        day
        for day in _each(period.first, period.last)
        if day in marked or not kept.has(day)
    ]
    found = count_days(business, spans_of(afresh, zone, until=period.end), zone=zone)
    again = set(afresh)
    # A span may cover kept days between two that are not: those count once.
    for day, counts in _kept_days(business, period):
        if day not in again and kept.has(day):
            found[day] = counts
    return found


def kept_of(business: Business) -> Kept:
    """Return which days' numbers are kept by the business's present calendar."""
    version = WallVersion.objects.filter(business=business).first()
    if version is None or version.zone != business.zone:
        return NOTHING
    return Kept(version.folded_from, version.folded_until, version.number)


def marked_days(business: Business, *, zone: ZoneInfo) -> set[date] | None:
    """Return the days that marks want counted again; None if there are too many."""
    rows = WallMark.objects.filter(business_id=business.pk, moment__isnull=False)
    found = rows.values_list("moment", "customer_id")[: MOST_MARKS + 1]
    marks = [(moment, customer) for moment, customer in found if moment]
    if len(marks) > MOST_MARKS:
        return None
    return days_of_marks(business, marks, zone=zone)


def days_of_marks(
    business: Business,
    marks: Sequence[tuple[datetime, UUID | None]],
    *,
    zone: ZoneInfo,
) -> set[date]:
    """Return the days of ``marks``, and of what the same people did later: whether
    that came from somebody new depends on what went before.
    """
    days = {moment.astimezone(zone).date() for moment, _customer in marks}
    customers = {customer for _moment, customer in marks if customer}
    if customers:
        first = min(moment for moment, _customer in marks)
        days |= _later_days(business, customers, first, zone)
    return days


def spans_of(days: Iterable[date], zone: ZoneInfo, *, until: datetime) -> list[Span]:
    """Return the spans of ``days``, neighbours joined, nothing after ``until``."""
    spans: list[list[date]] = []
    for day in sorted(days):
        if spans and spans[-1][1] == day:
            spans[-1][1] = day + ONE_DAY
        else:
            spans.append([day, day + ONE_DAY])
    if len(spans) > MOST_SPANS:
        spans = [[spans[0][0], spans[-1][1]]]
    # What is sent at this very moment counts.
    end = until + timedelta(microseconds=1)
    return [
        Span(midnight(first, zone), min(midnight(last, zone), end))
        for first, last in spans
    ]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return when ``day`` begins in ``zone``."""
    return datetime.combine(day, time.min, zone)


def _later_days(
    business: Business, customers: set[UUID], first: datetime, zone: ZoneInfo
) -> set[date]:
    replies = Reply.objects.filter(
        business=business, customer__in=customers, submitted_at__gte=first
    )
    asked = Invitation.objects.filter(
        business=business, customer__in=customers, asked_at__gte=first
    )
    moments = replies.values_list("submitted_at", flat=True).order_by()
    askings = asked.values_list(F("asked_at"), flat=True).order_by()
    return {
        moment.astimezone(zone).date()
        for moment in moments.union(askings, all=True)
        if moment
    }


def _kept_days(business: Business, period: Period) -> Iterable[tuple[date, DayCounts]]:
    rows = WallDay.objects.filter(
        Q(day__gte=period.first, day__lte=period.last), business=business
    )
    for day, counts in rows.values_list("day", "counts"):
        yield day, DayCounts.from_json(counts)


def _each(first: date, last: date) -> Iterable[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
