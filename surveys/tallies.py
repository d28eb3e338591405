"""What tallies count in: steps of time, and spans of days. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from feedback.local_time import at_local

A_DAY = timedelta(days=1)
# Within how many hours a person first did anything about a reply; the last step holds
# what took longer than all of these.
HEARD_AFTER = (1, 2, 4, 8, 12, 24, 48, 72, 120, 168, 336, 720)


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row, both ends."""

    first: date
    last: date

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the midnights at which it begins and before which it ends."""
        return midnight(self.first, zone), midnight(self.last + A_DAY, zone)

    def days(self) -> Iterator[date]:
        """Yield each of its days."""
        day = self.first
        while day <= self.last:
            yield day
            day += A_DAY


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of ``day`` in ``zone``."""
    return at_local(day, time.min, zone.key)


def spans(days: Iterable[date]) -> list[Span]:
    """Return ``days`` as spans, neighbours joined, in order."""
    found: list[Span] = []
    for day in sorted(set(days)):
        if found and found[-1].last + A_DAY == day:
            found[-1] = Span(found[-1].first, day)
        else:
            found.append(Span(day, day))
    return found


def month_of(day: date) -> date:
    """Return the first day of the month of ``day``."""
    return day.replace(day=1)


def months_between(earlier: date, later: date) -> int:
    """Return how many calendar months lie between two days; never less than none."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return max(months, 0)


def add_months(first: date, months: int) -> date:
    """Return the first of the month so many months after (negative: before)."""
    total = first.year * 12 + first.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)
