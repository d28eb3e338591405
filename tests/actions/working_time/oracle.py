"""Working time the slow way: somebody opens and closes a door by the clock on the wall,
looking at it once a minute.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.working_time import Calendar

MINUTE, ONE_DAY = timedelta(minutes=1), timedelta(days=1)


class Door:
    """The minutes from ``start`` on (whole, in UTC), each open or not."""

    def __init__(self, start: datetime, days: int, calendar: Calendar) -> None:
        # The door may have been opened two days before.
        self.first = start - 3 * ONE_DAY
        minutes = (days + 6) * 24 * 60
        zone = ZoneInfo(calendar.zone)
        self.wall = [
            (self.first + n * MINUTE).astimezone(zone).replace(tzinfo=None)
            for n in range(minutes)
        ]
        self.open = [False] * minutes
        for day in sorted({shown.date() for shown in self.wall}):
            self._work(day, calendar)

    def _work(self, day: date, calendar: Calendar) -> None:
        hours = calendar.week[day.weekday()]
        if hours is None or calendar.is_free(day):
            return
        last = day + ONE_DAY if hours.end <= hours.start else day
        opens = self._first_at(datetime.combine(day, hours.start))
        shuts = self._first_at(datetime.combine(last, hours.end))
        for minute in range(opens, shuts):
            self.open[minute] = True

    def _first_at(self, wall: datetime) -> int:
        reached = (at for at, shown in enumerate(self.wall) if shown >= wall)
        return next(reached, len(self.wall))

    def between(self, start: datetime, end: datetime) -> int:
        """Count the open minutes."""
        return sum(self.open[self._place(start) : self._place(end)])

    def add(self, start: datetime, minutes: int) -> datetime | None:
        """Walk until the door was open that long; None if that is too far."""
        at = self._place(start)
        while minutes and at < len(self.open):
            minutes -= self.open[at]
            at += 1
        return None if minutes else self.first + at * MINUTE

    def _place(self, moment: datetime) -> int:
        return int((moment - self.first) / MINUTE)
