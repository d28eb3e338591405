"""The commands for whoever looks after the installation."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection

from feedback import clock, tenancy
from feedback.mail import profiles, services
from tests.conftest import NOON, World
from tests.mail.rows import Kind, queued


def run(*command: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(*command, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_no_alarm_says_nothing(db: None) -> None:
    assert run("mail_alarm") == (0, "")


def test_a_late_mail_is_an_alarm(world: World) -> None:
    queued(world.business, kind=Kind.NOTICE, due_at=NOON - timedelta(seconds=400))
    code, said = run("mail_alarm")
    assert (code, said) == (1, "A mail has been due for 400 s and did not go.\n")


def test_silence_is_an_alarm(db: None) -> None:
    with clock.set_to(NOON - timedelta(seconds=400)):
        services.note_pulse("deliver")
    code, said = run("mail_alarm")
    assert code == 1
    assert "No sweep has run for 400 s" in said


def test_a_provider_that_refuses_is_an_alarm(world: World) -> None:
    with clock.set_to(NOON - timedelta(seconds=400)):
        services.note_line(is_refused=True, has_taken=False)
    queued(world.business, due_at=NOON + timedelta(seconds=20))
    code, said = run("mail_alarm", "--json")
    assert code == 1
    assert json.loads(said)["alarm"] == "refused"


def test_a_dead_database_is_an_alarm(db: None) -> None:
    def fail(*_: Any) -> None:
        raise OperationalError

    with connection.execute_wrapper(fail):
        assert run("mail_alarm") == (1, "The database does not answer.\n")


def test_we_can_stop_and_start_a_business(world: World) -> None:
    slug = world.business.slug
    assert "stopped by us" in run("sending", slug, "--stop")[1]
    with tenancy.enter(world.business.pk):
        assert profiles.profile_of(world.business).pause == "by_us"
    assert "Sending." in run("sending", slug, "--start")[1]
    assert "Sending." in run("sending", slug)[1]


def test_an_unknown_business_is_named_as_such(db: None) -> None:
    with pytest.raises(CommandError):
        run("sending", "nobody")
