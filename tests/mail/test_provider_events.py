"""Provider events: forged 0, foreign 0, replayed × 50 = 1 effect, any order one end."""

import itertools
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from feedback import clock, tenancy
from feedback.customers.addresses import address_hash
from feedback.customers.models import Suppression
from feedback.history.models import Event
from feedback.mail import events
from feedback.mail.applying import apply_waiting
from feedback.mail.models import OutboundMessage, ProviderEvent
from feedback.mail.tasks import apply_events
from tests.conftest import NOON, World
from tests.mail import postmark
from tests.mail.postmark import SECRET, URL, auth, tell
from tests.mail.rows import Kind, Status, again, queued

Reason = Suppression.Reason
SPARKPOST = "/hooks/mail/events/sparkpost/"


@pytest.fixture(autouse=True)
def _provider(settings: Any) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    settings.MAIL_EVENTS_FROM = ["postmark", "sparkpost"]


def wishes(row: OutboundMessage) -> set[str]:
    with tenancy.every_business():
        found = Suppression.objects.filter(
            business=row.business_id, address_hash=address_hash(row.to_email)
        )
        return set(found.values_list("reason", flat=True))


def stored() -> int:
    with tenancy.every_business():
        return ProviderEvent.objects.count()


def sent(world: World, **values: Any) -> OutboundMessage:
    return queued(
        world.business, **{"status": Status.ACCEPTED, "finished_at": NOON, **values}
    )


def heard(row: OutboundMessage, *told: dict[str, Any]) -> OutboundMessage:
    for event in told:
        assert tell(event).status_code == 200
    apply_events()
    return again(row)


def test_a_delivery_is_written_down(world: World) -> None:
    row = sent(world)
    assert heard(row, postmark.delivered(row)).status == Status.DELIVERED
    assert wishes(row) == set()


def test_a_hard_bounce_ends_the_mail_and_the_address(world: World) -> None:
    row = sent(world)
    ended = heard(row, postmark.bounced(row))
    assert ended.status == Status.BOUNCED
    assert ended.status_reason == "550 5.1.1 … unknown"
    assert wishes(row) == {Reason.BOUNCED}


def test_a_complaint_suppresses(world: World) -> None:
    row = sent(world, status=Status.DELIVERED)
    assert heard(row, postmark.complained(row)).status == Status.COMPLAINED
    assert wishes(row) == {Reason.COMPLAINED}


def test_unsubscribing_at_the_provider_is_an_opt_out(world: World) -> None:
    row = sent(world)
    assert heard(row, postmark.unsubscribed(row)).status == Status.ACCEPTED
    assert wishes(row) == {Reason.OPTED_OUT}


def test_fifty_replays_have_one_effect(world: World) -> None:
    row = sent(world)
    for _ in range(50):
        heard(row, postmark.bounced(row))
    assert stored() == 1
    with tenancy.every_business():
        assert Event.objects.filter(verb="suppressed").count() == 1


def test_another_event_id_is_no_other_event(world: World) -> None:
    row = sent(world)
    heard(row, postmark.bounced(row, ID=1), postmark.bounced(row, ID=2))
    assert stored() == 1


STARTS = (Status.QUEUED, Status.SENDING, Status.ACCEPTED, Status.UNCERTAIN)
TOLD = (postmark.delivered, postmark.bounced, postmark.complained)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("order", list(itertools.permutations(TOLD)))
def test_the_end_does_not_depend_on_the_order(
    world: World, start: Status, order: tuple[Any, ...]
) -> None:
    row = sent(world, status=start)
    for told in order:
        heard(row, told(row))
    assert again(row).status == Status.COMPLAINED
    assert again(row).lease is None


def test_delivered_after_bounced_changes_nothing(world: World) -> None:
    row = sent(world)
    heard(row, postmark.bounced(row), postmark.delivered(row))
    assert again(row).status == Status.BOUNCED


