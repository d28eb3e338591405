"""The hours of one working day, and how a week of them is written down. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from feedback.local_time import at_local

ONE_DAY = timedelta(days=1)
DAYS_A_WEEK = 7
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when somebody works, on the clock on the wall.

    An end at or before the start lies on the next day: 22:00 to 06:00 is a night, and
    09:00 to 09:00 (or 00:00 to 00:00) all of a day and night.
    """

    start: time
    end: time

    @property
    def is_over_midnight(self) -> bool:
        """Whether the end lies on the day after the start."""
        return self.end <= self.start

    @property
    def is_round_the_clock(self) -> bool:
        """Whether they are a whole day and night."""
        return self.end == self.start

    def stored(self) -> str:
        """Return them as "09:00-17:00"."""
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    @classmethod
    def read(cls, stored: str) -> "Hours":
        """Return what `stored` wrote; raises `ValueError` for anything else."""
        found = _SPAN.fullmatch(stored)
        if found is None:
            raise ValueError(stored)
        hour, minute, end_hour, end_minute = map(int, found.groups())
        return cls(time(hour, minute), time(end_hour, end_minute))


Week = tuple[Hours | None, ...]


def read_week(stored: str) -> Week:
    """Return the hours of each day from Monday, None for a day off.

    Raises `ValueError` for anything but seven spans, of which one at least is there.
    """
    week = tuple(Hours.read(span) if span else None for span in stored.split(","))
    if len(week) != DAYS_A_WEEK or not any(week):
        raise ValueError(stored)
    return week


def write_week(week: Iterable[Hours | None]) -> str:
    """Return what `read_week` reads."""
    return ",".join(hours.stored() if hours else "" for hours in week)


@dataclass(frozen=True, slots=True)
class Shift:
    """One stretch of work: the day on which it begins, and its two moments in UTC.

    What runs over midnight belongs to the day on which it began.
    """

    day: date
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it takes, in real time."""
        return self.end - self.start


def shift_of(day: date, hours: Hours, zone: str) -> Shift | None:
    """Return the shift that begins on ``day`` in ``zone``.

    It lasts from the first moment at which the clock has reached the start until the
    first at which it has reached the end: if clocks change in between, it is an hour
    shorter or longer. None for a day that the calendar there leaves out (30 December
    2011 in Apia), and if a change of clocks swallows all of it.
    """
    midnight = at_local(day, time(0), zone)
    if at_local(day + ONE_DAY, time(0), zone) <= midnight:
        return None
    last = day + ONE_DAY if hours.is_over_midnight else day
    start, end = at_local(day, hours.start, zone), at_local(last, hours.end, zone)
    return Shift(day, start, end) if start < end else None
