"""Promising: somebody will do something about what was said, by a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from actions.dates import check_due
from actions.models import OPEN, Action, ActionReply
from actions.services.claims import acted_on, claim, person
from feedback import clock
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, Membership
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line
from surveys.models import Reply
from surveys.services import hearing

SAME_PROMISE_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody will do, who, and by which day of the business's calendar."""

    what: str
    owner: Membership
    due_on: date
    kind: str = Action.Kind.HELP
    offers_to_tell: bool = True


@transaction.atomic
def open_action(
    business: Business, *, promise: Promise, replies: Sequence[Reply], by: Actor
) -> Action:
    """Store an action about one or more replies, which are then being acted on.

    The same promise by the same person within a minute is one action (a double
    click). Raises `Refused` for an empty promise, a date that has passed, or an
    owner who cannot take on work.
    """
    maker, what = person(by), one_line(promise.what, longest=200)
    _check(business, promise, what, replies)
    # One row to queue at, so that a double click makes one action.
    Reply.objects.select_for_update().get(pk=replies[0].pk)
    same = _just_opened(promise, what, replies[0], maker)
    if same is not None:
        return same
    action = Action.objects.create(
        business=business,
        what=what,
        kind=promise.kind,
        owner=promise.owner,
        due_on=promise.due_on,
        offers_to_tell=promise.offers_to_tell,
        created_by=maker,
    )
    history.record(
        "opened",
        action,
        by=by,
        due_on=(None, action.due_on),
        owner=(None, action.owner_id),
    )
    for reply in {reply.pk: reply for reply in replies}.values():
        _link(action, reply, by=by)
    return action


@transaction.atomic
def take_back(action: Action, *, by: Actor) -> None:
    """Undo `open_action`: the action goes and its replies stand where they stood.

    Raises `Conflict` once anybody has changed it: from then on it is history.
    """
    if action.revision != 1 or action.state != Action.State.TODO:
        raise Conflict(_("Work on this has begun. Decide not to do it, and say why."))
    replies = [link.reply for link in action.links.select_related("reply")]
    claim(action, OPEN, 1)
    history.record("taken_back", action, by=by)
    action.links.all().delete()
    action.delete()
    for reply in replies:
        _let_go(reply, by=by)


@transaction.atomic
def add_reply(action: Action, reply: Reply, *, by: Actor) -> bool:
    """Say that ``reply`` raised the same thing; False if that was known.

    Raises `Conflict` if the action is closed: what was done was done for others.
    """
    if ActionReply.objects.filter(action=action, reply=reply).exists():
        return False
    claim(action, OPEN, None)
    _link(action, reply, by=by)
    history.record("reply_added", action, by=by, reply=(None, reply.pk))
    return True


@transaction.atomic
def remove_reply(action: Action, reply: Reply, *, by: Actor) -> None:
    """Undo `add_reply`. Raises `Refused` for the only reply of an action."""
    if not action.links.exclude(reply=reply).exists():
        raise Refused(_("This is the only reply of the action. Decide not to do it."))
    claim(action, OPEN, None)
    if not action.links.filter(reply=reply).delete()[0]:
        raise Conflict(_("This reply is not part of the action any more."))
    history.record("reply_removed", action, by=by, reply=(reply.pk, None))
    _let_go(reply, by=by)


def _check(
    business: Business, promise: Promise, what: str, replies: Sequence[Reply]
) -> None:
    if not what:
        raise Refused(_("Say in a few words what will be done."))
    if not replies:
        raise Refused(_("An action answers at least one reply."))
    check_due(promise.due_on, today=clock.today(business.zone))
    check_owner(business, promise.owner)


def check_owner(business: Business, owner: Membership) -> None:
    """Raise `Refused` unless ``owner`` can take on work for ``business``."""
    if not accounts.workers(business).filter(pk=owner.pk).exists():
        raise Refused(_("Choose somebody of the team who can take this on."))


def _just_opened(
    promise: Promise, what: str, reply: Reply, maker: Membership
) -> Action | None:
    since = clock.now() - SAME_PROMISE_WITHIN
    same = Action.objects.filter(
        links__reply=reply,
        what=what,
        owner=promise.owner,
        due_on=promise.due_on,
        created_by=maker,
        created_at__gt=since,
    )
    return same.first()


def _link(action: Action, reply: Reply, *, by: Actor) -> None:
    ActionReply.objects.create(
        business_id=action.business_id, action=action, reply=reply
    )
    hearing.mark_acting(reply, by=by)


def _let_go(reply: Reply, *, by: Actor) -> None:
    """Put a reply back to where it stood, unless another action is about it."""
    if not acted_on(reply):
        hearing.mark_not_acting(reply, by=by)