def test_an_uncertain_mail_that_was_delivered_is_certain(world: World) -> None:
    row = sent(world, status=Status.UNCERTAIN, status_reason="the line went dead")
    ended = heard(row, postmark.delivered(row))
    assert (ended.status, ended.status_reason) == (Status.DELIVERED, "")


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.EXPIRED, Status.DEAD])
@pytest.mark.parametrize("told", TOLD)
def test_nothing_comes_back_to_life(world: World, status: Status, told: Any) -> None:
    row = sent(world, status=status)
    assert heard(row, told(row)).status == status
    assert (stored(), wishes(row)) == (0, set())


def test_three_mails_that_bounce_softly_in_14_days_suppress(world: World) -> None:
    rows = [sent(world, to="full@example.com") for _ in range(3)]
    for day, row in zip((1, 8, 14), rows, strict=True):
        with clock.set_to(NOON + timedelta(days=day)):
            when = clock.now().isoformat()
            heard(row, postmark.soft_bounced(row, BouncedAt=when))
            assert again(row).status == Status.BOUNCED
        assert wishes(row) == ({Reason.BOUNCED} if day == 14 else set())


def test_three_soft_bounces_over_a_longer_time_do_not(world: World) -> None:
    rows = [sent(world, to="full@example.com") for _ in range(3)]
    for day, row in zip((1, 8, 16), rows, strict=True):
        with clock.set_to(NOON + timedelta(days=day)):
            when = clock.now().isoformat()
            heard(row, postmark.soft_bounced(row, BouncedAt=when))
    assert wishes(rows[0]) == set()


def test_one_mail_that_bounces_softly_three_times_does_not(world: World) -> None:
    row = sent(world)
    for minute in (1, 2, 3):
        when = f"2026-11-18T11:0{minute}:00Z"
        heard(row, postmark.soft_bounced(row, BouncedAt=when))
    assert stored() == 3
    assert wishes(row) == set()


def test_a_notice_that_bounces_suppresses_nobody(world: World) -> None:
    row = sent(world, kind=Kind.NOTICE)
    assert heard(row, postmark.bounced(row)).status == Status.BOUNCED
    assert wishes(row) == set()


def test_account_mail_belongs_to_no_business_and_nothing_follows(
    world: World,
) -> None:
    row = queued(None, status=Status.ACCEPTED)
    assert heard(row, postmark.bounced(row)).status == Status.ACCEPTED


def test_a_mail_is_found_by_the_providers_own_id(world: World) -> None:
    other = sent(world, provider_id="batch-1", to="zoe@example.com")
    row = sent(world, provider_id="batch-1", to="ann@example.com")
    event = postmark.bounced(row, Metadata={}, MessageID="batch-1")
    assert heard(row, event).status == Status.BOUNCED
    assert again(other).status == Status.ACCEPTED


def test_a_mail_is_found_by_its_message_id(world: World) -> None:
    row = sent(world)
    message_id = f"<{row.uid}@localhost.example>"
    event = postmark.bounced(row, Metadata={}, MessageID=message_id)
    assert heard(row, event).status == Status.BOUNCED


@pytest.mark.parametrize(
    "change",
    [
        {"Metadata": {"uid": str(uuid.uuid4())}},
        {"Metadata": {"uid": "' OR 1=1"}},
        {"Metadata": {}, "MessageID": ""},
        {"Email": "somebody@else.example"},
        {"Email": None, "Metadata": {}},
        {"RecordType": "Open"},
        {"RecordType": "Nonsense"},
        {"Type": "Transient"},
    ],
)
def test_what_is_not_about_a_mail_of_ours_is_dropped_with_200(
    world: World, change: dict[str, Any]
) -> None:
    row = sent(world)
    assert heard(row, postmark.bounced(row) | change).status == Status.ACCEPTED
    assert (stored(), wishes(row)) == (0, set())


