"""Acknowledging: what somebody was given waits until they say "I have it"."""

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import OPEN, Action
from actions.selectors.answering import answering_for
from actions.services.claims import person
from feedback import clock
from feedback.accounts.models import Membership
from feedback.errors import Conflict, NotAllowed
from feedback.history import services as history
from feedback.history.services import Actor


@transaction.atomic
def acknowledge(action: Action, *, by: Actor) -> bool:
    """Say "I have it", as the owner or as whoever covers for them; False if that was
    said or is not waited for. No date and no revision changes.

    Raises `NotAllowed` for anybody else, and `Conflict` if it was closed or given to
    somebody else meanwhile.
    """
    reader = person(by)
    if not may_acknowledge(action, reader):
        raise NotAllowed(_("Only whoever it was given to can say that they have it."))
    waiting = Action.objects.filter(pk=action.pk, acknowledged_at=None)
    now = clock.now()
    rows = waiting.filter(state__in=OPEN, owner=action.owner_id, given_at__isnull=False)
    if not rows.update(acknowledged_at=now, acknowledged_by=reader):
        return _refresh(action)
    action.acknowledged_at, action.acknowledged_by = now, reader
    history.record("acknowledged", action, by=by)
    return True


@transaction.atomic
def wait_again(action: Action, *, by: Actor) -> bool:
    """Undo `acknowledge`, for whoever said it; False if nobody had said it."""
    rows = Action.objects.filter(pk=action.pk, acknowledged_by=person(by))
    if not rows.update(acknowledged_at=None, acknowledged_by=None):
        return False
    action.acknowledged_at = action.acknowledged_by = None
    history.record("acknowledged_not", action, by=by)
    return True


def take_up(action: Action, *, by: Actor) -> None:
    """Whoever works on what they were given has it: acknowledge it for them."""
    reader = by.membership
    if reader is None or not action.waits_for_acknowledgement:
        return
    if may_acknowledge(action, reader):
        acknowledge(action, by=by)


def may_acknowledge(action: Action, reader: Membership) -> bool:
    """Whether ``reader`` owns the action or covers for its owner today."""
    if reader.pk == action.owner_id:
        return True
    today = clock.today(action.business.zone)
    return answering_for(action.owner, today).pk == reader.pk


def _refresh(action: Action) -> bool:
    """Say that there was nothing to do, or why it cannot be done."""
    before = action.owner_id
    held = Action.objects.filter(pk=action.pk).first()
    if held is None or held.owner_id != before or not held.is_open:
        raise Conflict(_("This was closed or given to somebody else meanwhile."))
    return False
