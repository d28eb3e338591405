"""When a business gets what comes once a day or once a week: pure.

At eight in the morning on its own clock, on days on which it works; the weekly ones on
the first of them in the week. What was missed comes at most once, in waking hours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from feedback.local_time import at_local

MORNING = time(8, 0)
EVENING = time(20, 0)
ONE_DAY = timedelta(days=1)
WEEK = 7
Works = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Slot:
    """One morning: the day and the moment at which it was eight."""

    day: date
    at: datetime


def daily(now: datetime, zone: str, works: Works) -> Slot | None:
    """Return the latest morning of a working day that has come by ``now``, or None
    in the night, before eight and from eight in the evening.
    """
    if not _is_awake(now, zone):
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    for back in range(WEEK * 3):
        day = today - back * ONE_DAY
        if works(day):
            return Slot(day, at_local(day, MORNING, zone))
    return None


def weekly(now: datetime, zone: str, works: Works) -> Slot | None:
    """Return the morning of this week's first working day once it has come, or None
    before that, in the night, and in a week without working days.
    """
    if not _is_awake(now, zone):
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - today.weekday() * ONE_DAY
    for day in (monday + n * ONE_DAY for n in range(WEEK)):
        if works(day):
            slot = Slot(day, at_local(day, MORNING, zone))
            return slot if slot.at <= now else None
    return None


def _is_awake(now: datetime, zone: str) -> bool:
    today = now.astimezone(ZoneInfo(zone)).date()
    return at_local(today, MORNING, zone) <= now < at_local(today, EVENING, zone)
