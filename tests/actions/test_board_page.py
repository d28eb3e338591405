from datetime import timedelta

from django.test import Client
from django.urls import reverse

from actions.selectors import board
from actions.services import close_without_telling, keep_date, tell_customers
from actions.services.telling import Letter
from feedback import clock, tenancy
from tests import builders
from tests.actions.builders import (
    A_DAY,
    TODAY,
    action,
    done_action,
    late_action,
)
from tests.conftest import NOON, World
from tests.queries import assert_same_queries

URL = reverse("actions:action-list")


def names(world: World, **of: object) -> list[list[str]]:
    found = board.board(world.business, today=TODAY, now=clock.now(), **of)  # type: ignore[arg-type]
    return [[card.action.what for card in column.cards] for column in found]


def page(client: Client, query: str = "") -> str:
    response = client.get(URL + query)
    assert response.status_code == 200
    return response.content.decode()


def test_each_action_stands_in_its_column_by_deadline(inside: World) -> None:
    action(inside, what="Later", due_on=TODAY + 2 * A_DAY)
    late_action(inside, what="Late")
    action(inside, what="Today", due_on=TODAY)
    done_action(inside, what="Done")
    reply = builders.reply()
    told = done_action(inside, reply, what="Told")
    tell_customers(told, [Letter(reply.customer_id, "Words")], by=inside.by)
    quiet = done_action(inside, what="Quiet")
    close_without_telling(quiet, because="We rang her", by=inside.by)
    assert names(inside) == [["Late", "Today", "Later"], [], ["Done"], ["Told"]]


def test_what_was_told_leaves_the_board_after_a_month(inside: World) -> None:
    reply = builders.reply()
    told = done_action(inside, reply, what="Told")
    tell_customers(told, [Letter(reply.customer_id, "Words")], by=inside.by)
    with clock.set_to(NOON + timedelta(days=31)):
        assert names(inside)[3] == []
    assert list(board.finished(inside.business)) == [told]


def test_the_board_of_one_person(inside: World) -> None:
    action(inside, what="Dan’s")
    action(inside, what="Lee’s", owner=inside.manager)
    assert names(inside, owner=inside.manager)[0] == ["Lee’s"]


def test_a_card_says_the_words_the_promise_who_and_when(inside: World) -> None:
    replies = [builders.reply(words=f"Late again {n}.\nAnd more.") for n in range(3)]
    action(inside, *replies)
    shown = page(inside.client())
    assert "“Late again " in shown
    assert "And more." not in shown
    assert "Ring before noon when we run late" in shown
    assert "Dan Rowe" in shown
    assert "by Wed 25 Nov" in shown
    assert "3 people said this" in shown


def test_one_person_who_said_it_twice_is_one(inside: World) -> None:
    who = builders.customer()
    replies = [
        builders.reply(builders.invitation(builders.interaction(who))) for _ in range(2)
    ]
    action(inside, *replies)
    assert "people said this" not in page(inside.client())


def test_a_late_card_asks_and_a_kept_one_does_not(inside: World) -> None:
    made = late_action(inside)
    shown = page(inside.client())
    assert "2 days late" in shown
    assert "Keep it" in shown
    keep_date(made, by=inside.by)
    shown = page(inside.client())
    assert "2 days late" in shown
    assert "Keep it" not in shown


def test_a_reader_sees_the_board_and_no_buttons(inside: World) -> None:
    late_action(inside)
    shown = page(inside.client("reader"))
    assert "Ring before noon" in shown
    assert "Move to…" not in shown
    assert "Keep it" not in shown


def test_whose_actions(inside: World) -> None:
    action(inside, what="Swap the pump")
    client = inside.client("member")
    assert "Swap the pump" in page(client, "?whose=mine")
    assert "Swap the pump" in page(client, f"?whose={inside.member.pk}")
    assert "Nothing promised here" in page(client, f"?whose={inside.owner.pk}")
    assert client.get(f"{URL}?whose={inside.stranger.pk}").status_code == 404
    assert client.get(f"{URL}?whose=x' OR 1").status_code == 404


def test_nothing_promised(inside: World) -> None:
    shown = page(inside.client())
    assert "When a reply needs something doing, add it from the inbox" in shown


def test_the_navigation_counts_what_is_mine_and_due(inside: World) -> None:
    late_action(inside)
    action(inside, due_on=TODAY)
    action(inside, due_on=TODAY + A_DAY)
    assert board.due_count(inside.member, today=TODAY) == 2
    assert board.due_count(inside.owner, today=TODAY) == 0
    due = inside.client("member").get(URL).context["nav_actions"]["due"]
    assert due() == 2


def test_more_cards_take_no_more_queries(world: World) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.id):
            late_action(world)
            done_action(world)
            action(world, builders.reply(), builders.reply(), due_on=TODAY)

    assert_same_queries(world.client(), URL, grow, rows=3)


def test_a_long_column_says_that_it_is_cut(inside: World) -> None:
    reply = builders.reply()
    for number in range(board.MOST_CARDS + 1):
        action(inside, reply, what=f"Promise {number}")
    todo = board.board(inside.business, today=TODAY, now=NOON)[0]
    assert (len(todo.cards), todo.is_cut) == (board.MOST_CARDS, True)


def test_finished_actions_page_by_page(inside: World) -> None:
    reply = builders.reply()
    for number in range(board.PAGE + 2):
        made = done_action(inside, reply, what=f"Promise {number}")
        close_without_telling(made, because="We rang her", by=inside.by)
    url = reverse("actions:action-finished-list")
    first = inside.client().get(url).context
    assert (len(first["actions"]), first["older"] is not None) == (board.PAGE, True)
    second = inside.client().get(f"{url}?before={first['older']}").context
    assert (len(second["actions"]), second["older"]) == (2, None)
    assert inside.client().get(f"{url}?before=nonsense").status_code == 200
