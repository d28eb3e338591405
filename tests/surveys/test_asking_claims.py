"""One step of the sweep by itself: what another worker did meanwhile is seen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from feedback import clock, tenancy
from feedback.history.services import CLOCK
from feedback.mail.models import OutboundMessage
from surveys.models import Invitation, Survey
from surveys.selectors import due as selectors
from surveys.services.claiming import ask_one, claim
from surveys.services.reminding import let_go, remind_one
from tests import builders
from tests.conftest import NOON, World

Status = Invitation.Status


def planned(**values: object) -> Invitation:
    fresh = {"status": Status.PLANNED, "version": None, "asked_at": None}
    return builders.invitation(**{**fresh, "due_at": NOON, **values})


def mails() -> int:
    return OutboundMessage.objects.count()


def test_what_another_worker_moved_is_left_alone(inside: World) -> None:
    row = planned(due_at=NOON + timedelta(hours=1))
    assert not ask_one(row.pk, NOON)
    assert (Invitation.objects.get().status, mails()) == (Status.PLANNED, 0)


def test_what_somebody_paused_meanwhile_is_left_alone(inside: World) -> None:
    row = planned()
    Survey.objects.update(status=Survey.Status.PAUSED)
    assert not ask_one(row.pk, NOON)
    assert (Invitation.objects.get().status, mails()) == (Status.PLANNED, 0)


def test_a_paused_survey_does_not_fill_the_sweep(inside: World) -> None:
    planned(survey=builders.survey(status=Survey.Status.PAUSED))
    builders.invitation(
        survey=builders.survey(status=Survey.Status.PAUSED), remind_at=NOON
    )
    with tenancy.every_business():
        assert selectors.due(NOON, 10) == []
        assert selectors.due_reminders(NOON, 10) == []


def test_a_claim_is_won_once(inside: World) -> None:
    row = planned()
    stale = Invitation.objects.get()
    assert claim(row, at=NOON, by=CLOCK)
    assert not claim(stale, at=NOON, by=CLOCK)
    assert mails() == 1


def test_what_was_answered_meanwhile_is_neither_asked_reminded_nor_let_go(
    inside: World,
) -> None:
    row = builders.invitation(remind_at=NOON, expires_at=NOON)
    builders.reply(row)
    assert not ask_one(row.pk, NOON)
    assert not remind_one(row.pk, NOON)
    let_go(row.pk, NOON)
    assert (Invitation.objects.get().status, mails()) == (Status.ANSWERED, 0)


def test_what_was_reminded_meanwhile_is_not_reminded_again(inside: World) -> None:
    row = builders.invitation(remind_at=NOON)
    assert remind_one(row.pk, NOON)
    assert not remind_one(row.pk, NOON)
    assert mails() == 1


def test_what_got_more_time_meanwhile_is_not_let_go(inside: World) -> None:
    row = builders.invitation(expires_at=NOON + timedelta(hours=1))
    let_go(row.pk, NOON)
    assert Invitation.objects.get().status == Status.ASKED


@pytest.mark.django_db(transaction=True)
def test_two_questions_to_one_person_at_the_same_moment_are_one(world: World) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")
    with tenancy.enter(world.business.id):
        asks, people = builders.survey(), [builders.customer() for _ in range(25)]
        pairs = [
            [planned(about=builders.interaction(one), survey=asks).pk for _ in range(2)]
            for one in people
        ]
    start = Barrier(2)

    def ask(rows: tuple[UUID, ...]) -> int:
        asked = 0
        for row in rows:
            start.wait(timeout=30)
            with (
                clock.set_to(NOON),
                tenancy.enter(world.business.id),
                transaction.atomic(),
            ):
                asked += ask_one(row, NOON)
        connections.close_all()
        return asked

    with ThreadPoolExecutor(2) as pool:
        asked = sum(pool.map(ask, zip(*pairs, strict=True)))
    with tenancy.enter(world.business.id):
        assert (asked, mails()) == (25, 25)
