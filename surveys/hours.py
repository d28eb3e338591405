"""When a business asks: its hours, on its own clock.

An instant is inside the hours if a clock on the wall there shows a time from
``ask_from`` up to, not including, ``ask_until``, on a day that asks (see
`feedback.accounts.opening_days`). Everything else follows, also on the days on which
that clock is put forward or back: an opening that the clock jumps over is the first
instant after the jump, and one that it shows twice is the first of the two (fold 0).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.accounts.opening_days import LOOK_AHEAD, asks_on
from feedback.errors import Refused
from feedback.local_time import at_local


class NoOpening(Refused):
    """The settings of a business leave no hour in a year at which it asks."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Your settings leave no hour in the next year at which anybody could"
                " be asked. Open some under “When we ask” in the settings."
            )
        )


def next_sending_time(business: Business, moment: datetime) -> datetime:
    """Return the earliest instant, not before ``moment``, inside the hours (UTC).

    Raises `NoOpening` if there is none in the year that follows.
    """
    zone = ZoneInfo(business.zone)
    if _is_inside(business, zone, moment):
        return moment.astimezone(UTC)
    first = moment.astimezone(zone).date()
    for ahead in range(LOOK_AHEAD):
        day = first + timedelta(days=ahead)
        if not asks_on(business, day):
            continue
        for opening in _openings(business, zone, day):
            if opening >= moment and _is_inside(business, zone, opening):
                return opening
    raise NoOpening


def local_noon(day: date, zone: str) -> datetime:
    """Return noon of ``day`` in ``zone``: when work happened that has only a date."""
    return at_local(day, time(12), zone)


def _is_inside(business: Business, zone: ZoneInfo, moment: datetime) -> bool:
    wall = moment.astimezone(zone)
    inside = business.ask_from <= wall.time() < business.ask_until
    return inside and asks_on(business, wall.date())


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
