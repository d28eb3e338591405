"""Counting the days that changed, so that no page ever counts a large table.

A sweep. A day is always counted as a whole, from the replies themselves, and then its
month from its days: run twice, in parallel or after an outage, the numbers are the
same, and whatever went wrong heals with the next look. One worker at a time counts a
business.
"""

import time
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Now

from feedback import tenancy
from feedback.accounts.models import Business
from surveys.models import Invitation, Reply, Tally, TallyMark, TallyState
from surveys.selectors.tallying import Cell, count_span, counted_themes
from surveys.tallies import A_DAY, Span, add_months, month_of, spans

log = structlog.get_logger(__name__)

# Days before these are left alone unless a mark says otherwise: `tally_marks`.
OPEN_DAYS = 2
# So many days are counted in one transaction.
DAYS_AT_ONCE = 31
MOST_MARKS = 5000
LOOKED_AT_EVERY = timedelta(minutes=5)
CHECKED_EVERY = timedelta(hours=20)
# A round takes so many businesses, whoever was counted longest ago first.
AT_ONCE = 500


def tally_due(*, now: datetime, seconds: float = 30.0) -> int:
    """Count every business in which something changed, for about ``seconds``; return
    how many. One that a neighbour is counting waits for the next round.
    """
    ends, done = time.monotonic() + seconds, 0
    for business_id in _due(now):
        if time.monotonic() > ends:
            break
        with tenancy.enter(business_id):
            done += tally(Business.objects.get(pk=business_id), now=now)
    return done


def tally(business: Business, *, now: datetime) -> bool:
    """Bring the tallies of ``business`` up to ``now``; False if somebody is at it."""
    if not TallyState.objects.filter(business=business).exists():
        fresh = TallyState(business=business, zone=business.zone)
        TallyState.objects.bulk_create([fresh], ignore_conflicts=True)
    more = True
    while more:
        with transaction.atomic():
            state = _held(business)
            if state is None:
                return False
            more = _step(business, state, now)
    return True


def recount(business: Business, days: Iterable[date]) -> int:
    """Count ``days`` from scratch, and their months; return how many days did not fit.

    Call it while holding the state of the business.
    """
    zone, wrong = ZoneInfo(business.zone), 0
    wanted = sorted(set(days))
    for span in spans(wanted):
        counted = count_span(business, span, zone)
        stored = _stored(business, span)
        if counted == stored:
            continue
        cells = counted.keys() | stored.keys()
        stale = {cell.day for cell in cells if counted[cell] != stored[cell]}
        wrong += len(stale)
        _days(business).filter(day__in=stale).delete()
        _store(business, {c: n for c, n in counted.items() if c.day in stale})
        for first in {month_of(day) for day in stale}:
            _sum_month(business, first)
    return wrong


def _due(now: datetime) -> list[UUID]:
    """Return whose numbers may not fit: those with marks, those that heard something
    of late, and those whose days end too early or were never counted.
    """
    with tenancy.every_business():
        marked = TallyMark.objects.values_list("business_id", flat=True).distinct()
        marks = set(marked[: AT_ONCE * 10])
        known = set(Business.objects.filter(pk__in=marks).values_list("pk", flat=True))
        TallyMark.objects.filter(business_id__in=marks - known).delete()
        recent = Reply.objects.filter(
            business=OuterRef("business"),
            submitted_at__gte=now - (OPEN_DAYS + 1) * A_DAY,
        )
        behind = Q(counted_until=None) | Q(counted_until__lt=(now - A_DAY).date())
        states = TallyState.objects.filter(
            behind | Exists(recent), counted_at__lte=now - LOOKED_AT_EVERY
        )
        late = states.order_by("counted_at").values_list("business_id", flat=True)
        counted = TallyState.objects.filter(business=OuterRef("pk"))
        said = Reply.objects.filter(business=OuterRef("pk"))
        fresh = Business.objects.filter(Exists(said), ~Exists(counted))
        new = fresh.values_list("pk", flat=True)
        return list(dict.fromkeys([*known, *new[:AT_ONCE], *late[:AT_ONCE]]))


def _held(business: Business) -> TallyState | None:
    rows = TallyState.objects.filter(business=business)
    skips = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=skips).first()


