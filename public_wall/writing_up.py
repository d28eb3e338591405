"""What an update about an action says of itself: the kind, the day, by when."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from actions.models import Action, DateChange
from feedback.errors import Refused
from public_wall.models import Update
from public_wall.selectors.updates import people_who_raised


@dataclass(frozen=True, slots=True)
class Standing:
    """How an action stands; ``due_on`` is for one that is late."""

    kind: str
    raised_by: int
    decided_on: date
    due_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """Return it by the names of the columns of `Update`."""
        return {
            "kind": self.kind,
            "raised_by": self.raised_by,
            "decided_on": self.decided_on,
            "due_on": self.due_on,
        }


def standing(action: Action) -> Standing:
    """Return how ``action`` stands for the world.

    Raises `Refused` if there is nothing to tell: it is open and was never put off, or
    no customer raised it.
    """
    zone = ZoneInfo(action.business.zone)
    moved = last_move(action) if action.is_open else None
    if moved:
        day = moved.moved_at.astimezone(zone).date()
        return Standing(Update.Kind.LATER, _people(action), day, action.due_on)
    if action.is_open or not action.outcome or action.done_at is None:
        raise Refused(_("Finish it first, or decide not to. Then tell the world."))
    day = action.done_at.astimezone(zone).date()
    return Standing(action.outcome, _people(action), day)


def last_move(action: Action) -> DateChange | None:
    """Return the last change of the date that holds now, if it was ever changed."""
    moves = action.date_changes.order_by("-moved_at", "-id")
    return moves.filter(due_on=action.due_on).first()


def _people(action: Action) -> int:
    people = people_who_raised(action)
    if not people:
        raise Refused(_("No customer raised this, so there is no “you said” to it."))
    return people
