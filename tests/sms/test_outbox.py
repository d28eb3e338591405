"""The outbox of text messages against a provider on loopback."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from feedback import tenancy
from feedback.customers.models import Suppression
from feedback.customers.selectors import wishes_at
from feedback.customers.suppressing import suppress
from feedback.history.services import CUSTOMER
from feedback.mail.models import TextMessage
from feedback.mail.outcomes import MOST_ERRORS
from feedback.sms import outbox
from feedback.sms.backends import LogBackend, TwilioBackend
from feedback.sms.message import Sms
from feedback.sms.outbox import Posting
from feedback.sms.tasks import deliver_due
from tests.conftest import NOON, World
from tests.sms.provider import Provider, provider

Status = TextMessage.Status
PHONE = "+447400123456"


@pytest.fixture
def line(settings: Settings) -> Iterator[Provider]:
    with provider() as (ours, address):
        settings.SMS_BACKEND = "feedback.sms.backends.TwilioBackend"
        settings.SMS_API_URL = address
        settings.SMS_ACCOUNT, settings.SMS_TOKEN = "AC1", "secret"
        settings.SMS_FROM = "+441326000000"
        yield ours


def waiting(world: World, key: str = "k", **values: object) -> TextMessage:
    """Put one text into the outbox and return its row."""
    with tenancy.enter(world.business.id):
        posting = Posting(key, uuid4())
        outbox.post(Sms(PHONE, "How was it?"), posting, business=world.business)
        row = TextMessage.objects.get(dedupe_key=key)
        TextMessage.objects.filter(pk=row.pk).update(**values)
        return row


def now_is(row: TextMessage) -> TextMessage:
    with tenancy.every_business():
        return TextMessage.objects.get(pk=row.pk)


def test_a_text_is_posted_once_and_sent_once(world: World, line: Provider) -> None:
    row = waiting(world)
    with tenancy.enter(world.business.id):
        again = Sms(PHONE, "Other words")
        assert not outbox.post(again, Posting("k"), business=world.business)
    assert outbox.deliver_due(now=NOON) == {Status.ACCEPTED: 1}
    assert outbox.deliver_due(now=NOON) == {}
    sent = {"To": PHONE, "From": "+441326000000", "Body": "How was it?"}
    assert line.received == [sent]
    assert line.paths == ["/2010-04-01/Accounts/AC1/Messages.json"]
    row = now_is(row)
    assert (row.status, row.provider_id) == (Status.ACCEPTED, "SM1")


@pytest.mark.parametrize(
    ("status", "said", "becomes"),
    [
        (200, {"sid": "SM9"}, Status.ACCEPTED),
        (201, {}, Status.UNCERTAIN),
        (201, "<html>", Status.UNCERTAIN),
        (201, [1], Status.UNCERTAIN),
        (400, {"code": 21211}, Status.FAILED),
        (400, "no json", Status.FAILED),
        (401, {}, Status.QUEUED),
        (404, {}, Status.QUEUED),
        (408, {}, Status.UNCERTAIN),
        (429, {"code": 20429}, Status.QUEUED),
        (500, "", Status.UNCERTAIN),
        (503, "", Status.QUEUED),
    ],
)
def test_each_answer_means_one_thing(
    world: World, line: Provider, status: int, said: object, becomes: str
) -> None:
    row = waiting(world)
    line.answer = (status, said, {})
    outbox.deliver_due(now=NOON)
    assert now_is(row).status == becomes
    assert PHONE not in now_is(row).status_reason


def test_a_redirect_is_not_followed(world: World, line: Provider) -> None:
    row = waiting(world)
    line.answer = (307, "", {"Location": "/elsewhere"})
    outbox.deliver_due(now=NOON)
    assert len(line.paths) == 1
    assert now_is(row).status == Status.QUEUED


def test_a_line_that_goes_dead_leaves_it_open(world: World, line: Provider) -> None:
    row = waiting(world)
    line.hangs_up = True
    outbox.deliver_due(now=NOON)
    assert now_is(row).status == Status.UNCERTAIN
    outbox.deliver_due(now=NOON + timedelta(days=1))
    assert len(line.received) == 1


def test_nobody_there_costs_no_try(
    world: World, line: Provider, settings: Settings
) -> None:
    settings.SMS_API_URL = "http://127.0.0.1:9"
    row = waiting(world)
    outbox.deliver_due(now=NOON)
    row = now_is(row)
    assert (row.status, row.attempts, row.errors) == (Status.QUEUED, 0, 0)
    assert row.due_at > NOON


def test_a_dead_line_stops_the_pass(world: World, line: Provider) -> None:
    for key in "abc":
        waiting(world, key)
    line.answer = (503, "", {})
    outbox.deliver_due(now=NOON)
    assert len(line.received) == 1


def test_who_said_stop_to_the_provider_is_not_asked_again(
    world: World, line: Provider
) -> None:
    waiting(world)
    line.answer = (400, {"code": 21610}, {})
    outbox.deliver_due(now=NOON)
    with tenancy.enter(world.business.id):
        said = wishes_at(world.business, PHONE)
        assert [row.reason for row in said] == [Suppression.Reason.OPTED_OUT]


def test_a_wish_said_after_posting_still_holds(world: World, line: Provider) -> None:
    row = waiting(world)
    with tenancy.enter(world.business.id):
        reason = Suppression.Reason.OPTED_OUT
        suppress(world.business, email=PHONE, reason=reason, by=CUSTOMER)
    assert outbox.deliver_due(now=NOON) == {Status.CANCELLED: 1}
    assert not line.received
    assert now_is(row).status == Status.CANCELLED


def test_one_business_hears_nothing_of_the_wishes_of_another(
    world: World, line: Provider
) -> None:
    waiting(world)
    with tenancy.enter(world.other_business.id):
        reason = Suppression.Reason.OPTED_OUT
        suppress(world.other_business, email=PHONE, reason=reason, by=CUSTOMER)
    assert outbox.deliver_due(now=NOON) == {Status.ACCEPTED: 1}


def test_what_a_dead_worker_was_sending_is_never_sent_again(
    world: World, line: Provider
) -> None:
    row = waiting(world, status=Status.SENDING, lease=uuid4(), lease_until=NOON)
    assert outbox.deliver_due(now=NOON) == {Status.UNCERTAIN: 1}
    assert not line.received
    assert now_is(row).status == Status.UNCERTAIN


def test_what_is_too_late_is_let_go(world: World, line: Provider) -> None:
    waiting(world)
    assert outbox.deliver_due(now=NOON + timedelta(days=4)) == {Status.EXPIRED: 1}
    assert not line.received


def test_a_restored_copy_writes_to_nobody(
    world: World, line: Provider, settings: Settings
) -> None:
    settings.SENDING_DISABLED = True
    waiting(world)
    assert not outbox.deliver_due(now=NOON)
    assert not line.received


def test_an_error_of_ours_is_tried_five_times_and_no_more(world: World) -> None:
    row = waiting(world, errors=MOST_ERRORS - 2)
    broken = outbox.Answer(outbox.Verdict.BROKEN, "KeyError")
    assert outbox._changes(now_is(row), broken, NOON)["status"] == Status.QUEUED
    last = waiting(world, "last", errors=MOST_ERRORS - 1)
    assert outbox._changes(now_is(last), broken, NOON)["status"] == Status.DEAD


def test_numbers_and_words_are_forgotten(world: World, line: Provider) -> None:
    row = waiting(world)
    outbox.deliver_due(now=NOON)
    outbox.purge_words(now=NOON + timedelta(days=31), days=30)
    row = now_is(row)
    assert (row.words, row.to_phone) == ("", "")


def test_the_log_names_nobody(
    world: World, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.DEBUG = False
    row = waiting(world)
    assert settings.SMS_BACKEND.endswith(LogBackend.__name__)
    deliver_due()
    assert now_is(row).status == Status.ACCEPTED
    said = "".join(capfd.readouterr())
    assert PHONE not in said
    assert "How was it?" not in said


def test_while_trying_it_out_a_developer_can_read_them(
    world: World, settings: Settings, tmp_path: object
) -> None:
    settings.DEBUG, settings.VAR = True, tmp_path
    LogBackend().send(Sms(PHONE, "How was it?"), uid=uuid4())
    (written,) = settings.VAR.glob("sms/*.txt")
    assert PHONE in written.read_text()


def test_a_backend_never_raises(settings: Settings) -> None:
    settings.SMS_API_URL, settings.SMS_ACCOUNT = "http://[broken", "AC1"
    settings.SMS_TOKEN = settings.SMS_FROM = "x"
    answer = TwilioBackend().send(Sms(PHONE, "x"), uid=uuid4())
    assert answer.verdict is outbox.Verdict.NO_LINE