def _step(business: Business, state: TallyState, now: datetime) -> bool:
    """Count some days; return whether there are more to count."""
    zone = ZoneInfo(business.zone)
    if state.zone != business.zone:
        _forget(business, state)
    # First the marks, then the numbers: what is committed in between is counted, and
    # its mark stays for the next time.
    marks = list(
        TallyMark.objects.filter(business_id=business.pk).order_by("id")[:MOST_MARKS]
    )
    last = now.astimezone(zone).date()
    span = _next(business, state, now, last)
    stale = _marked(business, marks, zone)
    some = set(sorted(stale - set(span.days()))[:DAYS_AT_ONCE])
    recount(business, [*span.days(), *some])
    left = stale - some - set(span.days())
    state.counted_until = max(state.counted_until or span.last, span.last)
    state.counted_at = now
    _check(business, state, now)
    state.save()
    _drop(marks, left, zone)
    is_behind = state.counted_until < last
    return is_behind or bool(left) or len(marks) == MOST_MARKS


def _next(business: Business, state: TallyState, now: datetime, last: date) -> Span:
    """Return the days to count next: what is behind, and the open ones each time."""
    zone = ZoneInfo(business.zone)
    # Triggers go by the clock of the database: days are open by whichever is behind.
    real = Business.objects.annotate(at=Now()).values_list("at", flat=True).first()
    today = min(now, real or now).astimezone(zone).date()
    if state.counted_until:
        behind = state.counted_until + A_DAY
    else:
        behind = _first_day(business, zone) or last
    if behind + DAYS_AT_ONCE * A_DAY <= last:
        return Span(behind, behind + (DAYS_AT_ONCE - 1) * A_DAY)
    return Span(min(behind, today - OPEN_DAYS * A_DAY, last), last)


def _first_day(business: Business, zone: ZoneInfo) -> date | None:
    said = Reply.objects.filter(business=business).aggregate(at=Min("submitted_at"))
    asked = Invitation.objects.filter(business=business).aggregate(at=Min("asked_at"))
    moments = [row["at"] for row in (said, asked) if row["at"]]
    return min(moments).astimezone(zone).date() if moments else None


def _marked(business: Business, marks: list[TallyMark], zone: ZoneInfo) -> set[date]:
    days = {mark.moment.astimezone(zone).date() for mark in marks if mark.moment}
    for theme in {mark.theme_id for mark in marks if mark.theme_id}:
        days.update(counted_themes(business, theme))
    return days


def _drop(marks: list[TallyMark], left: set[date], zone: ZoneInfo) -> None:
    """Take away the marks whose days have been counted."""
    done = [
        mark.pk
        for mark in marks
        if (
            mark.moment.astimezone(zone).date() not in left if mark.moment else not left
        )
    ]
    TallyMark.objects.filter(pk__in=done).delete()


def _forget(business: Business, state: TallyState) -> None:
    """Begin again: midnights lie elsewhere now."""
    Tally.objects.filter(business=business).delete()
    state.counted_until = state.checked_day = None
    state.zone = business.zone


def _check(business: Business, state: TallyState, now: datetime) -> None:
    """Once a night, count one more of the old days a second time, in turn: whatever
    went by the triggers is found, put right and logged.
    """
    if state.checked_at and now - state.checked_at < CHECKED_EVERY:
        return
    rows = _days(business)
    after = rows.filter(day__gt=state.checked_day) if state.checked_day else rows
    day = (
        after.aggregate(day=Min("day"))["day"] or rows.aggregate(day=Min("day"))["day"]
    )
    state.checked_day, state.checked_at = day, now
    if day and recount(business, [day]):
        log.error("a tally did not fit", business=str(business.pk), day=str(day))


def _days(business: Business) -> QuerySet[Tally]:
    return Tally.objects.filter(business=business, is_month=False)


def _stored(business: Business, span: Span) -> Counter[Cell]:
    rows = _days(business).filter(day__gte=span.first, day__lte=span.last)
    columns = ("day", "survey", "kind", "source", "measure", "subject", "value", "n")
    return Counter({Cell(*row[:-1]): row[-1] for row in rows.values_list(*columns)})


def _store(business: Business, cells: dict[Cell, int], *, months: bool = False) -> None:
    Tally.objects.bulk_create(
        (
            Tally(
                business=business,
                is_month=months,
                day=cell.day,
                survey_id=cell.survey,
                kind=cell.kind,
                source=cell.source,
                measure=cell.measure,
                subject=cell.subject,
                value=cell.value,
                n=n,
            )
            for cell, n in cells.items()
        ),
        batch_size=500,
    )


def _sum_month(business: Business, first: date) -> None:
    """Add up the days of the month that begins on ``first``."""
    Tally.objects.filter(business=business, is_month=True, day=first).delete()
    within = _days(business).filter(day__gte=first, day__lt=add_months(first, 1))
    columns = ("survey", "kind", "source", "measure", "subject", "value")
    rows = within.order_by().values(*columns).annotate(sum=Sum("n"))
    cells = {Cell(first, *(row[name] for name in columns)): row["sum"] for row in rows}
    _store(business, cells, months=True)
