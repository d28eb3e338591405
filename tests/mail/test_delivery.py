"""Delivery against a real SMTP server: every end that a mail can come to."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from feedback import clock, tenancy
from feedback.mail import delivery
from feedback.mail.delivery import deliver_due
from feedback.mail.models import OutboundMessage
from tests.conftest import NOON, World
from tests.mail.conftest import deliver_to
from tests.mail.rows import Kind, Status, again, queued, states
from tests.mail.sink import HANG_UP, Sink, serving

MINUTE = timedelta(minutes=1)


def test_a_due_mail_arrives_once(world: World, sink: Sink) -> None:
    row = queued(world.business, to="margaret@example.com")
    done = deliver_due()
    deliver_due()
    row = again(row)
    assert sink.recipients == ["margaret@example.com"]
    assert sink.mails[0]["Message-ID"] == f"<{row.uid}@said.example>"
    assert (row.status, row.finished_at, row.lease) == (Status.ACCEPTED, NOON, None)
    assert (done.claimed, done.states) == (1, {"accepted": 1})


def test_many_mails_go_over_one_connection(world: World, sink: Sink) -> None:
    rows = [queued(world.business) for _ in range(25)]
    deliver_due()
    assert set(states(rows)) == {Status.ACCEPTED}
    assert len(sink.mails) == 25
    assert sink.connections == 1


def test_a_mail_waits_until_it_is_due(world: World, sink: Sink) -> None:
    row = queued(world.business, due_at=NOON + MINUTE)
    assert deliver_due().claimed == 0
    assert deliver_due(now=NOON + MINUTE).claimed == 1
    assert again(row).status == Status.ACCEPTED


def test_a_mail_that_is_too_late_never_goes(world: World, sink: Sink) -> None:
    row = queued(world.business, expires_at=NOON)
    deliver_due()
    row = again(row)
    assert (row.status, row.finished_at) == (Status.EXPIRED, NOON)
    assert not sink.tried


def test_a_disabled_installation_claims_nothing(
    world: World, sink: Sink, settings: Any
) -> None:
    settings.SENDING_DISABLED = True
    rows = [queued(world.business), queued(world.business, expires_at=NOON)]
    assert deliver_due().claimed == 0
    assert set(states(rows)) == {Status.QUEUED}


@pytest.mark.parametrize("stage", ["at_recipient", "at_data"])
def test_a_refusal_for_good_ends_that_mail_alone(
    world: World, sink: Sink, stage: str
) -> None:
    getattr(sink, stage)["gone@example.com"] = "550 5.1.1 <gone@example.com> unknown"
    bad = queued(world.business, to="gone@example.com")
    good = queued(world.business)
    deliver_due()
    bad = again(bad)
    assert states([bad, good]) == [Status.FAILED, Status.ACCEPTED]
    assert bad.status_reason == "550 5.1.1 … unknown"
    assert bad.finished_at == NOON


def test_a_refusal_before_the_words_does_not_spoil_the_line(
    world: World, sink: Sink
) -> None:
    sink.at_recipient["odd@example.com"] = "250 Forgotten at once"
    odd = queued(world.business, to="odd@example.com")
    good = queued(world.business)
    deliver_due()
    assert states([odd, good]) == [Status.FAILED, Status.ACCEPTED]
    assert again(odd).status_reason == "503 Error: need RCPT command"
    assert sink.connections == 1


@pytest.mark.parametrize("stage", ["at_recipient", "at_data"])
def test_a_refusal_for_now_is_tried_again_later_and_later(
    world: World, sink: Sink, stage: str
) -> None:
    getattr(sink, stage)["busy@example.com"] = "451 4.7.1 Greylisted"
    busy = queued(world.business, to="busy@example.com")
    good = queued(world.business)
    deliver_due()
    busy = again(busy)
    assert states([busy, good]) == [Status.QUEUED, Status.ACCEPTED]
    assert (busy.attempts, busy.lease) == (1, None)
    assert NOON + 0.8 * MINUTE <= busy.due_at <= NOON + 1.2 * MINUTE
    deliver_due(now=busy.due_at)
    later = again(busy)
    assert later.due_at >= busy.due_at + 4 * MINUTE
    getattr(sink, stage).clear()
    deliver_due(now=later.due_at)
    assert again(busy).status == Status.ACCEPTED


def test_a_mail_put_off_until_it_is_too_late_keeps_the_reason(
    world: World, sink: Sink
) -> None:
    sink.at_recipient["*"] = "451 4.7.1 Greylisted"
    row = queued(world.business, expires_at=NOON + 0.5 * MINUTE)
    deliver_due()
    deliver_due(now=NOON + MINUTE)
    row = again(row)
    assert (row.status, row.status_reason) == (Status.EXPIRED, "451 4.7.1 Greylisted")


def test_a_line_dead_after_the_whole_mail_leaves_it_uncertain(
    world: World, sink: Sink
) -> None:
    sink.at_data["lost@example.com"] = HANG_UP
    lost = queued(world.business, to="lost@example.com")
    good = queued(world.business)
    deliver_due()
    deliver_due(now=NOON + timedelta(hours=1))
    assert states([lost, good]) == [Status.UNCERTAIN, Status.ACCEPTED]
    assert sink.tried.count("lost@example.com") == 1
    assert again(lost).finished_at == NOON


def test_account_mail_goes_again_rather_than_perhaps_not(
    world: World, sink: Sink
) -> None:
    sink.at_data["*"] = HANG_UP
    row = queued(None, to="ruth@example.com")
    deliver_due()
    assert again(row).status == Status.QUEUED
    sink.at_data.clear()
    deliver_due(now=again(row).due_at)
    assert again(row).status == Status.ACCEPTED
    assert sink.recipients == ["ruth@example.com", "ruth@example.com"]
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1


def test_a_line_dead_before_the_mail_left_costs_no_try(
    world: World, sink: Sink
) -> None:
    sink.at_recipient["first@example.com"] = HANG_UP
    first = queued(world.business, to="first@example.com")
    second = queued(world.business)
    assert deliver_due().no_line
    first, second = again(first), again(second)
    assert states([first, second]) == [Status.QUEUED, Status.QUEUED]
    assert (first.attempts, first.lease, second.lease) == (0, None, None)
    assert second.due_at <= NOON + MINUTE < first.due_at
    deliver_due(now=second.due_at)
    assert again(second).status == Status.ACCEPTED


def test_a_server_that_hangs_up_every_three_mails_gets_new_lines(
    world: World, sink: Sink
) -> None:
    sink.hangs_up_after = 3
    rows = [queued(world.business) for _ in range(10)]
    deliver_due()
    assert set(states(rows)) == {Status.ACCEPTED}
    assert len(sink.recipients) == len(set(sink.recipients)) == 10
    assert sink.connections == 4


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where somebody picks up and never speaks."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_greeting_that_never_comes_stops_the_batch(
    world: World, settings: Any, silent_port: int
) -> None:
    deliver_to(settings, silent_port)
    settings.EMAIL_TIMEOUT = 0.2
    rows = [queued(world.business) for _ in range(3)]
    assert deliver_due().no_line
    for row in map(again, rows):
        assert (row.status, row.attempts, row.lease) == (Status.QUEUED, 0, None)
        assert NOON < row.due_at <= NOON + MINUTE


def test_a_refused_login_stops_the_batch(world: World, settings: Any) -> None:
    with serving() as sink:
        deliver_to(settings, sink.port)
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "x"
        sink.takes_logins = False
        row = queued(world.business)
        assert deliver_due().no_line
        assert (again(row).status, again(row).attempts) == (Status.QUEUED, 0)
        sink.takes_logins = True
        deliver_due(now=again(row).due_at)
        assert again(row).status == Status.ACCEPTED


def test_a_used_up_quota_stops_the_batch(world: World, sink: Sink) -> None:
    sink.at_mail = "450 4.7.1 Daily quota used up"
    rows = [queued(world.business) for _ in range(3)]
    assert deliver_due().no_line
    assert set(states(rows)) == {Status.QUEUED}
    assert {again(row).attempts for row in rows} == {0}
    assert {again(row).status_reason for row in rows} == {
        "450 4.7.1 Daily quota used up",
        "",
    }


def test_a_poison_row_harms_nobody_else_and_dies_at_the_fifth_error(
    world: World, sink: Sink
) -> None:
    poison = queued(world.business, headers=["not", "a", "mapping"])
    rows = [queued(world.business) for _ in range(3)]
    deliver_due()
    assert set(states(rows)) == {Status.ACCEPTED}
    for _ in range(4):
        assert again(poison).status == Status.QUEUED
        deliver_due(now=again(poison).due_at)
    poison = again(poison)
    assert (poison.status, poison.errors, poison.attempts) == (Status.DEAD, 5, 0)
    assert poison.status_reason == "AttributeError"


def test_what_cannot_be_an_address_is_refused_unsent(world: World, sink: Sink) -> None:
    row = queued(world.business, to_email="margaret at example")
    deliver_due()
    row = again(row)
    assert (row.status, row.status_reason) == (Status.FAILED, "not an e-mail address")


def test_a_chunk_that_takes_long_is_cut_and_nothing_is_lost(
    world: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "CHUNK_SECONDS", 0)
    rows = [queued(world.business) for _ in range(5)]
    deliver_due()
    assert set(states(rows)) == {Status.ACCEPTED}
    assert sink.recipients == [row.to_email for row in rows]


def test_without_time_left_everything_goes_back_as_it_was(
    world: World, sink: Sink
) -> None:
    before = queued(world.business)
    done = deliver_due(seconds=0)
    row = again(before)
    assert (row.status, row.lease) == (Status.QUEUED, None)
    assert row.due_at == before.due_at
    assert (done.claimed, done.no_line) == (1, False)


class Observing(BaseEmailBackend):
    """Notes how many rows are marked as being sent while it sends each."""

    marked: ClassVar[list[int]] = []

    def send_messages(self, messages: Any) -> int:
        """Look, and take it."""
        with tenancy.every_business():
            sending = OutboundMessage.objects.filter(status=Status.SENDING)
            self.marked.append(sending.count())
        return len(messages)


@pytest.mark.parametrize(("aim", "marked"), [(0, [1] * 12), (60, [1] + [11] * 11)])
def test_the_faster_the_provider_the_more_are_marked_at_once(
    world: World,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    aim: int,
    marked: list[int],
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Observing"
    monkeypatch.setattr(Observing, "marked", [])
    monkeypatch.setattr(delivery, "AIM_SECONDS", aim)
    rows = [queued(world.business) for _ in range(12)]
    deliver_due()
    assert Observing.marked == marked
    assert set(states(rows)) == {Status.ACCEPTED}


class CutShort(BaseEmailBackend):
    """Celery's time limit strikes while the third mail is being sent."""

    sent = 0

    def send_messages(self, messages: Any) -> int:
        """Take two."""
        self.sent += 1
        if self.sent == 3:
            raise SoftTimeLimitExceeded
        return 1