def test_a_bounce_in_one_business_stays_there(world: World) -> None:
    row = sent(world, to="ann@example.com")
    other = queued(world.other_business, to="ann@example.com", status=Status.ACCEPTED)
    heard(row, postmark.bounced(row))
    assert again(other).status == Status.ACCEPTED
    assert wishes(other) == set()


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("2031-01-01T00:00:00Z", NOON),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-12:00", NOON),
    ],
)
def test_impossible_times_are_brought_to_possible_ones(
    world: World, told: str, kept: Any
) -> None:
    row = sent(world)
    heard(row, postmark.bounced(row, BouncedAt=told, DeliveredAt=told))
    with tenancy.every_business():
        assert ProviderEvent.objects.get().at == (kept or row.created_at)


def test_a_forged_post_changes_nothing(world: World) -> None:
    row = sent(world)
    event = postmark.bounced(row)
    assert tell(event, secret="postmark:guess").status_code == 403
    assert Client().post(URL, event, content_type="application/json").status_code == 403
    apply_events()
    assert (again(row).status, stored()) == (Status.ACCEPTED, 0)


@pytest.mark.parametrize("secret", [None, "", [], "no-colon", ":", ["good:one", "bad"]])
def test_without_a_secret_nothing_is_taken(
    world: World, settings: Any, secret: Any
) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": secret} if secret is not None else {}
    assert tell(postmark.bounced(sent(world))).status_code == 404


@pytest.mark.parametrize("provider", ["brevo", "mailgun", "nonsense", "amazon_ses"])
def test_other_providers_than_ours_are_not_heard(world: World, provider: str) -> None:
    url = f"/hooks/mail/events/{provider}/"
    assert tell(postmark.bounced(sent(world)), url=url).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"x"',
        b"[" * 100_000,
        b'{"RecordType": 1}',
        b'{"RecordType": "Delivery", "Metadata": null}',
    ],
)
def test_nonsense_is_answered_kindly(world: World, body: bytes) -> None:
    assert tell(body).status_code in (200, 400)


def test_a_huge_body_is_refused_unread(world: World) -> None:
    response = Client().post(
        URL,
        b"x" * (13 * 1024 * 1024),
        content_type="application/json",
        headers={"authorization": auth()},
    )
    assert response.status_code == 413


def test_reading_the_address_does_nothing(world: World) -> None:
    assert Client().get(URL).status_code == 405


def sparkpost(row: OutboundMessage, second: int, kind: str) -> dict[str, Any]:
    event = {
        "type": kind,
        "raw_rcpt_to": row.to_email,
        "timestamp": str(1795000000 + second),
        "rcpt_meta": {"uid": str(row.uid)},
    }
    if kind == "bounce":
        event["bounce_class"] = "10"
    return {"msys": {"message_event": event}}


def test_ten_thousand_events_in_one_post(world: World) -> None:
    rows = [sent(world) for _ in range(3)]
    told = [
        sparkpost(row, number % 100, "bounce" if number == 0 else "delivery")
        for number in range(3334)
        for row in rows
    ]
    assert tell(json.dumps(told), url=SPARKPOST).status_code == 200
    assert stored() == 3 * 101
    assert apply_waiting() == 3 * 101
    assert {again(row).status for row in rows} == {Status.BOUNCED}


def test_events_are_applied_once_however_often_one_looks(world: World) -> None:
    row = sent(world)
    tell(postmark.bounced(row))
    assert [apply_waiting(), apply_waiting()] == [1, 0]


def test_an_address_refused_at_the_door_counts_as_a_bounce(world: World) -> None:
    gone = sent(world, status=Status.FAILED, status_reason="550 5.1.1 no such user")
    spam = sent(world, status=Status.FAILED, status_reason="554 5.7.1 looks like spam")
    assert [events.hear_refusals(NOON), events.hear_refusals(NOON)] == [1, 0]
    apply_waiting()
    assert [again(gone).status, again(spam).status] == [Status.BOUNCED, Status.FAILED]
    assert (wishes(gone), wishes(spam)) == ({Reason.BOUNCED}, set())


def test_old_events_are_forgotten(world: World) -> None:
    row = sent(world)
    heard(row, postmark.bounced(row))
    assert events.forget_old(NOON + timedelta(days=90)) == 0
    assert events.forget_old(NOON + timedelta(days=91)) == 1
    assert stored() == 0
    assert wishes(row) == {Reason.BOUNCED}
