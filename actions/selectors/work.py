"""What stands beside an action: its steps, what the team says, its files; and those
of the actions that were joined to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from actions.models import (
    OPEN,
    Action,
    ActionComment,
    ActionFile,
    ChecklistItem,
    CommentWording,
)
from feedback.accounts.models import Business

UNDO_WITHIN = timedelta(minutes=10)
MOST_JOINED = 20


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as the page shows it: what it says now, and what it said before."""

    comment: ActionComment
    wordings: list[CommentWording]

    @property
    def now(self) -> CommentWording:
        """What it says."""
        return self.wordings[-1]

    @property
    def before(self) -> list[CommentWording]:
        """What it said before, newest first; all of it once it was taken away."""
        earlier = self.wordings if self.comment.removed_at else self.wordings[:-1]
        return earlier[::-1]


def joined_to(action: Action) -> list[Action]:
    """Return the actions that were joined to this one, and to those, oldest first."""
    found: dict[UUID, Action] = {}
    frontier = [action.pk]
    while frontier and len(found) <= MOST_JOINED:
        rows = Action.objects.filter(merged_into__in=frontier)
        new = [a for a in rows.order_by("merged_at", "id") if a.pk not in found]
        found |= {one.pk: one for one in new}
        frontier = [one.pk for one in new]
    return list(found.values())


def steps(action: Action) -> QuerySet[ChecklistItem]:
    """Return the steps in their order, with who did them."""
    rows = ChecklistItem.objects.filter(action=action, removed_at=None)
    return rows.select_related("done_by__user").order_by("position", "id")


def comments(actions: Sequence[Action]) -> list[Said]:
    """Return what was said about any of ``actions``, oldest first."""
    wordings = CommentWording.objects.order_by("said_at", "id")
    rows = ActionComment.objects.filter(action__in=actions)
    rows = rows.select_related("author__user", "removed_by__user", "action")
    found = rows.prefetch_related(Prefetch("wordings", wordings))
    return [
        Said(one, list(one.wordings.all()))
        for one in found.order_by("written_at", "id")
    ]


def newest_wording(made: ActionComment) -> CommentWording:
    """Return what a comment says now."""
    return made.wordings.order_by("-said_at", "-id")[0]


def files(actions: Sequence[Action]) -> QuerySet[ActionFile]:
    """Return the files beside any of ``actions``, oldest first, without their bytes."""
    rows = ActionFile.objects.filter(action__in=actions, removed_at=None)
    rows = rows.select_related("added_by__user").defer("body")
    return rows.order_by("created_at", "id")


def file_of(business: Business) -> QuerySet[ActionFile]:
    """Return the files of a business that can be had."""
    rows = ActionFile.objects.filter(business=business, removed_at=None)
    return rows.select_related("action")


def can_unmerge(action: Action, *, now: datetime) -> bool:
    """Whether joining it to another can still be undone."""
    merged = action.merged_at
    return merged is not None and now - merged <= UNDO_WITHIN


def to_join(action: Action, *, containing: str = "") -> QuerySet[Action]:
    """Return the open actions that ``action`` could be joined to, most urgent first."""
    rows = Action.objects.filter(business=action.business, state__in=OPEN)
    rows = rows.exclude(pk=action.pk).select_related("owner__user")
    if containing:
        rows = rows.filter(what__icontains=containing)
    return rows.order_by("due_on", "id")
