"""Checklists: the steps of an action, ticked by whoever did them.

Steps leave the action's revision alone, so that two people tick at the same time and
nobody's open form is refused; they queue at the action's row instead. What is taken
away can be put back, with its tick.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from actions.models import Action, ChecklistItem
from actions.services.claims import hold_open, person
from feedback import clock
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line

MOST_STEPS = 50
SAME_STEP_WITHIN = timedelta(minutes=1)


@transaction.atomic
def add_step(action: Action, *, words: str, by: Actor) -> ChecklistItem:
    """Add a step at the end. The same words within a minute are one step.

    Raises `Refused` for none, or for too many steps; `Conflict` if it is closed.
    """
    person(by)
    said = one_line(words, longest=200)
    if not said:
        raise Refused(_("Say in a few words what the step is."))
    hold_open(action)
    there = list(_there(action))
    since = clock.now() - SAME_STEP_WITHIN
    for step in there:
        if step.words == said and step.added_at > since:
            return step
    _refuse_too_many(len(there) + 1)
    step = _add(action, [said])[0]
    history.record("step_added", action, by=by, step=(None, step.pk))
    return step


def add_steps(action: Action, words: Iterable[str]) -> None:
    """Store the steps that a new action begins with, in the caller's transaction."""
    said = [one_line(each, longest=200) for each in words]
    _add(action, [each for each in said if each][:MOST_STEPS])


@transaction.atomic
def tick(step: ChecklistItem, *, done: bool, by: Actor) -> bool:
    """Say that a step is done, or that it is not; False if that was known.

    Raises `Conflict` if the step was taken away or the action is closed.
    """
    who = person(by)
    action = hold_open(step.action)
    rows = ChecklistItem.objects.filter(pk=step.pk, removed_at=None)
    if done:
        changed = rows.filter(done_at=None).update(done_at=clock.now(), done_by=who)
    else:
        changed = rows.exclude(done_at=None).update(done_at=None, done_by=None)
    if not changed and not rows.exists():
        raise Conflict(_("Somebody took that step away."))
    if changed:
        verb = "step_done" if done else "step_undone"
        history.record(verb, action, by=by, step=(None, step.pk))
    return bool(changed)


@transaction.atomic
def move_step(step: ChecklistItem, *, up: bool, by: Actor) -> bool:
    """Move a step one place up or down; False if it is at that end already.

    Raises as `tick`.
    """
    person(by)
    action = hold_open(step.action)
    order = list(_there(action))
    place = next((n for n, one in enumerate(order) if one.pk == step.pk), None)
    if place is None:
        raise Conflict(_("Somebody took that step away."))
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return False
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order, start=1):
        one.position = position
    ChecklistItem.objects.bulk_update(order, ["position"])
    return True


@transaction.atomic
def remove_step(step: ChecklistItem, *, by: Actor) -> bool:
    """Take a step away; False if it is. Raises `Conflict` if the action is closed."""
    person(by)
    action = hold_open(step.action)
    rows = ChecklistItem.objects.filter(pk=step.pk, removed_at=None)
    if not rows.update(removed_at=clock.now()):
        return False
    history.record("step_removed", action, by=by, step=(step.pk, None))
    return True


@transaction.atomic
def restore_step(step: ChecklistItem, *, by: Actor) -> bool:
    """Undo `remove_step`: the step is back in its place; False if it never went."""
    person(by)
    action = hold_open(step.action)
    _refuse_too_many(_there(action).count() + 1)
    rows = ChecklistItem.objects.filter(pk=step.pk, removed_at__isnull=False)
    if not rows.update(removed_at=None):
        return False
    history.record("step_restored", action, by=by, step=(None, step.pk))
    return True


def _there(action: Action) -> QuerySet[ChecklistItem]:
    rows = ChecklistItem.objects.filter(action=action, removed_at=None)
    return rows.order_by("position", "id")


def _add(action: Action, words: list[str]) -> list[ChecklistItem]:
    last = ChecklistItem.objects.filter(action=action).order_by("-position").first()
    after = last.position if last else 0
    return ChecklistItem.objects.bulk_create(
        ChecklistItem(
            business_id=action.business_id, action=action, words=said, position=place
        )
        for place, said in enumerate(words, start=after + 1)
    )


def _refuse_too_many(count: int) -> None:
    if count > MOST_STEPS:
        raise Refused(_("Fifty steps are enough for one action. Make it two."))
