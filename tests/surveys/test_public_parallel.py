"""However many send the same page at once, there is one reply."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client

from feedback import clock, tenancy
from feedback.history.models import Event
from feedback.mail.models import OutboundMessage
from surveys.models import Answer, Reply, ReplyRevision
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import filled, link

pytestmark = pytest.mark.django_db(transaction=True)
TIMES, AT_ONCE = 100, 12


@pytest.fixture(autouse=True)
def _needs_a_shared_database(db: None) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")


def all_at_once(
    send: Callable[[int], HttpResponse], *, times: int = TIMES
) -> list[HttpResponse]:
    def alone(number: int) -> HttpResponse:
        try:
            with clock.set_to(NOON):
                return send(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(alone, range(times)))


def test_a_hundred_equal_posts_are_one_reply(world: World) -> None:
    with tenancy.enter(world.business.id):
        invitation = builders.invitation()
        fields = filled(invitation, rating="1")
    url = link("survey", invitation)
    answers = all_at_once(lambda _: Client().post(url, fields))
    places = Counter((a.status_code, a.headers.get("Location")) for a in answers)
    assert places == {(303, link("thanks", invitation)): TIMES}
    with tenancy.enter(world.business.id):
        assert Reply.objects.count() == 1
        assert Answer.objects.count() == 3
        assert Event.objects.filter(verb="answered").count() == 1
        assert OutboundMessage.objects.filter(kind="notice").count() == 2


def test_of_a_hundred_different_posts_the_first_counts(world: World) -> None:
    with tenancy.enter(world.business.id):
        invitation = builders.invitation()
        fields = filled(invitation, words="@")
    url = link("survey", invitation)
    field = next(name for name, value in fields.items() if value == "@")
    answers = all_at_once(
        lambda n: Client().post(url, {**fields, field: f"Number {n}"})
    )
    assert Counter(a.status_code for a in answers) == {303: 1, 409: TIMES - 1}
    with tenancy.enter(world.business.id):
        reply = Reply.objects.get()
        assert reply.answers.count() == 3
    winner = next(n for n, a in enumerate(answers) if a.status_code == 303)
    assert reply.words == f"Number {winner}"


def test_edits_at_once_come_one_after_the_other(world: World) -> None:
    with tenancy.enter(world.business.id):
        reply = builders.reply()
        fields = filled(reply.invitation, words="@")
    url = link("edit", reply.invitation)
    field = next(name for name, value in fields.items() if value == "@")
    answers = all_at_once(
        lambda n: Client().post(url, {**fields, field: f"Number {n % 10}"}),
        times=30,
    )
    assert {a.status_code for a in answers} == {303}
    with tenancy.enter(world.business.id):
        reply = Reply.objects.get()
        kept = list(ReplyRevision.objects.values_list("words", flat=True))
        assert Event.objects.filter(verb="edited").count() == len(kept)
        assert reply.answers.count() == 3
        assert reply.words in set(reply.answers.values_list("words", flat=True))
        assert kept.count("He turned up at ten to five.") == 1


def test_withdrawing_at_once_is_withdrawing_once(world: World) -> None:
    with tenancy.enter(world.business.id):
        reply = builders.reply(consent="first_name")
    url = link("words-withdrawal", reply.invitation)
    all_at_once(lambda _: Client().post(url), times=30)
    with tenancy.enter(world.business.id):
        assert Reply.objects.get().consent == "no"
        assert Event.objects.filter(verb="withdrew").count() == 1
