"""What a business does about what it heard: somebody, by a date, and then told."""

from actions.models.absences import Absence
from actions.models.actions import OPEN, OWES, Action, ActionReply, DateChange
from actions.models.calendars import CalendarFeed
from actions.models.levels import ServiceLevel
from actions.models.pay_off import PayOff
from actions.models.slips import OWN_RUNGS, Reminder, SlipAnswer
from actions.models.telling import LeftOut, Telling, TellingRhythm, Verdict
from actions.models.templates import ActionTemplate, Repeating
from actions.models.work import (
    ActionComment,
    ActionFile,
    ChecklistItem,
    CommentWording,
)

__all__ = [
    "OPEN",
    "OWES",
    "OWN_RUNGS",
    "Absence",
    "Action",
    "ActionComment",
    "ActionFile",
    "ActionReply",
    "ActionTemplate",
    "CalendarFeed",
    "ChecklistItem",
    "CommentWording",
    "DateChange",
    "LeftOut",
    "PayOff",
    "Reminder",
    "Repeating",
    "ServiceLevel",
    "SlipAnswer",
    "Telling",
    "TellingRhythm",
    "Verdict",
]
