from datetime import timedelta
from uuid import UUID

import pytest

from actions.models import Action
from actions.services import (
    Promise,
    add_reply,
    decide_not_to,
    move,
    open_action,
    remove_reply,
    take_back,
)
from feedback import clock
from feedback.errors import Conflict, Refused
from feedback.history.models import Event
from surveys.models import Reply
from tests import builders
from tests.actions.builders import A_DAY, TODAY, action
from tests.conftest import NOON, World

State = Reply.State


def state_of(reply: Reply) -> str:
    return Reply.objects.get(pk=reply.pk).state


def verbs(target: UUID) -> set[str]:
    rows = Event.objects.filter(target_id=target)
    return set(rows.values_list("verb", flat=True))


def test_words_become_an_action_and_are_being_acted_on(inside: World) -> None:
    reply = builders.reply()
    made = action(inside, reply)
    assert (made.state, made.owner, made.created_by) == (
        "todo",
        inside.member,
        inside.owner,
    )
    assert state_of(reply) == State.ACTING
    assert verbs(made.pk) == {"opened"}


def test_many_replies_raise_one_action(inside: World) -> None:
    replies = [builders.reply(), builders.reply()]
    made = action(inside, *replies, replies[0])
    assert made.links.count() == 2
    assert [state_of(r) for r in replies] == [State.ACTING, State.ACTING]


def test_history_holds_no_words(inside: World) -> None:
    made = action(inside, what="Ring Margaret Ellis")
    event = Event.objects.get(target_id=made.pk)
    assert "Margaret" not in f"{event.before}{event.after}"


@pytest.mark.parametrize(
    "wrong",
    [{"what": " \n "}, {"due_on": TODAY - A_DAY}, {"due_on": TODAY + 800 * A_DAY}],
)
def test_an_impossible_promise_is_refused_and_nothing_is_stored(
    inside: World, wrong: dict[str, object]
) -> None:
    with pytest.raises(Refused):
        action(inside, **wrong)
    assert not Action.objects.exists()
    assert not Reply.objects.filter(state=State.ACTING).exists()


def test_today_is_the_day_where_the_business_is(inside: World) -> None:
    inside.business.zone = "Pacific/Kiritimati"
    late_evening = NOON.replace(hour=11)
    with clock.set_to(late_evening), pytest.raises(Refused):
        action(inside, due_on=TODAY)


def test_a_reader_cannot_be_given_an_action(inside: World) -> None:
    with pytest.raises(Refused):
        action(inside, owner=inside.reader)


def test_nobody_of_another_business_can(inside: World) -> None:
    with pytest.raises(Refused):
        action(inside, owner=inside.stranger)


def test_an_action_answers_somebody(inside: World) -> None:
    promise = Promise("Paint the van", inside.owner, TODAY)
    with pytest.raises(Refused):
        open_action(inside.business, promise=promise, replies=[], by=inside.by)


def test_a_double_click_makes_one_action(inside: World) -> None:
    reply = builders.reply()
    assert action(inside, reply) == action(inside, reply)
    assert Action.objects.count() == 1


def test_the_same_promise_a_minute_later_is_another(inside: World) -> None:
    reply = builders.reply()
    action(inside, reply)
    with clock.set_to(NOON + timedelta(minutes=1)):
        action(inside, reply)
    assert Action.objects.count() == 2


def test_one_more_reply_is_added_once_and_taken_out_again(inside: World) -> None:
    made, more = action(inside), builders.reply()
    assert add_reply(made, more, by=inside.by)
    assert not add_reply(made, more, by=inside.by)
    assert state_of(more) == State.ACTING
    remove_reply(made, more, by=inside.by)
    fresh = Reply.objects.get(pk=more.pk)
    assert (fresh.state, fresh.waits_for_person) == (State.NEW, True)
    assert verbs(made.pk) == {"opened", "reply_added", "reply_removed"}


def test_a_reply_taken_out_is_still_acted_on_by_another_action(inside: World) -> None:
    reply = builders.reply()
    first = action(inside, reply, builders.reply())
    action(inside, reply, what="Send flowers")
    remove_reply(first, reply, by=inside.by)
    assert state_of(reply) == State.ACTING


def test_the_only_reply_stays(inside: World) -> None:
    reply = builders.reply()
    made = action(inside, reply)
    with pytest.raises(Refused):
        remove_reply(made, reply, by=inside.by)
    assert made.links.count() == 1


def test_a_reply_that_is_not_part_of_it_cannot_be_taken_out(inside: World) -> None:
    made = action(inside)
    with pytest.raises(Conflict):
        remove_reply(made, builders.reply(), by=inside.by)


def test_nothing_is_added_to_a_closed_action(inside: World) -> None:
    made, more = action(inside), builders.reply()
    decide_not_to(made, because="There are four of us", by=inside.by)
    with pytest.raises(Conflict):
        add_reply(made, more, by=inside.by)
    assert state_of(more) == State.NEW


def test_an_action_just_added_can_be_taken_back(inside: World) -> None:
    reply = builders.reply()
    made = action(inside, reply)
    pk = made.pk
    take_back(made, by=inside.by)
    assert not Action.objects.exists()
    assert Reply.objects.get(pk=reply.pk).waits_for_person
    assert verbs(pk) == {"opened", "taken_back"}


def test_what_has_begun_cannot_be_taken_back(inside: World) -> None:
    made = action(inside)
    move(made, state=Action.State.DOING, by=inside.by)
    with pytest.raises(Conflict):
        take_back(made, by=inside.by)
    stale = Action.objects.get(pk=made.pk)
    stale.revision, stale.state = 1, Action.State.TODO
    with pytest.raises(Conflict):
        take_back(stale, by=inside.by)
    assert Action.objects.filter(pk=made.pk).exists()
