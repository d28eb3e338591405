from typing import Any

import pytest

from actions.models import Action
from actions.selectors import board
from actions.services import (
    close_without_telling,
    complete,
    decide_not_to,
    reopen,
    tell_customers,
)
from actions.services.telling import Letter
from feedback.errors import Conflict, Refused
from public_wall.models import Update
from surveys.models import Reply
from surveys.services import hearing
from tests import builders
from tests.actions.builders import TODAY, action, closing, done_action
from tests.conftest import World

State = Action.State


def state_of(reply: Reply) -> str:
    return Reply.objects.get(pk=reply.pk).state


def fresh(made: Action) -> Action:
    return Action.objects.get(pk=made.pk)


def test_done_waits_to_be_told(inside: World) -> None:
    reply = builders.reply()
    made = done_action(inside, reply)
    stored = fresh(made)
    assert (stored.state, stored.outcome, stored.cause, stored.better_for) == (
        State.DONE,
        "did",
        "practices",
        "customers",
    )
    assert stored.done_at is not None
    assert board.not_told_yet(board.of(inside.business)).get() == made
    assert state_of(reply) == Reply.State.ACTING


@pytest.mark.parametrize(
    "missing",
    [
        {"what_changed": " "},
        {"cause": ""},
        {"cause": "weather"},
        {"better_for": ""},
        {"better_for": "nobody"},
        {"tell": False},
        {"tell": False, "not_told_because": "  "},
    ],
)
def test_closing_wants_all_of_it(inside: World, missing: dict[str, Any]) -> None:
    made = action(inside)
    with pytest.raises(Refused):
        complete(made, closing(**missing), by=inside.by)
    assert fresh(made).state == State.TODO


def test_nobody_told_for_a_reason_is_closed_and_its_replies_done(inside: World) -> None:
    reply = builders.reply()
    made = action(inside, reply)
    why = closing(tell=False, not_told_because="We rang her")
    complete(made, why, by=inside.by)
    assert (fresh(made).state, fresh(made).told_at) == (State.DONE, None)
    assert not board.not_told_yet(board.of(inside.business)).exists()
    assert list(board.finished(inside.business)) == [made]
    assert state_of(reply) == Reply.State.DONE


def test_a_done_action_can_be_closed_without_telling_afterwards(inside: World) -> None:
    reply = builders.reply()
    made = done_action(inside, reply)
    with pytest.raises(Refused):
        close_without_telling(made, because=" ", by=inside.by)
    close_without_telling(made, because="We rang her", by=inside.by)
    assert fresh(made).not_told_because == "We rang her"
    assert state_of(reply) == Reply.State.DONE


def test_not_this_time_keeps_the_reason(inside: World) -> None:
    made = action(inside)
    decide_not_to(made, because="There are four of us", by=inside.by)
    stored = fresh(made)
    assert (stored.state, stored.outcome) == (State.DONE, "not_this_time")
    assert stored.what_changed == "There are four of us"


def test_not_this_time_needs_a_reason(inside: World) -> None:
    made = action(inside)
    with pytest.raises(Refused):
        decide_not_to(made, because="", by=inside.by)
    with pytest.raises(Refused):
        decide_not_to(made, because="No", tell=False, by=inside.by)


def test_a_reply_is_done_when_nothing_is_owed_about_it(inside: World) -> None:
    reply = builders.reply()
    one, two = action(inside, reply), action(inside, reply, what="Send flowers")
    quietly = closing(tell=False, not_told_because="We rang her")
    complete(one, quietly, by=inside.by)
    assert state_of(reply) == Reply.State.ACTING
    complete(two, closing(), by=inside.by)
    assert state_of(reply) == Reply.State.ACTING
    close_without_telling(two, because="She knows", by=inside.by)
    assert state_of(reply) == Reply.State.DONE


def test_a_reply_stays_open_while_its_author_is_not_told(inside: World) -> None:
    reply = builders.reply()
    done_action(inside, reply)
    other = action(inside, reply, what="Send flowers")
    quietly = closing(tell=False, not_told_because="A surprise")
    complete(other, quietly, by=inside.by)
    assert state_of(reply) == Reply.State.ACTING


def test_a_reply_that_somebody_closed_before_is_no_obstacle(inside: World) -> None:
    reply = builders.reply()
    made = action(inside, reply)
    hearing.close_reply(reply, by=inside.by)
    complete(made, closing(tell=False, not_told_because="Rang"), by=inside.by)
    assert state_of(reply) == Reply.State.DONE


def test_closing_twice_is_a_conflict(inside: World) -> None:
    made = action(inside)
    other = fresh(made)
    complete(made, closing(), by=inside.by)
    with pytest.raises(Conflict):
        complete(other, closing(what_changed="Other words"), by=inside.by)
    assert fresh(made).what_changed == "We now text you when we set off."


def test_closing_an_older_revision_is_a_conflict(inside: World) -> None:
    made = action(inside)
    with pytest.raises(Conflict):
        complete(made, closing(), by=inside.by, expected_revision=made.revision + 1)


@pytest.mark.parametrize("quiet", [False, True])
def test_closing_can_be_undone(inside: World, quiet: bool) -> None:
    reply = builders.reply()
    made = action(inside, reply)
    because = "We rang her" if quiet else ""
    complete(made, closing(tell=not quiet, not_told_because=because), by=inside.by)
    reopen(made, by=inside.by)
    stored = fresh(made)
    assert (stored.state, stored.outcome, stored.done_at) == (State.DOING, "", None)
    assert stored.not_told_because == ""
    assert state_of(reply) == Reply.State.ACTING
    complete(made, closing(what_changed="Now truly"), by=inside.by)
    assert fresh(made).what_changed == "Now truly"


def test_what_was_told_stands(inside: World) -> None:
    reply = builders.reply()
    made = done_action(inside, reply)
    tell_customers(made, [Letter(reply.customer_id, "We text now")], by=inside.by)
    with pytest.raises(Conflict):
        reopen(made, by=inside.by)
    assert fresh(made).state == State.TOLD


def test_what_is_public_stands(inside: World) -> None:
    made = done_action(inside)
    Update.objects.create(
        business=inside.business,
        action=made,
        kind=Update.Kind.DID,
        said="Late.",
        did="We text now.",
        raised_by=1,
        decided_on=TODAY,
        published_by=inside.owner,
    )
    with pytest.raises(Conflict):
        reopen(made, by=inside.by)
    assert fresh(made).state == State.DONE


def test_an_open_action_cannot_be_reopened(inside: World) -> None:
    with pytest.raises(Conflict):
        reopen(action(inside), by=inside.by)
