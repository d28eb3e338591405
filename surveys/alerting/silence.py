"""Silence: a survey that used to get replies and does not. Pure.

Replies come by chance, so a gap says something only if it is far longer than the usual
ones. Taking them as independent at a steady rate (a Poisson process), a gap of t days
without any has the probability exp(-rate · t); below one in a thousand it is silence.
Days on which the business does not work count on neither side.
"""

from datetime import date, timedelta
from math import exp

from surveys.slots import Works

USUAL = timedelta(days=56)
LEAST_REPLIES = 10
LEAST_DAYS = 5
UNLIKELY = 0.001
_DAY = timedelta(days=1)


def is_silent(count: int, last: date, today: date, works: Works) -> bool:
    """Whether no reply since ``last`` is no chance: ``count`` replies came in the
    days of `USUAL` that ended then.
    """
    if count < LEAST_REPLIES:
        return False
    worked = _working(last - USUAL + _DAY, last, works)
    gap = _working(last + _DAY, today - _DAY, works)
    if gap < LEAST_DAYS or not worked:
        return False
    return exp(-count / worked * gap) < UNLIKELY


def _working(first: date, last: date, works: Works) -> int:
    days = range((last - first).days + 1)
    return sum(works(first + n * _DAY) for n in days)
