"""Telling other systems: signed, again under the same id, and to an end."""

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from feedback import clock, tenancy
from feedback.connect.models import Delivery, Endpoint
from feedback.connect.webhooks import delivering, endpoints, signing
from feedback.connect.webhooks.announcing import announce
from feedback.connect.webhooks.delivering import MOST_TRIES, deliver_due
from feedback.connect.webhooks.endpoints import Wanted, make_endpoint
from feedback.connect.webhooks.signing import headers, shown_secret
from feedback.egress.posting import Answered, NotSent
from feedback.egress.targets import Target
from feedback.errors import Conflict, Refused
from feedback.mail.models import OutboundMessage
from tests.conftest import NOON, World

URL = "https://hooks.penrose-heating.co.uk/in"
Status, Off = Delivery.Status, Endpoint.Off


def endpoint(world: World, url: str = URL, **values: Any) -> Endpoint:
    made, _ = make_endpoint(
        world.business, Wanted("CRM", url, **values), by=world.owner
    )
    return made


def event(world: World, key: str = "a") -> int:
    facts = {"hold": key, "is_open": True}
    return announce(
        world.business.pk, "hold.opened", facts, dedupe_key=key, now=clock.now()
    )


class Receiver:
    """The other side: what it got, and what it answers."""

    def __init__(self, *answers: int | NotSent | Answered) -> None:
        self.answers = list(answers) or [200]
        self.got: list[tuple[Target, bytes, dict[str, str]]] = []

    def __call__(
        self, target: Target, body: bytes, headers: dict[str, str], **how: bool
    ) -> Answered:
        self.got.append((target, body, headers))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, NotSent):
            raise answer
        return answer if isinstance(answer, Answered) else Answered(answer)


def sweep(post: Callable[..., Answered]) -> Counter[str]:
    return deliver_due(post=post)


def later(**passed: float) -> Any:
    return clock.set_to(NOON + timedelta(**passed))


def test_every_endpoint_that_wants_it_hears_of_an_event_once(inside: World) -> None:
    endpoint(inside)
    endpoint(inside, kinds=["hold.lifted"])
    assert event(inside) == 1
    event(inside)
    receiver = Receiver()
    assert sweep(receiver) == {"taken": 1}
    assert sweep(receiver) == {}
    target, body, sent = receiver.got[0]
    assert (target.host, target.path) == ("hooks.penrose-heating.co.uk", "/in")
    assert json.loads(body) == {
        "type": "hold.opened",
        "timestamp": "2026-11-18T12:00:00.000000Z",
        "data": {"hold": "a", "is_open": True},
    }
    assert sent["webhook-id"] == f"msg_{Delivery.objects.get().pk.hex}"


def test_the_signature_is_that_of_standard_webhooks(inside: World) -> None:
    made = endpoint(inside)
    secret = shown_secret(made.salt)
    assert secret.startswith("whsec_")
    signed = headers(made, "msg_1", '{"a":1}', now=NOON)
    stamp = signed["webhook-timestamp"]
    assert stamp == str(int(NOON.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f'msg_1.{stamp}.{{"a":1}}'.encode(), hashlib.sha256)
    assert signed["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


def test_the_published_vector_comes_out() -> None:
    # From the reference libraries of Standard Webhooks.
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    from_spec = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    signed = b'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}'
    assert signing._signature(secret, signed) == from_spec


def test_both_secrets_sign_for_a_day_after_a_change(inside: World) -> None:
    made = endpoint(inside)
    old = headers(made, "m", "{}", now=NOON)["webhook-signature"]
    new = endpoints.new_secret(made, by=inside.by, now=NOON)
    made.refresh_from_db()
    assert new == shown_secret(made.salt)
    both = headers(made, "m", "{}", now=NOON)["webhook-signature"].split()
    assert len(both) == 2
    assert old in both
    tomorrow = NOON + timedelta(hours=25)
    assert len(headers(made, "m", "{}", now=tomorrow)["webhook-signature"].split()) == 1


@override_settings(SECRET_KEY="new one", SECRET_KEY_FALLBACKS=["old one"])
def test_after_a_change_of_the_installations_key_both_sign(inside: World) -> None:
    signatures = headers(endpoint(inside), "m", "{}", now=NOON)["webhook-signature"]
    assert len(signatures.split()) == 2


def test_no_secret_is_stored(inside: World) -> None:
    made, secret = make_endpoint(inside.business, Wanted("CRM", URL), by=inside.owner)
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    assert raw.hex() not in made.salt
    assert made.salt not in secret


def test_ten_tries_in_about_76_hours_under_one_id(inside: World) -> None:
    endpoint(inside)
    event(inside)
    receiver, now, moments = Receiver(500), NOON, []
    for _ in range(MOST_TRIES + 3):
        with clock.set_to(now):
            if sweep(receiver):
                moments.append(now)
            row = Delivery.objects.get()
            if row.status != Status.WAITING:
                break
            now = row.due_at
    assert row.status == Status.GIVEN_UP
    assert (len(receiver.got), len(row.tries)) == (10, 10)
    hours = (moments[-1] - moments[0]).total_seconds() / 3600
    assert 68 < hours < 84
    assert len({sent["webhook-id"] for _, _, sent in receiver.got}) == 1
    assert len({body for _, body, _ in receiver.got}) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 429, 500, 503])
