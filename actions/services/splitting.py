"""Splitting: some of those who raised an action meant something else."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import OPEN, Action, ActionReply
from actions.services.claims import claim, person
from actions.services.promising import Promise, check_promise, start, take_back
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from surveys.models import Reply


@transaction.atomic
def split(
    action: Action,
    replies: Sequence[Reply],
    *,
    promise: Promise,
    by: Actor,
    expected_revision: int | None = None,
) -> Action:
    """Give some of the replies of an open action a promise of their own.

    Raises `Refused` unless at least one is taken out and one stays, or for a promise
    that nobody can give; `Conflict` if it is closed or somebody was faster.
    """
    maker = person(by)
    chosen = {reply.pk: reply for reply in replies}
    if not chosen:
        raise Refused(_("Choose the replies that meant something else."))
    what = check_promise(action.business, promise)
    claim(action, OPEN, expected_revision)
    links = ActionReply.objects.filter(action=action)
    if links.filter(reply__in=chosen).count() != len(chosen):
        raise Conflict(_("A reply is not part of the action any more. Look again."))
    if not links.exclude(reply__in=chosen).exists():
        raise Refused(_("Leave at least one reply where it is."))
    made = start(promise, what, maker, by=by, split_from=action)
    links.filter(reply__in=chosen).update(action=made, came_from=None)
    history.record("split", action, by=by, into=(None, made.pk))
    history.record("split_off", made, by=by, action=(None, action.pk))
    return made


@transaction.atomic
def unsplit(made: Action, *, by: Actor) -> Action:
    """Undo `split`: the replies go back and the new action is gone; returns the old.

    Raises `Conflict` once work on the new one has begun, or the old one is closed.
    """
    person(by)
    action = made.split_from
    if action is None:
        raise Conflict(_("It was not split off from another."))
    claim(action, OPEN, None)
    back = list(ActionReply.objects.filter(action=made).values_list("reply", flat=True))
    known = ActionReply.objects.filter(action=action, reply__in=back)
    known.delete()
    ActionReply.objects.filter(action=made).update(action=action)
    history.record("unsplit", action, by=by, action=(made.pk, None))
    take_back(made, by=by)
    return action
