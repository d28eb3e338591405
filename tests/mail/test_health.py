"""Health pages: cheap, honest, and without anybody's data."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from feedback import clock
from feedback.mail import services
from tests.conftest import NOON, World
from tests.mail.rows import queued

SILENCE = timedelta(seconds=301)


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/readyz")
    assert response["Cache-Control"] == "no-store"
    return response.status_code, response.json()


def test_alive_without_a_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_a_fresh_installation_is_ready(db: None, client: Client) -> None:
    assert ready(client) == (
        200,
        {
            "ready": True,
            "alarm": None,
            "database": True,
            "migrations": True,
            "oldest_due_seconds": None,
            "sweep_seconds": None,
            "refused_seconds": None,
        },
    )


def test_a_mail_that_nobody_fetches_shows(world: World, client: Client) -> None:
    queued(world.business, due_at=NOON - timedelta(seconds=300))
    assert ready(client)[0] == 200
    queued(None, due_at=NOON - SILENCE)
    status, found = ready(client)
    assert (status, found["ready"], found["oldest_due_seconds"]) == (503, False, 301)


def test_a_mail_for_later_is_no_delay(world: World, client: Client) -> None:
    queued(world.business, due_at=NOON + SILENCE)
    assert ready(client)[1]["oldest_due_seconds"] is None


def test_a_copy_that_must_not_send_is_ready(
    world: World, client: Client, settings: Any
) -> None:
    settings.SENDING_DISABLED = True
    queued(world.business, due_at=NOON - SILENCE)
    assert ready(client)[0] == 200


def test_one_silent_sweep_shows(db: None, client: Client) -> None:
    with clock.set_to(NOON - SILENCE):
        services.note_pulse("remind")
    services.note_pulse("deliver")
    status, found = ready(client)
    assert (status, found["sweep_seconds"]) == (503, 301)


def test_a_missing_migration_shows(db: None, client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("mail", "0001_initial")
    status, found = ready(client)
    assert (status, found["database"], found["migrations"]) == (503, True, False)


def test_a_broken_database_shows_and_breaks_nothing(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OperationalError

    with connection.execute_wrapper(fail):
        status, found = ready(client)
    assert (status, found["database"]) == (503, False)
