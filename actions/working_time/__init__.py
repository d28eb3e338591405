"""Working time: the hours, days, holidays and zone of a business. See
`docs/deadlines.md`.
"""

from actions.working_time.arithmetic import add, between
from actions.working_time.calendar import (
    Calendar,
    NeverWorks,
    add_days,
    calendar_of,
    next_working_day,
    previous_working_day,
    working_day_from,
    working_day_until,
)
from actions.working_time.hours import Hours, Shift, read_week, write_week
from actions.working_time.levels import due_after, due_on_for, usual

__all__ = [
    "Calendar",
    "Hours",
    "NeverWorks",
    "Shift",
    "add",
    "add_days",
    "between",
    "calendar_of",
    "due_after",
    "due_on_for",
    "next_working_day",
    "previous_working_day",
    "read_week",
    "usual",
    "working_day_from",
    "working_day_until",
    "write_week",
]
