"""When a business works, as moments in UTC and as dates on its own wall. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.working_time.hours import ONE_DAY, Hours, Shift, Week, read_week, shift_of
from feedback.accounts import public_holidays
from feedback.accounts.models import Business
from feedback.accounts.opening_days import closures_of

# Half a year is the longest that a business can close; nobody waits for longer.
LONGEST_REST = 400


class NeverWorks(ValueError):
    """There is no working day within `LONGEST_REST` days."""


@dataclass(frozen=True)
class Calendar:
    """Zone, hours of each weekday from Monday, and which dates are free besides.

    A free date takes away the shift that begins on it, all of it: a night that began
    on the day before is still worked to its end.
    """

    zone: str
    week: Week
    is_free: Callable[[date], bool] = lambda day: False
    # Each day is worked out once: a sweep asks for the same few again and again.
    _known: dict[date, Shift | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    def hours_on(self, day: date) -> Hours | None:
        """Return the hours of ``day``, None if nobody works."""
        hours = self.week[day.weekday()]
        return None if hours is None or self.is_free(day) else hours

    def shift_on(self, day: date) -> Shift | None:
        """Return the work that begins on ``day``, if any.

        Where the night before reaches into it, it begins when that has ended: no
        moment is worked twice.
        """
        shift, before = self._shift(day), self._shift(day - ONE_DAY)
        if shift is None or before is None or before.end <= shift.start:
            return shift
        if before.end >= shift.end:
            return None
        return replace(shift, start=before.end)

    def works_on(self, day: date) -> bool:
        """Whether ``day`` is a working day: some work begins on it."""
        return self.shift_on(day) is not None

    def shift_at(self, moment: datetime) -> Shift | None:
        """Return the shift that is going on at ``moment``, if any."""
        first = next(self.shifts_from(moment))
        return first if first.start <= moment else None

    def shifts_from(self, moment: datetime) -> Iterator[Shift]:
        """Yield every shift that ends after ``moment``, in order, for ever.

        Raises `NeverWorks` once there is none for `LONGEST_REST` days.
        """
        day = self.local_day(moment) - ONE_DAY
        idle = 0
        while True:
            shift = self.shift_on(day)
            idle = idle + 1 if shift is None else 0
            if idle > LONGEST_REST:
                raise NeverWorks(self.zone)
            if shift is not None and shift.end > moment:
                yield shift
            day += ONE_DAY

    def local_day(self, moment: datetime) -> date:
        """Return the date that the calendar on the wall shows at ``moment``."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def _shift(self, day: date) -> Shift | None:
        if day not in self._known:
            hours = self.hours_on(day)
            self._known[day] = shift_of(day, hours, self.zone) if hours else None
        return self._known[day]


def calendar_of(business: Business) -> Calendar:
    """Return when ``business`` works: its week, less the public holidays that it
    keeps and its own closed days.
    """
    closed = [(row.first, row.last) for row in closures_of(business)]
    country, region = business.country, business.holiday_region
    keeps = business.keeps_holidays

    def is_free(day: date) -> bool:
        if any(first <= day <= last for first, last in closed):
            return True
        return keeps and public_holidays.is_holiday(country, region, day)

    return Calendar(business.zone, read_week(business.work_week), is_free)


def working_day_from(day: date, calendar: Calendar) -> date:
    """Return ``day`` if it is a working day, else the next one."""
    return _search(day, ONE_DAY, calendar)


def working_day_until(day: date, calendar: Calendar) -> date:
    """Return ``day`` if it is a working day, else the last one before it."""
    return _search(day, -ONE_DAY, calendar)


def next_working_day(day: date, calendar: Calendar) -> date:
    """Return the first working day after ``day``."""
    return _search(day + ONE_DAY, ONE_DAY, calendar)


def previous_working_day(day: date, calendar: Calendar) -> date:
    """Return the last working day before ``day``."""
    return _search(day - ONE_DAY, -ONE_DAY, calendar)


def add_days(day: date, count: int, calendar: Calendar) -> date:
    """Return the working day that is ``count`` working days after ``day``; 0 gives
    ``day`` itself, or the next working day.
    """
    found = working_day_from(day, calendar) if count == 0 else day
    for _ in range(count):
        found = next_working_day(found, calendar)
    return found


def _search(day: date, step: timedelta, calendar: Calendar) -> date:
    for _ in range(LONGEST_REST):
        if calendar.works_on(day):
            return day
        day += step
    raise NeverWorks(calendar.zone)
