"""“My feedback”: all that one person said to one business, and what became of it."""

from datetime import date, timedelta

import pytest
from django.test import Client

from feedback import clock, tenancy
from surveys.models import Reply, TeamAnswer
from tests import builders
from tests.conftest import NOON, World
from tests.queries import assert_same_queries
from tests.surveys.guests import link, the_reply

BROWSER = Client()


def mine(reply: Reply) -> str:
    return BROWSER.get(link("mine", reply.invitation)).content.decode()


def test_it_shows_what_they_said_over_this_link_and_nothing_else(
    inside: World,
) -> None:
    first = builders.reply()
    about = builders.interaction(first.customer, kind="New tap")
    builders.reply(builders.invitation(about), words="Lovely tap.", rating=5)
    page = mine(first)
    for words in (
        "Boiler service on 17 November with Dan",
        "He turned up at ten to five.",
        "Did we turn up when we said we would?",
        "You answered on 18 November 2026.",
    ):
        assert words in page
    assert "tap" not in page
    assert link("mine-all", first.invitation) in page


def test_it_shows_nothing_of_anybody_else(inside: World) -> None:
    mine_, other = builders.reply(), builders.reply(words="Somebody else’s words.")
    assert "Somebody else’s words." not in mine(mine_)
    assert "Somebody else’s words." in mine(other)


def test_who_has_not_answered_can_do_so_from_here(inside: World) -> None:
    invitation = builders.invitation()
    page = BROWSER.get(link("mine", invitation)).content.decode()
    assert "You haven’t told us anything yet." in page
    assert link("survey", invitation) in page
    with clock.set_to(NOON + timedelta(days=30)):
        page = BROWSER.get(link("mine", invitation)).content.decode()
    assert "Answer now" not in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "This is with Ruth."),
        ({"state": "acting"}, "This is being acted on. You will hear what came of it."),
        ({"state": "done", "done_at": NOON}, "Ruth has dealt with this (18 November)."),
        (
            {"contact": "phone", "contact_by": date(2026, 11, 20)},
            "This is with Ruth, who aims to ring you by Friday 20 November.",
        ),
        (
            {"contact": "email", "contact_by": date(2026, 11, 18)},
            "This is with Ruth, who aims to write to you by Wednesday 18 November.",
        ),
        (
            {"contact": "email", "contact_by": date(2026, 11, 17)},
            "This is with Ruth, who aimed to get back to you by Tuesday 17 November.",
        ),
    ],
)
def test_it_says_in_plain_words_what_became_of_it(
    inside: World, values: dict[str, object], sentence: str
) -> None:
    assert sentence in mine(builders.reply(**values))


def test_it_shows_what_the_team_answered(inside: World) -> None:
    reply = builders.reply(contact="email", contact_by=date(2026, 11, 10))
    TeamAnswer.objects.create(
        business=inside.business,
        reply=reply,
        author=inside.member,
        words="I am <sorry>.\n\nDan",
    )
    page = mine(reply)
    assert "Dan wrote on 18 November 2026" in page
    assert "<p>I am &lt;sorry&gt;.</p>" in page
    assert "Ruth has read this and written to you." in page


def test_each_reply_is_edited_behind_its_own_link(inside: World) -> None:
    old, new = two_replies()
    page = mine(new)
    assert link("edit", new.invitation) in page
    assert link("edit", old.invitation) not in page
    assert link("edit", old.invitation) not in mine(old)


def test_words_of_each_reply_are_withdrawn_on_their_own(inside: World) -> None:
    old, new = two_replies()
    assert link("words-withdrawal", old.invitation) in mine(old)
    done = BROWSER.post(link("words-withdrawal", old.invitation))
    assert (done.status_code, done["Location"]) == (303, link("mine", old.invitation))
    assert the_reply(old.invitation).consent == "no"
    assert the_reply(new.invitation).consent == "no_name"
    assert link("words-withdrawal", new.invitation) in mine(new)
    page = mine(old)
    assert link("words-withdrawal", old.invitation) not in page
    assert "You chose to keep your words between us" in page


def test_withdrawing_before_answering_changes_nothing(inside: World) -> None:
    invitation = builders.invitation()
    done = BROWSER.post(link("words-withdrawal", invitation))
    assert done.status_code == 303
    assert not Reply.objects.exists()


def test_the_way_out_and_a_person_are_on_it(inside: World) -> None:
    reply = builders.reply()
    assert link("stop", reply.invitation) in mine(reply)
    assert "mailto:ruth@penrose.example" in mine(reply)


def test_it_takes_the_same_queries_however_much_was_said(world: World) -> None:
    with tenancy.enter(world.business.id):
        reply = builders.reply()

    def grow() -> None:
        with tenancy.enter(world.business.id):
            about = builders.interaction(reply.customer)
            more = builders.reply(builders.invitation(about))
            TeamAnswer.objects.create(
                business=world.business, reply=more, author=world.owner, words="Thanks."
            )

    assert_same_queries(BROWSER, link("mine", reply.invitation), grow)


def two_replies() -> tuple[Reply, Reply]:
    """Return one reply of a month ago and one of today by the same person."""
    with clock.set_to(NOON - timedelta(days=30)):
        old = builders.reply(consent="first_name")
    about = builders.interaction(old.customer)
    return old, builders.reply(builders.invitation(about), consent="no_name")
