"""On which days something comes again. Pure.

Days are counted from the first one, never from the last: what begins on the 31st
comes on the last day of a short month and on the 31st of the next long one, and what
begins on 29 February comes on the 28th in other years.
"""

from calendar import monthrange
from datetime import date, timedelta

from actions.models import Repeating

Every = Repeating.Every
MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
# How long before its day one may appear: before the one before it would be odd.
MOST_DAYS_BEFORE = {Every.WEEK: 6, Every.MONTH: 27, Every.QUARTER: 60, Every.YEAR: 60}


def nth(first_on: date, every: str, number: int) -> date:
    """Return the day ``number`` turns after ``first_on``.

    Raises `OverflowError` past the year 9999.
    """
    if every == Every.WEEK:
        return first_on + number * timedelta(weeks=1)
    months = first_on.month - 1 + number * MONTHS[Every(every)]
    year, month = first_on.year + months // 12, months % 12 + 1
    if year > date.max.year:
        raise OverflowError(year)
    return date(year, month, min(first_on.day, monthrange(year, month)[1]))


def first_from(first_on: date, every: str, day: date) -> date:
    """Return the first of the days that is ``day`` or later."""
    if day <= first_on:
        return first_on
    number = _turns_before(first_on, every, day)
    while nth(first_on, every, number) < day:
        number += 1
    return nth(first_on, every, number)


def following(first_on: date, every: str, day: date) -> date:
    """Return the next of the days after ``day``."""
    return first_from(first_on, every, day + timedelta(days=1))


def last_until(first_on: date, every: str, day: date) -> date | None:
    """Return the last of the days that is ``day`` or earlier, None before the first."""
    if day < first_on:
        return None
    number = _turns_before(first_on, every, day)
    while nth(first_on, every, number + 1) <= day:
        number += 1
    return nth(first_on, every, number)


def _turns_before(first_on: date, every: str, day: date) -> int:
    """Return a number of turns that certainly leads no further than ``day``."""
    if every == Every.WEEK:
        return (day - first_on).days // 7
    months = (day.year - first_on.year) * 12 + day.month - first_on.month
    return max(0, months // MONTHS[Every(every)] - 1)
