"""Machines that follow links and send forms, and people who look like them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from feedback import clock
from feedback.mail.models import OutboundMessage
from surveys.models import Invitation, Reply, Suspicion
from surveys.services.claiming import mail_key
from tests import builders
from tests.conftest import NOON, World
from tests.mail import rows
from tests.surveys.guests import link, the_reply, whole_database
from tests.surveys.scanners.visitors import (
    CHROME,
    FIREFOX,
    NO_SCRIPTS,
    Visitor,
    gateway,
    people,
)

Kind = OutboundMessage.Kind


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def delivered(at: datetime = NOON, **values: object) -> Invitation:
    """Return somebody who was asked by a mail that arrived at ``at``."""
    invitation = builders.invitation(asked_at=at - timedelta(seconds=2), **values)
    rows.queued(
        invitation.business,
        key=mail_key(invitation),
        status=OutboundMessage.Status.ACCEPTED,
        finished_at=at,
        customer_id=invitation.customer_id,
    )
    return invitation


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_a_hundred_varied_people_are_never_suspected(inside: World) -> None:
    survey = builders.survey()
    suspected = []
    for visitor, seconds in people(100, seed=4):
        to = delivered(survey=survey)
        with clock.set_to(after(3)):
            for rating in "12345":
                gateway().opens(to, "rating", rating=rating)
        visitor.answers(to, after(seconds))
        if the_reply(to).is_suspicious:
            suspected.append((visitor, seconds, the_reply(to).suspicion.signs))
    assert suspected == []


@pytest.mark.parametrize("seed", range(3))
def test_other_hundreds_are_not_either(inside: World, seed: int) -> None:
    survey = builders.survey()
    for visitor, seconds in people(40, seed=seed):
        to = delivered(survey=survey)
        visitor.answers(to, after(seconds))
        assert not the_reply(to).is_suspicious, (visitor, seconds)


ROBOT = Visitor(hand=NO_SCRIPTS, reads=5.0, fills={})
ROBOTS = {
    "follows every link, then sends the last page": (
        replace(ROBOT, ratings=tuple("12345"), agent=FIREFOX),
        600.0,
    ),
    "sends the first page it sees, on arrival": (ROBOT, 1.0),
    "sends the page in the moment it has it": (replace(ROBOT, reads=0.2), 7200.0),
    "runs scripts and submits by script": (
        replace(ROBOT, hand="0.0.0.0.0.0.0", says_pressed=False),
        900.0,
    ),
    "is driven and hides nothing": (replace(ROBOT, hand="1.2.1.0.1.0.1"), 900.0),
    "says what it is": (replace(ROBOT, agent="Barracuda-scanner/2.1"), 900.0),
    "has no name and is quick": (
        replace(ROBOT, agent="", language="", reads=2.0),
        15.0,
    ),
    "pretends to be Chrome over TLS and follows three links": (
        replace(ROBOT, ratings=("1", "2", "5"), says_pressed=False),
        900.0,
    ),
    "comes over another network for each link": (
        replace(ROBOT, address="192.0.2.77", reads=2.0),
        12.0,
    ),
}


@pytest.mark.parametrize("name", ROBOTS)
def test_a_robot_that_sends_the_form_is_suspected(inside: World, name: str) -> None:
    robot, seconds = ROBOTS[name]
    to = delivered()
    if "another network" in name:
        with clock.set_to(after(seconds - 1)):
            for number, rating in enumerate("12345"):
                replace(robot, address=f"192.0.2.{number}").opens(
                    to, "rating", rating=rating
                )
    robot.answers(to, after(seconds))
    reply = the_reply(to)
    assert reply.is_suspicious, name
    assert reply.suspicion.score >= 60


def test_a_robot_that_fills_in_everything_falls_into_the_trap(inside: World) -> None:
    to = delivered()
    robot = replace(ROBOT, fills={"words": "https://spam.example"}, reads=60.0)
    robot.answers(to, after(4000), second_line="https://spam.example")
    assert the_reply(to).suspicion.signs == ["trapped"]


def test_one_that_picks_every_answer_at_once_is_seen(inside: World) -> None:
    to = delivered()
    name = f"q-{to.version.questions.all()[0].pk}"
    replace(ROBOT, reads=60.0).answers(to, after(4000), **{name: ["1", "2", "3"]})
    assert "several" in the_reply(to).suspicion.signs


def test_a_gateway_that_only_looks_writes_nothing_anywhere(inside: World) -> None:
    to = delivered()
    before = whole_database()
    for _round in range(3):
        for rating in "12345":
            gateway().opens(to, "rating", rating=rating)
        for name in ("survey", "stop", "mine", "mine-all", "thanks", "edit"):
            gateway().opens(to, name)
    assert whole_database() == before


def test_without_the_cache_people_and_their_words_come_through(
    inside: World, settings: object
) -> None:
    settings.CACHES = {  # type: ignore[attr-defined]  # pytest-django's fixture
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }
    to = delivered()
    Visitor().answers(to, after(60))
    assert not the_reply(to).is_suspicious


def test_a_try_out_of_the_team_is_never_doubted(inside: World) -> None:
    to = delivered(is_test=True)
    replace(ROBOT, hand="1.0.0.0.0.0.0").answers(to, after(1))
    assert not the_reply(to).is_suspicious


def test_what_was_rated_plays_no_part(inside: World) -> None:
    signs = set()
    for rating in "12345":
        to = delivered()
        replace(ROBOT, ratings=(rating,)).answers(to, after(1))
        signs.add(tuple(the_reply(to).suspicion.signs))
    assert len(signs) == 1


def test_a_page_of_somebody_else_is_no_page_of_ours(inside: World) -> None:
    to, other = delivered(), delivered()
    with clock.set_to(after(5000)):
        mark = Visitor().opens(other).content.decode().split('name="mark" value="')[1]
    Visitor().answers(to, after(5000), mark=mark.split('"')[0])
    reply = the_reply(to)
    assert not reply.is_suspicious
    assert not Suspicion.objects.filter(reply=reply).exists()


def test_its_author_is_asked_once_and_the_team_hears_nothing(inside: World) -> None:
    to = delivered()
    robot = replace(ROBOT, ratings=("1",))
    robot.answers(to, after(1))
    assert the_reply(to).waits_for_person
    kinds = OutboundMessage.objects.filter(customer_id=to.customer_id)
    asked = kinds.exclude(kind=Kind.INVITATION)
    assert [row.kind for row in asked] == [Kind.LINK]
    assert not OutboundMessage.objects.filter(kind=Kind.NOTICE).exists()
    assert "/m/answer/" in asked.get().text


def test_people_see_the_usual_page_with_one_more_line(inside: World) -> None:
    suspect, clean = delivered(), delivered()
    replace(ROBOT, ratings=("2",)).answers(suspect, after(1))
    replace(Visitor(), ratings=("2",), fills={}).answers(clean, after(90))
    with_line = Visitor().opens(suspect, "thanks").content.decode()
    without = Visitor().opens(clean, "thanks").content.decode()
    assert "What happens next" in with_line
    assert "one email to confirm that it was you" in with_line
    assert "one email to confirm" not in without


def test_the_real_person_can_still_answer_after_a_robot(inside: World) -> None:
    to = delivered()
    replace(ROBOT, ratings=("1",)).answers(to, after(1))
    with clock.set_to(after(600)):
        page = Visitor().opens(to, "rating", rating="5").content.decode()
    assert "Something answered from this link already" in page
    person = Visitor(ratings=("5",), fills={"words": "Lovely."})
    done = person.answers(to, after(600))
    assert done["Location"] == link("thanks", to)
    reply = the_reply(to)
    assert (reply.rating, reply.words, reply.is_suspicious) == (5, "Lovely.", False)
    assert reply.suspicion.cleared_at is not None
    assert reply.suspicion.cleared_by is None


def test_a_second_robot_does_not_clear_the_first(inside: World) -> None:
    to = delivered()
    replace(ROBOT, ratings=("1",)).answers(to, after(1))
    replace(ROBOT, ratings=tuple("12345")).answers(to, after(60))
    assert the_reply(to).is_suspicious
    assert Reply.objects.count() == 1


def test_a_slow_robot_with_a_new_name_still_stands_where_it_is_sent(
    inside: World,
) -> None:
    """A machine that behaves exactly like a person counts as one: we say so."""
    to = delivered()
    replace(ROBOT, agent=CHROME, reads=40.0).answers(to, after(7200))
    assert not the_reply(to).is_suspicious