def test_a_time_limit_leaves_only_the_mail_it_struck_undecided(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.CutShort"
    monkeypatch.setattr(delivery, "AIM_SECONDS", 60)
    rows = [queued(world.business) for _ in range(4)]
    with pytest.raises(SoftTimeLimitExceeded):
        deliver_due()
    accepted, sending, waiting = Status.ACCEPTED, Status.SENDING, Status.QUEUED
    assert states(rows) == [accepted, accepted, sending, waiting]
    assert again(rows[3]).lease is None


class Unknown(BaseEmailBackend):
    """A backend of somebody else's that fails in a way nobody foresaw."""

    def send_messages(self, messages: Any) -> int:
        """Fail."""
        raise RuntimeError


def test_an_unknown_failure_of_a_backend_is_never_tried_twice(
    world: World, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Unknown"
    row = queued(world.business)
    deliver_due()
    assert again(row).status == Status.UNCERTAIN


class OutsideTransactions(BaseEmailBackend):
    """Looks whether a transaction is open while it sends."""

    def send_messages(self, messages: Any) -> int:
        """Take it, outside a transaction only."""
        assert not connection.in_atomic_block
        return len(messages)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_provider_is_talked_to(
    world: World, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.OutsideTransactions"
    rows = [queued(world.business, kind=Kind.NOTICE) for _ in range(12)]
    deliver_due()
    assert set(states(rows)) == {Status.ACCEPTED}


def test_one_pass_reads_the_clock_that_the_caller_holds(
    world: World, sink: Sink
) -> None:
    row = queued(world.business)
    with clock.set_to(NOON + MINUTE):
        deliver_due()
    assert again(row).finished_at == NOON + MINUTE
