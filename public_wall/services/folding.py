"""Keeping the numbers of past days, so that no page ever counts a large table.

A sweep: safe to run twice, in parallel and to lose. Pages are right without it, only
slower (see `public_wall.selectors.kept`).
"""

import time
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from feedback import clock, tenancy
from feedback.accounts.models import Business
from public_wall.models import WallDay, WallMark, WallVersion
from public_wall.rules import last_year
from public_wall.selectors.days import count_days
from public_wall.selectors.kept import (
    MOST_MARKS,
    ONE_DAY,
    days_of_marks,
    midnight,
    spans_of,
)
from public_wall.selectors.overview import count_overview
from surveys.models import Reply

# Days that end this long before today are settled: see `marking.SETTLED_HOURS`.
SETTLED_DAYS = 2
# So many days are counted in one transaction when there are none yet.
DAYS_AT_ONCE = 31
AT_ONCE = 200
# Up to so many replies, themes are counted whenever something changes.
SMALL = 2000
LOOKED_OVER_EVERY = timedelta(minutes=10)
LONGEST_ROUND = 60.0


def fold_due(*, seconds: float = LONGEST_ROUND) -> int:
    """Fold every business whose page has marks or whose days are not kept up to the
    day before yesterday; return how many. One that a neighbour is folding waits.
    """
    ends = time.monotonic() + seconds
    done = 0
    for business_id in _due():
        if time.monotonic() > ends:
            break
        with tenancy.enter(business_id):
            done += fold(Business.objects.get(pk=business_id))
    return done


def fold_all() -> None:
    """Fold every business that has a public page, whatever was done before: for an
    installation whose numbers were never kept, or that wants them counted again.
    """
    with tenancy.every_business():
        rows = Business.objects.filter(wall_is_public=True)
        found = list(rows.values_list("pk", flat=True))
    for business_id in found:
        with tenancy.enter(business_id):
            business = Business.objects.get(pk=business_id)
            WallVersion.objects.filter(business=business).update(
                folded_from=None, folded_until=None
            )
            WallDay.objects.filter(business=business).delete()
            fold(business)


def fold(business: Business) -> bool:
    """Bring the kept days of ``business`` up to date, and raise the version of its
    page; False if somebody else is at it.
    """
    _begin(business)
    more = True
    while more:
        with transaction.atomic():
            version = _held(business)
            if version is None:
                return False
            more = _step(business, version)
    return True


def _due() -> list[UUID]:
    with tenancy.every_business():
        marked = WallMark.objects.values_list("business_id", flat=True).distinct()
        known = set(Business.objects.filter(pk__in=marked).values_list("pk", flat=True))
        # Of those that have a page; a day late is early enough for the others.
        behind = WallVersion.objects.filter(
            business__wall_is_public=True,
            folded_until__lt=clock.now().date() - (SETTLED_DAYS + 1) * ONE_DAY,
        )
        late = set(behind.values_list("business_id", flat=True)[:AT_ONCE])
        # One whose page was public before numbers were kept has no row yet.
        never = Business.objects.filter(wall_is_public=True).exclude(
            pk__in=WallVersion.objects.values("business")
        )
        late |= set(never.values_list("pk", flat=True)[:AT_ONCE])
        gone = set(marked[: AT_ONCE * 10]) - known
        WallMark.objects.filter(business_id__in=gone).delete()
    return [*list(known)[:AT_ONCE], *(late - known)]


def _begin(business: Business) -> None:
    if not WallVersion.objects.filter(business=business).exists():
        row = WallVersion(business=business, zone=business.zone)
        WallVersion.objects.bulk_create([row], ignore_conflicts=True)


def _held(business: Business) -> WallVersion | None:
    rows = WallVersion.objects.filter(business=business)
    skips = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=skips).first()


def _step(business: Business, version: WallVersion) -> bool:
    """Take in the marks that are there, and some of the days that are not kept yet;
    return whether there is more.
    """
    zone = ZoneInfo(business.zone)
    if version.zone != business.zone:
        _forget(version, business)
    # First the marks, then the numbers: what is committed in between is counted, and
    # its mark stays for the next time.
    marks = list(
        WallMark.objects.filter(business_id=business.pk)
        .order_by("id")
        .values_list("id", "moment", "customer_id")[:MOST_MARKS]
    )
    moments = [(moment, customer) for _id, moment, customer in marks if moment]
    days = days_of_marks(business, moments, zone=zone) if moments else set()
    stale = {day for day in days if _is_kept(version, day)}
    fresh = _next_days(business, version)
    _write(business, stale | set(fresh), zone)
    if fresh:
        version.folded_from = min(fresh[0], version.folded_from or fresh[0])
        version.folded_until = fresh[-1]
    _forget_old(business, version)
    _look_over(business, version)
    WallMark.objects.filter(pk__in=[mark[0] for mark in marks]).delete()
    version.number = F("number") + 1
    version.changed_at = clock.now()
    version.save(
        update_fields=[
            *("number", "changed_at", "folded_from", "folded_until", "zone"),
            *("overview", "counted_at"),
        ]
    )
    return len(marks) == MOST_MARKS or len(fresh) == DAYS_AT_ONCE


def _forget(version: WallVersion, business: Business) -> None:
    """Begin again: midnights lie elsewhere now."""
    WallDay.objects.filter(business=business).delete()
    version.folded_from = version.folded_until = None
    version.zone = business.zone


def _next_days(business: Business, version: WallVersion) -> list[date]:
    """Return the next settled days of the period that are not kept, oldest first."""
    zone = ZoneInfo(business.zone)
    # Days are settled by the database's clock, as its triggers go by that one.
    real = Business.objects.annotate(at=Now()).values_list("at", flat=True).first()
    now = min(clock.now(), real or clock.now())
    last = now.astimezone(zone).date() - SETTLED_DAYS * ONE_DAY
    first = last_year(business, now=clock.now()).first
    if version.folded_until:
        first = max(first, version.folded_until + ONE_DAY)
    number = min((last - first).days + 1, DAYS_AT_ONCE)
    return [first + timedelta(days=n) for n in range(number)]


def _is_kept(version: WallVersion, day: date) -> bool:
    if version.folded_from is None or version.folded_until is None:
        return False
    return version.folded_from <= day <= version.folded_until


def _write(business: Business, days: set[date], zone: ZoneInfo) -> None:
    if not days:
        return
    until = midnight(max(days) + ONE_DAY, zone)
    counted = count_days(business, spans_of(days, zone, until=until), zone=zone)
    WallDay.objects.filter(business=business, day__in=days).delete()
    rows = [
        WallDay(business=business, day=day, counts=counts.as_json())
        for day, counts in counted.items()
        if day in days
    ]
    WallDay.objects.bulk_create(rows)


def _look_over(business: Business, version: WallVersion) -> None:
    """Count what the comments are about, each time for a small business, now and then
    for one whose every quote takes a while to look through.
    """
    now = clock.now()
    before = version.counted_at
    many = Reply.objects.filter(business=business)[: SMALL + 1].count() > SMALL
    is_fresh = before is not None and before <= now < before + LOOKED_OVER_EVERY
    if many and is_fresh:
        return
    version.overview = count_overview(business, now=now)
    version.counted_at = now


def _forget_old(business: Business, version: WallVersion) -> None:
    """Drop the days that have left the period."""
    first = last_year(business, now=clock.now()).first
    if version.folded_from is None or version.folded_from >= first:
        return
    WallDay.objects.filter(business=business, day__lt=first).delete()
    if version.folded_until and version.folded_until < first:
        version.folded_from = version.folded_until = None
    else:
        version.folded_from = first
