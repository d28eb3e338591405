"""Promising: somebody will do something about what was said, by a date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from actions.dates import check_due
from actions.models import OPEN, Action, ActionReply, ServiceLevel
from actions.services.absences import taker
from actions.services.checklists import add_steps
from actions.services.claims import acted_on, claim, person
from actions.services.levels import keep
from feedback import clock
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, Membership, Team
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line
from surveys.models import Reply
from surveys.services import hearing

SAME_PROMISE_WITHIN = timedelta(minutes=1)
Kind = Action.Kind


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody will do, who, and by which day of the business's calendar.

    ``team`` is whose work it is besides, ``level`` how hard it is, ``steps`` the
    checklist it begins with.
    """

    what: str
    owner: Membership
    due_on: date
    kind: str = Kind.HELP
    offers_to_tell: bool = True
    team: Team | None = None
    level: ServiceLevel | None = None
    steps: tuple[str, ...] = ()


@transaction.atomic
def open_action(
    business: Business, *, promise: Promise, replies: Sequence[Reply], by: Actor
) -> Action:
    """Store an action about one or more replies, which are then being acted on.

    Something special needs no reply. The same promise by the same person within a
    minute is one action (a double click). Raises `Refused` for an empty promise, a
    date that has passed, or an owner who cannot take on work.
    """
    maker, what = person(by), check_promise(business, promise)
    if not replies and promise.kind != Kind.SPECIAL:
        raise Refused(_("An action answers at least one reply."))
    promise = replace(
        promise,
        owner=taker(promise.owner, by=maker),
    )
    # One row to queue at, so that a double click makes one action.
    if replies:
        Reply.objects.select_for_update().get(pk=replies[0].pk)
    else:
        Membership.objects.select_for_update().get(pk=maker.pk)
    same = _just_opened(promise, what, replies, maker)
    if same is not None:
        return same
    action = start(promise, what, maker, by=by)
    for reply in {reply.pk: reply for reply in replies}.values():
        _link(action, reply, by=by)
    return action


def start(
    promise: Promise, what: str, maker: Membership, *, by: Actor, **more: Any
) -> Action:
    """Store the action of a promise that was checked, in the caller's transaction;
    ``more`` are further columns.
    """
    action = Action.objects.create(
        business=promise.owner.business,
        what=what,
        kind=promise.kind,
        owner=promise.owner,
        team=promise.team,
        level=keep(promise.owner.business, promise.level) if promise.level else None,
        due_on=promise.due_on,
        offers_to_tell=promise.offers_to_tell,
        created_by=maker,
        **given(promise.owner, by, now=clock.now()),
        **more,
    )
    history.record(
        "opened",
        action,
        by=by,
        due_on=(None, action.due_on),
        owner=(None, action.owner_id),
    )
    add_steps(action, promise.steps)
    return action


@transaction.atomic
def take_back(action: Action, *, by: Actor) -> None:
    """Undo `open_action`: the action goes and its replies stand where they stood.

    Raises `Conflict` once anybody has changed it: from then on it is history.
    """
    if action.revision != 1 or action.state != Action.State.TODO or _has_work(action):
        raise Conflict(_("Work on this has begun. Decide not to do it, and say why."))
    replies = [link.reply for link in action.links.select_related("reply")]
    if replies and action.split_from_id:
        raise Conflict(_("It was split off from another action: undo that instead."))
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
    """Undo `add_reply`. Raises `Refused` for the only reply of an action that is
    nothing without one.
    """
    others = action.links.exclude(reply=reply).exists()
    if not others and action.kind != Kind.SPECIAL and action.repeating_id is None:
        raise Refused(_("This is the only reply of the action. Decide not to do it."))
    claim(action, OPEN, None)
    if not action.links.filter(reply=reply).delete()[0]:
        raise Conflict(_("This reply is not part of the action any more."))
    history.record("reply_removed", action, by=by, reply=(reply.pk, None))
    _let_go(reply, by=by)


def check_promise(business: Business, promise: Promise) -> str:
    """Return what is promised as it is stored; raise `Refused` if it says nothing, its
    date cannot be, or its owner or team cannot take it on.
    """
    what = one_line(promise.what, longest=200)
    if not what:
        raise Refused(_("Say in a few words what will be done."))
    if promise.kind not in Kind.values:
        raise Refused(_("Say what it is for."))
    check_due(promise.due_on, today=clock.today(business.zone))
    check_owner(business, promise.owner)
    if promise.team and promise.team.business_id != business.pk:
        raise Refused(_("Choose a team of yours."))
    return what


def check_owner(business: Business, owner: Membership) -> None:
    """Raise `Refused` unless ``owner`` can take on work for ``business``."""
    if not accounts.workers(business).filter(pk=owner.pk).exists():
        raise Refused(_("Choose somebody of the team who can take this on."))


def given(owner: Membership, by: Actor, *, now: datetime) -> dict[str, Any]:
    """Return the columns that say who gave an action to ``owner``: somebody else's
    gift waits to be acknowledged, one's own promise does not.
    """
    giver = by.membership
    is_own = giver is not None and giver.pk == owner.pk
    return {
        "given_at": None if is_own else now,
        "given_by": None if is_own else giver,
        "acknowledged_at": None,
        "acknowledged_by": None,
    }


def _has_work(action: Action) -> bool:
    """Whether anybody said or did anything beside it."""
    ticked = action.steps.exclude(done_at=None).exists()
    return ticked or action.comments.exists() or action.files.exists()


def _just_opened(
    promise: Promise, what: str, replies: Sequence[Reply], maker: Membership
) -> Action | None:
    since = clock.now() - SAME_PROMISE_WITHIN
    same = Action.objects.filter(
        what=what,
        owner=promise.owner,
        due_on=promise.due_on,
        created_by=maker,
        created_at__gt=since,
        repeating=None,
    )
    about = {"links__reply": replies[0]} if replies else {"links": None}
    return same.filter(**about).exclude(state=Action.State.MERGED).first()


def _link(action: Action, reply: Reply, *, by: Actor) -> None:
    ActionReply.objects.create(
        business_id=action.business_id, action=action, reply=reply
    )
    hearing.mark_acting(reply, by=by)


def _let_go(reply: Reply, *, by: Actor) -> None:
    """Put a reply back to where it stood, unless another action is about it."""
    if not acted_on(reply):
        hearing.mark_not_acting(reply, by=by)