def test_anything_but_success_is_tried_again(inside: World, status: int) -> None:
    endpoint(inside)
    event(inside)
    assert sweep(Receiver(status)) == {"waiting": 1}
    row = Delivery.objects.get()
    assert NOON < row.due_at < NOON + timedelta(seconds=10)


def test_a_wish_to_wait_holds_for_a_day_at_most(inside: World) -> None:
    endpoint(inside)
    event(inside)
    sweep(Receiver(Answered(429, wait=3600)))
    assert Delivery.objects.get().due_at == NOON + timedelta(hours=1)
    with later(hours=1):
        sweep(Receiver(Answered(429, wait=10**9)))
    assert Delivery.objects.get().due_at == NOON + timedelta(hours=25)


def test_gone_turns_it_off_and_tells_the_managers(inside: World) -> None:
    made = endpoint(inside)
    event(inside)
    event(inside, "b")
    with later(seconds=1):
        sweep(Receiver(410))
    made.refresh_from_db()
    assert made.off == Off.GONE
    mails = OutboundMessage.objects.filter(dedupe_key__startswith="webhook_off")
    assert {mail.to_email for mail in mails} == {
        "ruth@penrose.example",
        "lee@penrose.example",
    }
    assert "CRM" in mails[0].subject
    assert event(inside, "c") == 0


def test_after_five_days_of_nothing_it_is_turned_off_with_one_notice(
    inside: World,
) -> None:
    made = endpoint(inside)
    event(inside)
    sweep(Receiver(NotSent("it could not be reached")))
    with later(days=4):
        sweep(Receiver(500))
    made.refresh_from_db()
    assert (made.off, made.failing_since) == ("", NOON)
    with later(days=5, hours=1):
        event(inside, "b")
        sweep(Receiver(500))
        sweep(Receiver(500))
    made.refresh_from_db()
    assert made.off == Off.FAILING
    mails = OutboundMessage.objects.filter(dedupe_key__startswith="webhook_off")
    assert mails.count() == 2  # the owner and the manager
    assert not Delivery.objects.filter(status=Status.WAITING).exists()


def test_one_that_takes_it_is_well_again(inside: World) -> None:
    made = endpoint(inside)
    event(inside)
    sweep(Receiver(500))
    with later(minutes=1):
        sweep(Receiver(200))
    made.refresh_from_db()
    assert made.failing_since is None


def test_what_was_given_up_goes_again_by_hand_under_the_same_id(inside: World) -> None:
    endpoint(inside)
    event(inside)
    receiver = Receiver(200)
    sweep(receiver)
    row = Delivery.objects.select_related("endpoint").get()
    endpoints.send_again(row, by=inside.by, now=NOON)
    with pytest.raises(Conflict):
        endpoints.send_again(row, by=inside.by, now=NOON)
    sweep(receiver)
    first, second = (sent["webhook-id"] for _, _, sent in receiver.got)
    assert first == second


