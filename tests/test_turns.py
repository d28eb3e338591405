"""Turns over a queue: fair, complete, and at a cost that does not grow."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import tenancy, turns
from feedback.mail import claiming
from feedback.mail.turns import OUTBOX, next_in_turn
from tests.conftest import NOON, World
from tests.mail.rows import Status, queued

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _any_pace(settings: Any) -> None:
    settings.WARM_UP_PER_DAY = 0


def in_turn(limit: int) -> list[object]:
    with tenancy.every_business():
        return list(next_in_turn(NOON, limit))


def test_the_longest_due_of_each_goes_before_the_second_of_any(world: World) -> None:
    ours = [queued(world.business, due_at=NOON - n * MINUTE) for n in (9, 8, 7)]
    theirs = [queued(world.other_business, due_at=NOON - n * MINUTE) for n in (2, 1)]
    expected = [ours[0], theirs[0], ours[1], theirs[1], ours[2]]
    assert in_turn(10) == [row.pk for row in expected]
    assert in_turn(3) == [row.pk for row in expected[:3]]


def test_whoever_has_more_takes_the_turns_that_others_leave(world: World) -> None:
    for _ in range(40):
        queued(world.business)
    queued(world.other_business)
    assert len(in_turn(30)) == 30
    assert len(in_turn(100)) == 41


def test_what_is_held_or_not_due_is_passed_over(world: World) -> None:
    held = {"lease_until": NOON + MINUTE}
    queued(world.business, due_at=NOON - 9 * MINUTE, **held)
    queued(world.business, due_at=NOON + MINUTE)
    queued(world.business, due_at=NOON, status=Status.CANCELLED)
    row = queued(world.business, due_at=NOON)
    assert in_turn(10) == [row.pk]


def test_only_who_has_anything_due_is_a_group(world: World) -> None:
    queued(world.business, due_at=NOON)
    queued(world.other_business, due_at=NOON + MINUTE)
    with tenancy.every_business():
        assert turns.groups_due(OUTBOX, NOON) == [world.business.pk]


def test_nothing_due_is_nothing(world: World) -> None:
    assert in_turn(10) == []


def test_of_very_many_groups_each_has_its_chance(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MOST_GROUPS", 1)
    queued(world.business)
    queued(world.other_business)
    with tenancy.every_business():
        seen = {turns.groups_due(OUTBOX, NOON)[0] for _ in range(100)}
    assert seen == {world.business.pk, world.other_business.pk}


def test_a_claim_asks_the_same_of_the_database_however_much_waits(
    world: World,
) -> None:
    def claim() -> None:
        assert claiming.claim(NOON, limit=2)

    for _ in range(3):
        queued(world.business)
    with CaptureQueriesContext(connection) as few:
        claim()
    for _ in range(60):
        queued(world.business)
    with CaptureQueriesContext(connection) as many:
        claim()
    assert len(many) == len(few)
