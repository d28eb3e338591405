"""When a business asks: its hours, on its own clock.

An instant is inside the hours if a clock on the wall there shows a time from
``ask_from`` up to, not including, ``ask_until``, on a day that asks. Everything
else follows, also on the days on which that clock is put forward or back: an
opening that the clock jumps over is the first instant after the jump, and one that
it shows twice is the first of the two (fold 0).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from feedback.accounts.models import Business
from feedback.local_time import at_local

SATURDAY = 5
# A weekend and a closed day before and after it, with room to spare.
MOST_DAYS = 9


def next_sending_time(business: Business, moment: datetime) -> datetime:
    """Return the earliest instant, not before ``moment``, inside the hours (UTC)."""
    zone = ZoneInfo(business.zone)
    if _is_inside(business, zone, moment):
        return moment.astimezone(UTC)
    first = moment.astimezone(zone).date()
    for ahead in range(MOST_DAYS):
        for opening in _openings(business, zone, first + timedelta(days=ahead)):
            if opening >= moment and _is_inside(business, zone, opening):
                return opening
    raise ValueError(f"Business {business.pk} has no hours in which to ask.")


def local_noon(day: date, zone: str) -> datetime:
    """Return noon of ``day`` in ``zone``: when work happened that has only a date."""
    return at_local(day, time(12), zone)


def _is_inside(business: Business, zone: ZoneInfo, moment: datetime) -> bool:
    wall = moment.astimezone(zone)
    if wall.weekday() >= SATURDAY and not business.asks_on_weekends:
        return False
    return business.ask_from <= wall.time() < business.ask_until


def _openings(business: Business, zone: ZoneInfo, day: date) -> list[datetime]:
    """Return the instants of ``day`` at which the hours may begin, in order."""
    wall = datetime.combine(day, business.ask_from, tzinfo=zone)
    both = {wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(both | set(_jump(zone, day)))


def _jump(zone: ZoneInfo, day: date) -> Iterator[datetime]:
    """Yield the instant of ``day`` at which the clock there jumps, if there is one."""
    midnight = datetime.combine(day, time(), tzinfo=zone)
    before = int(midnight.timestamp())
    after = int((midnight + timedelta(days=1)).timestamp())
    offset = _offset(zone, before)
    if _offset(zone, after) == offset:
        return
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    yield datetime.fromtimestamp(after, UTC)


def _offset(zone: ZoneInfo, seconds: int) -> timedelta | None:
    return datetime.fromtimestamp(seconds, zone).utcoffset()
