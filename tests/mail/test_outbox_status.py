"""The command that lists what only a person can decide."""

import json
from io import StringIO
from typing import Any

from django.core.management import call_command

from tests.conftest import World
from tests.mail.rows import Kind, Status, queued


def status(*options: str) -> str:
    out = StringIO()
    call_command("outbox_status", *options, stdout=out)
    return out.getvalue()


def as_json() -> Any:
    return json.loads(status("--json"))


def test_an_empty_outbox(db: None) -> None:
    found = as_json()
    assert set(found["counts"]) == set(Status.values)
    assert set(found["counts"].values()) == {0}
    assert found["oldest_due_seconds"] is None
    assert (found["uncertain"], found["dead"]) == ([], [])


def test_mails_are_counted_across_businesses(world: World) -> None:
    for business in (world.business, world.other_business, None):
        queued(business)
    queued(world.business, status=Status.ACCEPTED)
    counts = as_json()["counts"]
    assert (counts["queued"], counts["accepted"]) == (3, 1)


def test_uncertain_and_dead_mails_are_listed_without_addresses(world: World) -> None:
    row = queued(world.business, status=Status.UNCERTAIN, to="margaret@example.com")
    dead = queued(None, status=Status.DEAD)
    queued(world.business, status=Status.FAILED)
    found = as_json()
    assert found["uncertain"] == [
        {
            "id": str(row.pk),
            "kind": Kind.INVITATION,
            "business": str(world.business.pk),
            "uid": str(row.uid),
            "created_at": row.created_at.isoformat(),
        }
    ]
    assert [one["id"] for one in found["dead"]] == [str(dead.pk)]
    assert found["dead"][0]["business"] is None
    assert "example.com" not in status("--json") + status()


def test_the_age_of_the_oldest_due_mail(world: World) -> None:
    queued(world.business)
    assert 0 < as_json()["oldest_due_seconds"] <= 600


def test_it_can_be_read_by_people(world: World) -> None:
    row = queued(world.business, status=Status.UNCERTAIN)
    text = status()
    assert "       1  uncertain" in text
    assert f"uncertain: {row.pk} invitation" in text
