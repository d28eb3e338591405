"""Mails come in through the providers' own posts, from providers only, and once."""

import json
from typing import Any

import pytest

from feedback import clock, tenancy
from feedback.connect import inbound
from feedback.connect.models import InboundMail
from surveys.models import InteractionDraft
from surveys.public_views import inbound_mail
from tests.conftest import World
from tests.connect import mails
from tests.test_isolation import dump

Outcome = InboundMail.Outcome
pytestmark = pytest.mark.filterwarnings(
    "ignore::anymail.exceptions.AnymailNotSupportedWarning"
)


@pytest.fixture
def to(world: World, settings: Any) -> str:
    """Return the address of the world's business."""
    for name, value in mails.MAIL_SETTINGS.items():
        setattr(settings, name, value)
    with tenancy.enter(world.business.id):
        return inbound.written(mails.address_of(world.business))


def outcomes(world: World) -> list[str]:
    """Return what became of the mails of the world's business."""
    with tenancy.enter(world.business.id):
        rows = InboundMail.objects.order_by("received_at", "id")
        return [row.outcome for row in rows]


def drafts(world: World) -> list[InteractionDraft]:
    """Return its drafts."""
    with tenancy.enter(world.business.id):
        return list(InteractionDraft.objects.select_related("mail").order_by("id"))


@pytest.mark.parametrize("esp", mails.PROVIDERS)
def test_a_blind_copy_of_a_receipt_becomes_a_draft(
    world: World, to: str, esp: str
) -> None:
    response = mails.deliver(esp, mails.PROVIDERS[esp](mails.receipt(), to))
    assert response.status_code == 200
    assert not response.cookies
    (draft,) = drafts(world)
    assert (draft.name, draft.email) == ("Margaret Ellis", "margaret@example.com")
    assert (draft.kind, draft.reference) == ("Your receipt: Boiler service", "INV-1042")
    assert (str(draft.value), draft.handler) == ("129.50", "Dan Rowe")
    assert draft.happened_at.isoformat() == "2026-11-17T14:30:00+00:00"
    assert draft.why("email") == "who the mail went to"
    assert outcomes(world) == [Outcome.DRAFT]


def test_a_mail_taken_apart_by_the_provider_is_the_same(world: World, to: str) -> None:
    mails.deliver("postmark", mails.postmark_parsed(to))
    (draft,) = drafts(world)
    assert (draft.email, str(draft.value)) == ("margaret@example.com", "129.50")


@pytest.mark.parametrize("esp", mails.PROVIDERS)
def test_a_mail_that_comes_again_and_again_is_one_draft(
    world: World, to: str, esp: str
) -> None:
    mail = mails.receipt()
    for _ in range(50):
        assert mails.deliver(esp, mails.PROVIDERS[esp](mail, to)).status_code == 200
    assert len(drafts(world)) == len(outcomes(world)) == 1


@pytest.mark.parametrize("secret", [None, "", "provider:wrong", "s3cret", "é:é"])
@pytest.mark.parametrize("esp", mails.PROVIDERS)
def test_whoever_does_not_know_the_secret_is_refused(
    world: World, to: str, esp: str, secret: str | None
) -> None:
    before = dump(world)
    post = mails.PROVIDERS[esp](mails.receipt(), to)
    response = mails.deliver(esp, post, secret=secret)
    assert response.status_code == (401 if secret is None else 403)
    assert dump(world) == before


def test_a_forged_signature_is_refused(world: World, to: str) -> None:
    post = mails.mailgun(mails.receipt(), to)
    post["data"]["signature"] = "0" * 64
    assert mails.deliver("mailgun", post).status_code == 403
    assert not drafts(world)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ANYMAIL", {}),
        ("ANYMAIL", {"WEBHOOK_SECRET": ""}),
        ("ANYMAIL", {"WEBHOOK_SECRET": ":"}),
        ("ANYMAIL", {"WEBHOOK_SECRET": ["a:b", "short"]}),
        ("INBOUND_DOMAIN", ""),
        ("INBOUND_FROM", []),
        ("INBOUND_FROM", ["mailgun"]),
    ],
)
def test_nothing_is_taken_in_unless_it_was_switched_on(
    world: World, to: str, settings: Any, name: str, value: Any
) -> None:
    setattr(settings, name, value)
    post = mails.postmark(mails.receipt(), to)
    assert mails.deliver("postmark", post).status_code == 404
    assert not drafts(world)


def test_a_provider_we_do_not_know_is_not_there(to: str) -> None:
    assert mails.deliver("carrier-pigeon", mails.json_post({})).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        "work+aaaaaaaaaaaaaaaaaaaaaaaaaa@in.example.com",
        "work+short@in.example.com",
        "work@in.example.com",
        "somebody@else.example",
        "",
    ],
)
def test_a_mail_to_nobody_s_address_changes_nothing(
    world: World, to: str, wrong: str
) -> None:
    before = dump(world)
    post = mails.postmark(mails.receipt(), wrong)
    assert mails.deliver("postmark", post).status_code == 200
    assert dump(world) == before


