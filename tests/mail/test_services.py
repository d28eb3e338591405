"""The outbox: stored once, taken out in time, sent once more by hand."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.errors import Conflict
from feedback.history.models import Event
from feedback.mail import services
from feedback.mail.email import Email
from feedback.mail.models import OutboundMessage, Pulse
from feedback.mail.services import Posting
from tests.conftest import NOON, World
from tests.mail.rows import Kind, Status, again, queued

DAY = timedelta(days=1)
FINISHED = (Status.UNCERTAIN, Status.FAILED, Status.DEAD)


def email(**values: Any) -> Email:
    return Email(
        **{"to_email": "m@example.com", "subject": "How was it?", "text": "x", **values}
    )


def post(business: Business | None, key: str = "invite:1", **values: Any) -> bool:
    posting = Posting(Kind.INVITATION if business else Kind.ACCOUNT, key)
    return services.post(email(**values), posting, business=business)


def test_a_mail_is_stored_once_whoever_asks(inside: World) -> None:
    assert post(inside.business)
    assert not post(inside.business, subject="Another")
    assert OutboundMessage.objects.get().subject == "How was it?"


def test_two_businesses_may_use_the_same_key(world: World) -> None:
    with tenancy.every_business():
        assert post(world.business)
        assert post(world.other_business)


def test_account_mail_is_stored_once_too(world: World) -> None:
    with tenancy.every_business():
        assert post(None)
        assert not post(None)


def test_a_mail_goes_with_the_transaction_that_causes_it(inside: World) -> None:
    with transaction.atomic():
        post(inside.business)
        transaction.set_rollback(True)
    assert not OutboundMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_store_one(world: World) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")

    def ask(_: int) -> bool:
        with clock.set_to(NOON), tenancy.enter(world.business.id):
            stored = post(world.business)
        connections.close_all()
        return stored

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))
    with tenancy.enter(world.business.id):
        assert OutboundMessage.objects.count() == 1
    assert answers.count(True) == 1


def test_words_no_database_takes_are_stored_without_the_worst(inside: World) -> None:
    bad = "a\x00b\ud83dc"
    post(
        inside.business,
        **dict.fromkeys(("subject", "text", "html", "to_name", "from_name"), bad),
        headers={"X-Kind": bad},
    )
    row = OutboundMessage.objects.get()
    words = (row.subject, row.text, row.html, row.to_name, row.from_name)
    assert set(words) == {"abc"}
    assert row.headers == {"X-Kind": "abc"}


def test_a_long_html_is_stored_whole(inside: World) -> None:
    post(inside.business, html="<p>" + "x" * 20_000)
    assert len(OutboundMessage.objects.get().html) == 20_003


def test_a_waiting_mail_can_be_taken_back(inside: World) -> None:
    row = queued(inside.business)
    assert services.cancel(inside.business, row.kind, row.dedupe_key, why="answered")
    row = again(row)
    assert (row.status, row.status_reason) == (Status.CANCELLED, "answered")


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.QUEUED])
def test_a_mail_that_began_to_go_cannot_be_taken_back(
    inside: World, status: Status
) -> None:
    row = queued(inside.business, status=status)
    taken = services.cancel(inside.business, row.kind, row.dedupe_key, why="answered")
    assert not taken
    assert again(row).status == status


def test_an_address_is_left_alone_in_every_spelling_for_the_kinds_named(
    inside: World,
) -> None:
    asked = queued(inside.business, to="Margaret@Example.com")
    told = queued(inside.business, to="margaret@example.com", kind=Kind.TOLD)
    services.cancel_to_address(
        inside.business, "margaret@example.com", kinds=[Kind.INVITATION]
    )
    assert again(asked).status == Status.CANCELLED
    assert again(told).status == Status.QUEUED


@pytest.mark.parametrize("status", FINISHED)
def test_a_mail_that_did_not_surely_arrive_can_go_again(
    inside: World, status: Status
) -> None:
    row = queued(inside.business, status=status, finished_at=NOON, errors=5, attempts=2)
    with clock.set_to(NOON + 5 * DAY):
        services.send_again(row, by=inside.by)
    fresh = again(row)
    assert (fresh.status, fresh.finished_at, fresh.lease) == (Status.QUEUED, None, None)
    assert (fresh.errors, fresh.attempts) == (0, 0)
    assert fresh.due_at == NOON + 5 * DAY
    assert fresh.expires_at == NOON + 8 * DAY
    assert fresh.uid != row.uid


def test_sending_again_is_history(inside: World) -> None:
    row = queued(inside.business, status=Status.UNCERTAIN)
    services.send_again(row, by=inside.by)
    event = Event.objects.get(target_id=row.pk)
    assert (event.verb, event.actor) == ("sent again", inside.owner)
    assert event.before == {"status": "uncertain", "uid": str(row.uid)}
    assert event.after == {"status": "queued", "uid": str(again(row).uid)}


@pytest.mark.parametrize("status", [s for s in Status if s not in FINISHED])
def test_a_mail_that_goes_or_went_does_not_go_again(
    inside: World, status: Status
) -> None:
    row = queued(inside.business, status=status)
    with pytest.raises(Conflict):
        services.send_again(row, by=inside.by)
    assert again(row).status == status
    assert not Event.objects.filter(target_id=row.pk).exists()


def test_of_two_who_send_again_one_does(inside: World) -> None:
    row = queued(inside.business, status=Status.FAILED)
    services.send_again(row, by=inside.by)
    with pytest.raises(Conflict):
        services.send_again(row, by=inside.by)


def test_a_mail_whose_words_are_forgotten_cannot_go_again(inside: World) -> None:
    row = queued(inside.business, status=Status.FAILED, text="", html="")
    with pytest.raises(Conflict):
        services.send_again(row, by=inside.by)
    assert again(row).status == Status.FAILED


def test_the_words_of_old_mail_are_forgotten(world: World) -> None:
    old = queued(world.business, status=Status.ACCEPTED, finished_at=NOON - 31 * DAY)
    older = queued(None, status=Status.EXPIRED, finished_at=NOON - 99 * DAY)
    new = queued(world.business, status=Status.ACCEPTED, finished_at=NOON - 29 * DAY)
    waiting = queued(world.business)
    assert services.purge_bodies(now=NOON, limit=1) == 2
    assert [bool(again(row).text) for row in (old, older, new, waiting)] == [
        False,
        False,
        True,
        True,
    ]
    assert again(old).html == ""
    assert again(old).to_email == old.to_email


def test_a_pulse_is_kept_once(db: None) -> None:
    services.note_pulse("deliver")
    with clock.set_to(NOON + DAY):
        services.note_pulse("deliver")
    assert Pulse.objects.get().at == NOON + DAY
