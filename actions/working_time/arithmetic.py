"""Adding working time to a moment, and measuring it between two. Pure.

Moments are in UTC, so an hour of work is an hour of real time, whatever the clocks on
the wall do meanwhile. The cost grows with the days in between, nothing else.
"""

from datetime import UTC, datetime, timedelta

from actions.working_time.calendar import Calendar

NOTHING = timedelta(0)


def add(start: datetime, work: timedelta, calendar: Calendar) -> datetime:
    """Return the first moment by which ``work`` has been worked since ``start``.

    Nothing to do is done at ``start``. What is done at the end of a day is done then,
    not on the next morning. ``start`` is aware; the answer is in UTC.

    Raises `ValueError` for negative work, and `NeverWorks`.
    """
    if work < NOTHING:
        raise ValueError(work)
    start = start.astimezone(UTC)
    if work == NOTHING:
        return start
    for shift in calendar.shifts_from(start):
        begin = max(start, shift.start)
        room = shift.end - begin
        if work <= room:
            return begin + work
        work -= room
    raise AssertionError("shifts never end")


def between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Return how much is worked from ``start`` to ``end``; negative if they are the
    other way round. Both are aware. Raises `NeverWorks`.
    """
    if end < start:
        return -between(end, start, calendar)
    worked = NOTHING
    for shift in calendar.shifts_from(start):
        if shift.start >= end:
            break
        worked += min(end, shift.end) - max(start, shift.start)
    return worked