def test_the_token_on_another_domain_is_nobody_s(world: World, to: str) -> None:
    post = mails.postmark(mails.receipt(), to.replace("in.example.com", "evil.example"))
    mails.deliver("postmark", post)
    assert not outcomes(world)


def test_an_address_that_was_renewed_takes_nothing_any_more(
    world: World, to: str
) -> None:
    with tenancy.enter(world.business.id):
        inbound.renew_address(world.business, now=clock.now(), by=world.by)
        new = inbound.written(mails.address_of(world.business))
    mails.deliver("postmark", mails.postmark(mails.receipt(), to))
    assert not outcomes(world)
    mails.deliver("postmark", mails.postmark(mails.receipt(), new.upper()))
    assert outcomes(world) == [Outcome.DRAFT]


def test_the_mail_goes_to_the_business_of_the_address_and_to_no_other(
    world: World, to: str
) -> None:
    with tenancy.enter(world.other_business.id):
        other = inbound.written(mails.address_of(world.other_business))
    mails.deliver("postmark", mails.postmark(mails.receipt(), other))
    assert not drafts(world)
    with tenancy.enter(world.other_business.id):
        assert InteractionDraft.objects.count() == 1


NONSENSE = [
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"{}",
    b"{" * 5000,
    b"\xff\xfe",
    b'{"RawEmail": 7}',
    b'{"Headers": [{}], "RawEmail": ""}',
    b'{"RecordType": "Bounce"}',
    b'{"FromFull": {"Email": "x"}}',
    json.dumps([{}] * 10_000).encode(),
]


@pytest.mark.parametrize("body", NONSENSE)
@pytest.mark.parametrize("esp", mails.PROVIDERS)
def test_nonsense_from_the_provider_is_answered_and_has_no_effect(
    world: World, to: str, esp: str, body: bytes
) -> None:
    before = dump(world)
    response = mails.deliver(esp, mails.json_post(body))
    assert response.status_code in (200, 403)
    assert dump(world) == before


def test_a_mail_that_cannot_be_read_shows_as_such(world: World, to: str) -> None:
    body = f'{{"RawEmail": 7, "OriginalRecipient": "{to}"}}'.encode()
    for _ in range(2):
        assert mails.deliver("postmark", mails.json_post(body)).status_code == 200
    assert outcomes(world) == [Outcome.UNREADABLE]


def test_a_mail_of_25_megabytes_shows_as_too_large_and_is_not_kept(
    world: World, to: str
) -> None:
    body = (
        b'{"Attachments": [{"Content": "'
        + b"A" * 25 * 1024 * 1024
        + b'"}], "OriginalRecipient": "'
        + to.encode()
        + b'"}'
    )
    response = mails.deliver("postmark", mails.json_post(body))
    assert response.status_code == 200
    assert outcomes(world) == [Outcome.TOO_LARGE]


def test_the_address_is_found_across_two_pieces_of_a_long_body(
    world: World, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound_mail, "MOST_BYTES", 100)
    monkeypatch.setattr(inbound_mail, "_CHUNK", 70)
    for pad in range(0, 70, 7):
        body = b"x" * (100 + pad) + to.replace("@", "%40").encode() + b"x" * 50
        mails.deliver("postmark", mails.json_post(body))
    assert outcomes(world) == [Outcome.TOO_LARGE] * 10


def test_a_form_with_more_in_it_than_django_takes_shows_as_unreadable(
    world: World, to: str
) -> None:
    mail = mails.receipt()
    mail.set_content("x" * 600 * 1024)
    assert mails.deliver("mailgun", mails.mailgun(mail, to)).status_code == 200
    assert outcomes(world) == [Outcome.UNREADABLE]


def test_more_mail_than_anybody_sends_is_stopped_and_shown_once(
    world: World, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "MOST_AN_HOUR", 3)
    for _ in range(6):
        mails.deliver("postmark", mails.postmark(mails.receipt(), to))
    assert sorted(outcomes(world)) == [Outcome.DRAFT] * 3 + [Outcome.LIMITED]


def test_a_subscription_is_never_confirmed_by_an_address_in_a_post(
    world: World, to: str
) -> None:
    evil = {
        "MessageId": "x",
        "Type": "SubscriptionConfirmation",
        "SubscribeURL": "http://169.254.169.254/latest",
        "Token": "x",
        "TopicArn": "arn:aws:sns:eu-west-1:1:x",
    }
    headers = {
        "HTTP_X_AMZ_SNS_MESSAGE_TYPE": "SubscriptionConfirmation",
        "HTTP_X_AMZ_SNS_MESSAGE_ID": "x",
    }
    response = mails.deliver("amazon_ses", mails.json_post(evil, **headers))
    assert response.status_code == 200


def test_only_posts_are_taken(to: str, client: Any) -> None:
    address = "/hooks/mail/inbound/postmark/"
    assert client.head(address).status_code == 200
    for method in ("get", "options", "put", "delete", "patch"):
        assert getattr(client, method)(address).status_code in (401, 405)
