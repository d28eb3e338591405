"""“My feedback” says what was promised about each reply, and what came of it."""

from datetime import timedelta

from django.test import Client

from actions.services import Letter, close_without_telling, mail_due, tell_customers
from surveys.models import Reply
from tests import builders
from tests.actions.builders import action, done_action
from tests.conftest import NOON, World
from tests.queries import assert_same_queries
from tests.surveys.guests import link

TITLE = "Ring before noon when we run late"


def mine(reply: Reply) -> str:
    return Client().get(link("mine", reply.invitation)).content.decode()


def test_an_open_promise_says_who_and_by_when_but_not_the_teams_own_note(
    inside: World,
) -> None:
    reply = builders.reply()
    action(inside, reply)
    page = mine(reply)
    assert (
        "Dan has taken something on because of this, by Wednesday 25 November." in page
    )
    assert TITLE not in page


def test_a_told_promise_shows_the_words_they_were_told(inside: World) -> None:
    reply, other = builders.reply(), builders.reply()
    made = done_action(inside, reply, other)
    assert "You will hear what came of it." in mine(reply)
    letters = [
        Letter(reply.customer_id, "We text now."),
        Letter(other.customer_id, "B"),
    ]
    tell_customers(made, letters, by=inside.by)
    mail_due(now=NOON + timedelta(hours=23))
    assert "What came of it, as we told you on 19 November 2026" in mine(reply)
    assert "We text now." in mine(reply)
    assert "We text now." not in mine(other)


def test_a_promise_closed_without_telling_promises_no_word(inside: World) -> None:
    reply = builders.reply()
    close_without_telling(done_action(inside, reply), because="x", by=inside.by)
    assert "You will hear" not in mine(reply)


def test_many_replies_and_promises_need_the_same_queries(inside: World) -> None:
    first = builders.reply()

    def grow() -> None:
        about = builders.interaction(first.customer)
        action(inside, builders.reply(builders.invitation(about)))

    assert_same_queries(Client(), link("mine", first.invitation), grow)