def test_what_a_dead_worker_held_goes_again_and_counts_as_a_try(inside: World) -> None:
    endpoint(inside)
    event(inside)

    def dies(*args: object, **how: object) -> Answered:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(dies)
    assert Delivery.objects.get().status == Status.SENDING
    receiver = Receiver(200)
    assert sweep(receiver) == {}
    with later(minutes=2):
        sweep(receiver)
    with later(minutes=3):
        sweep(receiver)
    row = Delivery.objects.get()
    assert (row.status, row.attempts, len(receiver.got)) == (Status.TAKEN, 2, 1)


def test_a_worker_that_overslept_changes_nothing(inside: World) -> None:
    endpoint(inside)
    event(inside)
    chunk = delivering._claim(now=NOON)
    with later(minutes=2):
        delivering.reconcile(now=clock.now())
        assert delivering._send(chunk, Receiver(200)) == {"lost": 1}
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == (Status.WAITING, 1)


def test_the_businesses_take_turns(world: World) -> None:
    for business, owner, count in (
        (world.business, world.owner, 100),
        (world.other_business, world.stranger, 1),
    ):
        with tenancy.enter(business.pk):
            make_endpoint(business, Wanted("CRM", URL), by=owner)
            for number in range(count):
                facts = {"n": number}
                announce(
                    business.pk, "hold.opened", facts, dedupe_key=str(number), now=NOON
                )
    receiver = Receiver(200)
    deliver_due(rounds=1, post=receiver)
    with tenancy.enter(world.other_business.pk):
        assert Delivery.objects.get().status == Status.TAKEN


def test_a_turned_off_endpoint_gets_nothing(inside: World) -> None:
    made = endpoint(inside)
    event(inside)
    assert endpoints.turn_off(made, by=inside.by, now=NOON)
    assert not endpoints.turn_off(made, by=inside.by, now=NOON)
    receiver = Receiver(200)
    sweep(receiver)
    assert not receiver.got
    assert Delivery.objects.get().status == Status.DROPPED
    assert endpoints.turn_on(made, by=inside.by)
    assert event(inside, "b") == 1


@pytest.mark.parametrize("url", ["http://a.example.org/", "https://127.0.0.1/", "x"])
def test_a_bad_address_is_refused_with_a_sentence(inside: World, url: str) -> None:
    with pytest.raises(Refused):
        endpoint(inside, url)
    page = inside.client().post("/settings/webhooks/", {"name": "CRM", "url": url})
    assert page.status_code == 422
    assert not Endpoint.objects.exists()


def test_an_address_that_was_good_is_looked_at_again_each_time(inside: World) -> None:
    made = endpoint(inside)
    event(inside)
    Endpoint.objects.filter(pk=made.pk).update(url="https://10.0.0.1/")
    receiver = Receiver(200)
    sweep(receiver)
    assert not receiver.got
    assert Delivery.objects.get().tries[0]["reason"]


def test_the_secret_is_shown_once(inside: World) -> None:
    client = inside.client()
    made = client.post("/settings/webhooks/", {"name": "CRM", "url": URL})
    assert made.status_code == 201
    assert "whsec_" in made.content.decode()
    assert made["Cache-Control"] == "no-store"
    pk = Endpoint.objects.get().pk
    for page in ("/settings/webhooks/", f"/settings/webhooks/{pk}/"):
        assert "whsec_" not in client.get(page).content.decode()
    again = client.post(f"/settings/webhooks/{pk}/secret/").content.decode()
    assert "whsec_" in again


def test_what_came_back_is_shown_as_text(inside: World) -> None:
    made = endpoint(inside)
    event(inside)
    sweep(Receiver(Answered(500, words="<script>alert(1)</script>")))
    page = inside.client().get(f"/settings/webhooks/{made.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_test_arrives(inside: World) -> None:
    made = endpoint(inside, kinds=["hold.lifted"])
    inside.client().post(f"/settings/webhooks/{made.pk}/test/")
    receiver = Receiver(200)
    sweep(receiver)
    assert json.loads(receiver.got[0][1])["type"] == "webhook.test"


def test_what_ended_a_month_ago_is_forgotten(inside: World) -> None:
    endpoint(inside)
    event(inside)
    sweep(Receiver(200))
    assert delivering.purge(now=NOON + timedelta(days=29)) == 0
    assert delivering.purge(now=NOON + timedelta(days=31)) == 1
