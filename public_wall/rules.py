"""What is fixed for every business: the delay, the period, how long a check may take.

Nothing here can be set by a business, and nothing here knows a rating. See
docs/wall-policy.md for the reasons in plain words.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from feedback.accounts.models import Business

# Time to answer first, the same for every comment.
SHOWN_AFTER = timedelta(hours=48)
# A request to remove that nobody decided in this time lapses.
DECIDED_WITHIN = timedelta(days=7)
# Under this many replies there is no proportion, only counts and words.
FEWEST = 10
COMMENTS_A_PAGE = 20
UPDATES_A_PAGE = 12


@dataclass(frozen=True, slots=True)
class Period:
    """The last twelve months of a business: whole days of its own calendar."""

    first: date
    last: date
    start: datetime
    end: datetime


def last_year(business: Business, *, now: datetime) -> Period:
    """Return the period that the page is about: from this day a year ago until ``now``.

    It is the same for everybody, so that nobody can pick a good one.
    """
    zone = ZoneInfo(business.zone)
    last = now.astimezone(zone).date()
    first = _a_year_before(last)
    return Period(first, last, datetime.combine(first, time.min, zone), now)


def _a_year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
