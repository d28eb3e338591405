"""The tasks: until nothing is due, with a pulse for beat alone."""

from datetime import timedelta
from typing import Any

import pytest

from feedback.mail import tasks
from feedback.mail.models import Pulse
from tests.conftest import NOON, World
from tests.mail.rows import Status, again, queued, states
from tests.mail.sink import Sink


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bell, counted."""
    heard: list[int] = []
    monkeypatch.setattr(tasks.bell, "ring", lambda: heard.append(1))
    return heard


def test_a_tick_delivers_batch_after_batch(world: World, sink: Sink) -> None:
    rows = [queued(world.business) for _ in range(105)]
    tasks.deliver_due()
    assert set(states(rows)) == {Status.ACCEPTED}


def test_a_tick_keeps_the_pulse(world: World) -> None:
    tasks.deliver_due()
    assert Pulse.objects.get(name="deliver").at == NOON


def test_the_bell_does_not_keep_the_pulse_of_beat(world: World, sink: Sink) -> None:
    row = queued(world.business)
    tasks.deliver_due(rung=True)
    assert again(row).status == Status.ACCEPTED
    assert not Pulse.objects.exists()


def test_a_provider_that_is_down_ends_the_tick(
    world: World, sink: Sink, rings: list[int]
) -> None:
    sink.at_mail = "451 4.3.0 Later"
    rows = [queued(world.business) for _ in range(3)]
    tasks.deliver_due()
    assert set(states(rows)) == {Status.QUEUED}
    assert sink.connections == 1
    assert not rings


def test_a_tick_without_time_left_rings_for_the_next(
    world: World, rings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SECONDS", 0)
    tasks.deliver_due()
    assert rings == [1]


def test_old_words_are_forgotten_by_task(world: World, settings: Any) -> None:
    old = NOON - timedelta(days=settings.MAIL_BODY_DAYS + 1)
    row = queued(world.business, status=Status.ACCEPTED, finished_at=old)
    tasks.purge_bodies()
    assert again(row).text == ""
