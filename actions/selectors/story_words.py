"""What the ids in an action's events stand for, for its story: names, reasons, steps,
files and other actions. Four queries, however long the story is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from actions.models import Action, ActionFile, ChecklistItem
from feedback.accounts.models import Membership
from feedback.history.models import Event
from surveys import days

Stored = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """Names for ids, as the events store them: as text."""

    today: date
    people: dict[str, str]
    reasons: dict[str, str]
    steps: dict[str, str]
    files: dict[str, str]
    actions: dict[str, str]

    def day(self, stored: str) -> str:
        """Return a stored date as people say it."""
        return days.full_day(date.fromisoformat(stored), today=self.today)

    def name(self, stored: str) -> str:
        """Return somebody's first name."""
        return self.people.get(stored) or gettext("somebody")

    def step(self, stored: str) -> str:
        """Return the words of a step."""
        return self.steps.get(stored) or gettext("a step")

    def file(self, stored: str) -> str:
        """Return the name of a file."""
        return self.files.get(stored) or gettext("a file")

    def action(self, stored: str) -> str:
        """Return what another action is called."""
        return self.actions.get(stored) or gettext("another action")


def words_of(action: Action, events: list[Event], today: date) -> Words:
    """Return what the ids in ``events`` about ``action`` stand for."""
    others = _ids(events, "into", "action")
    return Words(
        today=today,
        people=_people(_ids(events, "owner", "to", "cover")),
        reasons={str(one.pk): one.because for one in action.date_changes.all()},
        steps=_named(ChecklistItem, _ids(events, "step"), "words"),
        files=_named(ActionFile, _ids(events, "file"), "name"),
        actions=_named(Action, others, "what"),
    )


def _ids(events: Iterable[Event], *keys: str) -> set[UUID]:
    sides = (side for event in events for side in (event.before, event.after))
    stored = (side.get(key) for side in sides for key in keys)
    return {UUID(one) for one in stored if one}


def _people(ids: set[UUID]) -> dict[str, str]:
    rows = Membership.objects.filter(pk__in=ids).select_related("user")
    return {str(one.pk): one.user.first_name for one in rows}


def _named(model: Any, ids: set[UUID], column: str) -> dict[str, str]:
    if not ids:
        return {}
    rows = model.objects.filter(pk__in=ids).values_list("pk", column)
    return {str(pk): name for pk, name in rows}
