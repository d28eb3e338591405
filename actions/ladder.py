"""The ladder of one date: on which working day which step of it comes. Pure.

The working day before, the day itself, the working day after; then it goes up, to the
managers and to the owners, after as many working days as its service level says. A
date on a day off is reminded of on the last working day until it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from actions.models import Action, Reminder
from actions.models.levels import ACKNOWLEDGE_HOURS, MANAGERS_AFTER, OWNERS_AFTER
from actions.working_time import (
    Calendar,
    add_days,
    previous_working_day,
    working_day_from,
    working_day_until,
)

Rung = Reminder.Rung
# After a long outage nobody is reminded of what everybody has long seen.
LATEST: Final = timedelta(days=45)
# Of two steps on one day the later one is the higher.
CLIMB: Final = (
    Rung.BEFORE,
    Rung.ON,
    Rung.OVERDUE,
    Rung.AGAIN,
    Rung.ESCALATED,
    Rung.TOP,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that has come: ``about`` names the ladder that it belongs to."""

    rung: Rung
    day: date
    about: str


def step_on(today: date, action: Action, calendar: Calendar) -> Step | None:
    """Return the highest step of an open action that has come by ``today``, a working
    day; None while all are ahead, while somebody keeps it although it is late, and
    once everybody has long seen it.

    Only the highest counts: after an outage nobody gets the ones that were missed.
    """
    again = action.asks_again_on
    if again is not None and today < again:
        return None
    since = again or action.due_on
    if today > since + LATEST:
        return None
    days = _kept(action, again, calendar) if again else _promised(action, calendar)
    come = [rung for rung in CLIMB if rung in days and days[rung] <= today]
    return Step(come[-1], days[come[-1]], since.isoformat()) if come else None


def before_day(due_on: date, calendar: Calendar) -> date:
    """Return the working day before the one on which ``due_on`` is reminded of."""
    return previous_working_day(working_day_until(due_on, calendar), calendar)


def acknowledge_within(action: Action) -> timedelta:
    """Return how much working time somebody has to say that they have it."""
    level = action.level
    return timedelta(hours=level.acknowledge_hours if level else ACKNOWLEDGE_HOURS)


def _promised(action: Action, calendar: Calendar) -> dict[Rung, date]:
    due = action.due_on
    return {
        Rung.BEFORE: before_day(due, calendar),
        Rung.ON: working_day_until(due, calendar),
        Rung.OVERDUE: add_days(due, 1, calendar),
        **_up(action, due, calendar),
    }


def _kept(action: Action, again: date, calendar: Calendar) -> dict[Rung, date]:
    return {
        Rung.AGAIN: working_day_from(again, calendar),
        **_up(action, again, calendar),
    }


def _up(action: Action, since: date, calendar: Calendar) -> dict[Rung, date]:
    level = action.level
    managers = level.managers_after if level else MANAGERS_AFTER
    owners = level.owners_after if level else OWNERS_AFTER
    return {
        Rung.ESCALATED: add_days(since, managers, calendar),
        Rung.TOP: add_days(since, owners, calendar),
    }
