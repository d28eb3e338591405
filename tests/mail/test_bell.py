"""The bell rings once for each transaction, and a broker that is down is no error."""

import time
from typing import Any

import pytest
from django.db import transaction
from kombu import Connection

from feedback.celery import app
from feedback.mail import bell
from tests.mail.sink import free_port

OUT_OF_REACH = "redis://127.0.0.1:{}/0"


@pytest.fixture(autouse=True)
def _not_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "_quiet_until", 0.0)


@pytest.fixture
def queue() -> Any:
    """The broker's queue in memory, emptied."""
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue("celery")
        queue.clear()
        yield queue
        queue.clear()
        queue.close()


def test_one_ring_for_each_transaction(
    queue: Any, db: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        with transaction.atomic():
            bell.ring_on_commit()
            bell.ring_on_commit()
        bell.ring_on_commit()
    assert len(callbacks) == 1
    assert queue.qsize() == 1


def test_the_message_names_the_task_and_holds_no_state(queue: Any) -> None:
    bell.ring()
    message = queue.get(block=False)
    assert message.headers["task"] == "mail.deliver_due"
    assert message.payload[:2] == [[], {"rung": True}]
    message.ack()


def test_a_transaction_that_fails_rings_nothing(
    queue: Any, db: None, django_capture_on_commit_callbacks: Any
) -> None:
    capturing = django_capture_on_commit_callbacks(execute=True)
    with capturing as callbacks, transaction.atomic():
        bell.ring_on_commit()
        transaction.set_rollback(True)
    assert not callbacks


def test_a_broker_that_is_down_costs_little_time_and_then_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def broker() -> Connection:
        asked.append(1)
        url = OUT_OF_REACH.format(free_port())
        return Connection(url, transport_options={"max_retries": 0})

    monkeypatch.setattr(bell, "_broker", broker)
    began = time.monotonic()
    bell.ring()
    bell.ring()
    assert time.monotonic() - began < 10  # with retries it would be minutes
    assert len(asked) == 1
