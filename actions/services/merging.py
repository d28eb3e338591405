"""Joining: two actions turn out to be one.

Replies and steps go over to the one that stays; comments and files stay where they
were written and are read from both. The one that went says where, for good; for ten
minutes it can be undone.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import OPEN, Action, ActionReply, ChecklistItem
from actions.selectors.work import can_unmerge
from actions.services.claims import CHANGED, claim, person
from actions.services.reminding import cancel_reminders
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.models import Event
from feedback.history.services import Actor
from surveys.models import Reply
from surveys.services import hearing

State = Action.State


@transaction.atomic
def merge(
    action: Action,
    into: Action,
    *,
    by: Actor,
    now: datetime,
    expected_revision: int | None = None,
) -> None:
    """Join an open action to another open one, which then has its replies and steps.

    Raises `Refused` for itself, `Conflict` if either is closed or somebody was faster.
    """
    person(by)
    if action.pk == into.pk:
        raise Refused(_("Choose another action."))
    _hold(action, into)
    before = action.state
    cancel_reminders(action)
    claim(
        action,
        OPEN,
        expected_revision,
        state=State.MERGED,
        merged_into=into,
        merged_at=now,
    )
    claim(into, OPEN, None)
    _take_replies(action, into)
    _take_steps(action, into)
    history.record(
        "merged", action, by=by, state=(before, State.MERGED), into=(None, into.pk)
    )
    history.record("merged_in", into, by=by, action=(None, action.pk))


@transaction.atomic
def unmerge(action: Action, *, by: Actor, now: datetime) -> None:
    """Undo `merge`: replies and steps go back, and it stands where it stood.

    Raises `Conflict` after ten minutes, or once the other one is closed or was joined
    to a third.
    """
    person(by)
    into = action.merged_into
    if into is None:
        raise Conflict(CHANGED)
    if not can_unmerge(action, now=now):
        raise Conflict(
            _("That was more than ten minutes ago. Split the replies off instead.")
        )
    _hold(action, into)
    state = _state_before(action)
    claim(into, OPEN, None)
    claim(action, [State.MERGED], None, state=state, merged_into=None, merged_at=None)
    ActionReply.objects.filter(action=into, came_from=action).delete()
    ChecklistItem.objects.filter(action=into, came_from=action).update(
        action=action, came_from=None
    )
    history.record("unmerged", action, by=by, state=(State.MERGED, state))
    history.record("merged_out", into, by=by, action=(action.pk, None))
    for reply in Reply.objects.filter(links__action=action):
        hearing.mark_acting(reply, by=by)


def _hold(one: Action, other: Action) -> None:
    """Hold both rows in one order, so that A into B and B into A never wait for each
    other, and read the other one again.
    """
    rows = Action.objects.select_for_update().filter(pk__in=[one.pk, other.pk])
    list(rows.order_by("pk").values_list("pk"))
    other.refresh_from_db()


def _take_replies(action: Action, into: Action) -> None:
    known = ActionReply.objects.filter(action=into).values("reply")
    links = ActionReply.objects.filter(action=action).exclude(reply__in=known)
    ActionReply.objects.bulk_create(
        ActionReply(
            business_id=into.business_id,
            action=into,
            reply_id=link.reply_id,
            added_at=link.added_at,
            came_from=action,
        )
        for link in links.order_by("added_at", "id")
    )


def _take_steps(action: Action, into: Action) -> None:
    last = ChecklistItem.objects.filter(action=into).order_by("-position").first()
    after = last.position if last else 0
    rows = ChecklistItem.objects.filter(action=action).order_by("position", "id")
    steps = list(rows)
    for place, step in enumerate(steps, start=after + 1):
        step.position, step.action, step.came_from = place, into, action
    ChecklistItem.objects.bulk_update(steps, ["position", "action", "came_from"])


def _state_before(action: Action) -> str:
    event = Event.objects.filter(
        business_id=action.business_id, target_id=action.pk, verb="merged"
    )
    last = event.order_by("-at", "-id").first()
    return str(last.before["state"]) if last else State.TODO
