"""Whether a date is about to slip, or has, and whether anybody has said what of it."""

from datetime import date
from enum import StrEnum

from actions.ladder import before_day
from actions.models import Action, SlipAnswer
from actions.selectors.telling import Listener, listeners, tells_about, told_ids
from actions.working_time import Calendar, NeverWorks, calendar_of


class Slip(StrEnum):
    """Whether there is something to ask."""

    NO = ""
    # From the working day before the date on.
    SOON = "soon"
    LATE = "late"


def slip_of(action: Action, *, today: date, calendar: Calendar | None = None) -> Slip:
    """Return what to ask about ``action`` today: nothing if it is closed, its date is
    further away, or somebody said that it stands.
    """
    if not action.is_open:
        return Slip.NO
    if action.due_on < today:
        again = action.asks_again_on
        return Slip.NO if again is not None and again > today else Slip.LATE
    if today < _asks_from(action, calendar) or is_kept(action):
        return Slip.NO
    return Slip.SOON


def is_kept(action: Action) -> bool:
    """Whether somebody said, before it came, that the date stands."""
    rows = SlipAnswer.objects.filter(action=action, due_on=action.due_on)
    return rows.filter(answer=SlipAnswer.Answer.KEPT).exists()


def who_waits(action: Action) -> list[Listener]:
    """Return who raised ``action``, can be told of it and was not told of how it
    stands now.
    """
    told = told_ids(action, tells_about(action), action.due_on)
    people = listeners(action)
    return [one for one in people if not one.why_not and one.customer.pk not in told]


def _asks_from(action: Action, calendar: Calendar | None) -> date:
    try:
        return before_day(action.due_on, calendar or calendar_of(action.business))
    except NeverWorks:
        return action.due_on
