"""Closing: what was done, or why it was not, and whether those who raised it hear.

An action that is closed goes one of two ways. Either people are to be told: it is
"done – not told yet" until `tell_customers` makes it "told". Or nobody is told, for a
reason: it stays in the state "done" with ``not_told_because`` set, since "told" would
not be true; boards list it apart, as closed without telling, and ask no more.
Only then, told or closed without telling, are its replies done.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import OPEN, Action
from actions.services import paying_off
from actions.services.claims import acted_on, claim, person
from actions.services.reminding import cancel_reminders
from feedback import clock
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import clean, one_line
from surveys.models import Reply
from surveys.services import hearing

State, Outcome = Action.State, Action.Outcome
LONGEST_WORDS = 1000


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing an action wants to know.

    ``what_changed`` is what customers read; ``cause`` one of the five Ps;
    ``not_told_because`` is needed if nobody is to be told.
    """

    what_changed: str
    cause: str = ""
    better_for: str = ""
    tell: bool = True
    not_told_because: str = ""
    outcome: str = Outcome.DID


@transaction.atomic
def complete(
    action: Action, closing: Closing, *, by: Actor, expected_revision: int | None = None
) -> None:
    """Close an open action as done.

    Raises `Refused` unless it says what changed, the cause, whom it is better for,
    and either that people are told or why not; `Conflict` if somebody was faster.
    """
    if closing.cause not in Action.Cause.values or not closing.cause:
        raise Refused(_("Say where the reason for it lay."))
    if closing.better_for not in Action.BetterFor.values or not closing.better_for:
        raise Refused(_("Say whom it is better for."))
    _close(action, closing, by=by, expected=expected_revision)


@transaction.atomic
def decide_not_to(
    action: Action,
    *,
    because: str,
    by: Actor,
    tell: bool = True,
    not_told_because: str = "",
    expected_revision: int | None = None,
) -> None:
    """Close an open action as "not this time"; ``because`` is what customers read.

    Raises as `complete`.
    """
    closing = Closing(
        because,
        tell=tell,
        not_told_because=not_told_because,
        outcome=Outcome.NOT_THIS_TIME,
    )
    _close(action, closing, by=by, expected=expected_revision)


@transaction.atomic
def close_without_telling(
    action: Action, *, because: str, by: Actor, expected_revision: int | None = None
) -> None:
    """Say why nobody is told of a done action after all; its replies are then done.

    Raises `Refused` without a reason, `Conflict` if it is not done or told already.
    """
    reason = _reason(because)
    claim(action, [State.DONE], expected_revision, not_told_because=reason)
    history.record("closed_quietly", action, by=by)
    settle_replies(action, by=by)


@transaction.atomic
def reopen(action: Action, *, by: Actor, expected_revision: int | None = None) -> None:
    """Undo closing: somebody is doing it again, and its replies are acted on again.

    Raises `Conflict` once people were told of it or it is on the public page: what
    was said to customers stands, and what follows is a new action.
    """
    if action.state == State.TOLD or _is_public(action):
        raise Conflict(_("People have been told of this. Open a new action instead."))
    before = action.state
    claim(
        action,
        [State.DONE],
        expected_revision,
        state=State.DOING,
        outcome=Outcome.OPEN,
        done_at=None,
        not_told_because="",
    )
    history.record("reopened", action, by=by, state=(before, action.state))
    for reply in Reply.objects.filter(links__action=action):
        hearing.mark_acting(reply, by=by)


def settle_replies(action: Action, *, by: Actor) -> None:
    """Call the replies of a closed action done, if nothing else is owed to them."""
    rows = Reply.objects.filter(links__action=action)
    for reply in rows.exclude(state=Reply.State.DONE):
        if not acted_on(reply):
            hearing.close_reply(reply, by=by)


def _close(
    action: Action, closing: Closing, *, by: Actor, expected: int | None
) -> None:
    person(by)
    words = clean(closing.what_changed, longest=LONGEST_WORDS)
    if not words:
        raise Refused(_("Write what customers will read about it."))
    is_owed = action.links.exists()
    because = "" if closing.tell and is_owed else _silence(closing, is_owed=is_owed)
    before = action.state
    cancel_reminders(action)
    claim(
        action,
        OPEN,
        expected,
        state=State.DONE,
        outcome=closing.outcome,
        cause=closing.cause,
        what_changed=words,
        better_for=closing.better_for,
        offers_to_tell=closing.tell and is_owed,
        not_told_because=because,
        done_at=clock.now(),
        asks_again_on=None,
    )
    verb = "done" if closing.outcome == Outcome.DID else "decided_not_to"
    state, tells = (before, action.state), (None, not because)
    history.record(verb, action, by=by, state=state, tells=tells)
    paying_off.begin(action)
    if because:
        settle_replies(action, by=by)


def _silence(closing: Closing, *, is_owed: bool) -> str:
    """Return why nobody is told: what was said about it, or that nobody had asked."""
    if is_owed or closing.not_told_because:
        return _reason(closing.not_told_because)
    return _("Nobody had asked for it.")


def _reason(text: str) -> str:
    reason = one_line(text, longest=300)
    if not reason:
        raise Refused(_("Say why nobody is told about it."))
    return reason


def _is_public(action: Action) -> bool:
    # The wall's row, found by its name: the layer above is not imported.
    return Action.objects.filter(pk=action.pk, update__isnull=False).exists()
