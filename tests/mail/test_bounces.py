"""Which bounces are about an address that does not work, provider by provider."""

from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from feedback.mail.bounces import Kind, is_about_the_address, kind_of


def event(kind: str, **values: Any) -> AnymailTrackingEvent:
    return AnymailTrackingEvent(event_type=kind, **values)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ({"Type": "HardBounce"}, Kind.BOUNCED),
        ({"Type": "SoftBounce"}, Kind.SOFT_BOUNCED),
        ({"bounce": {"bounceType": "Permanent"}}, Kind.BOUNCED),
        ({"bounce": {"bounceType": "Transient"}}, Kind.SOFT_BOUNCED),
        ({"bounce": {"bounceType": "Undetermined"}}, Kind.SOFT_BOUNCED),
        ({"event": "hard_bounce"}, Kind.BOUNCED),
        ({"event": "soft_bounce"}, Kind.SOFT_BOUNCED),
        ({"event": "bounce", "hard_bounce": True}, Kind.BOUNCED),
        ({"event": "bounce", "hard_bounce": False}, Kind.SOFT_BOUNCED),
        ({"msys": {"message_event": {"bounce_class": "10"}}}, Kind.BOUNCED),
        ({"msys": {"message_event": {"bounce_class": "22"}}}, Kind.SOFT_BOUNCED),
        ({"data": {"bounce": {"type": "Transient"}}}, Kind.SOFT_BOUNCED),
        (None, Kind.BOUNCED),
        ("nonsense", Kind.BOUNCED),
    ],
)
def test_providers_say_it_in_their_own_ways(raw: Any, kind: Kind) -> None:
    bounce = event(EventType.BOUNCED, esp_event=raw, reject_reason=RejectReason.BOUNCED)
    assert kind_of(bounce) == kind


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("550 5.1.1 no such user", Kind.BOUNCED),
        ("smtp;550 5.2.1 mailbox disabled", Kind.BOUNCED),
        ("550 5.7.1 blocked", Kind.SOFT_BOUNCED),
        ("552 5.2.2 mailbox full", Kind.SOFT_BOUNCED),
        ("451 4.7.1 try later", Kind.SOFT_BOUNCED),
        ("421 busy", Kind.SOFT_BOUNCED),
        ("550 no such user", Kind.BOUNCED),
        ("host 10.5.1.1 said no", Kind.BOUNCED),
        ("", Kind.BOUNCED),
    ],
)
def test_otherwise_the_reply_says_it(reply: str, kind: Kind) -> None:
    bounce = event(
        EventType.BOUNCED, mta_response=reply, reject_reason=RejectReason.BOUNCED
    )
    assert kind_of(bounce) == kind


@pytest.mark.parametrize(
    ("kind", "reason", "ours"),
    [
        (EventType.DELIVERED, None, Kind.DELIVERED),
        (EventType.SENT, None, Kind.SENT),
        (EventType.COMPLAINED, RejectReason.SPAM, Kind.COMPLAINED),
        (EventType.UNSUBSCRIBED, None, Kind.UNSUBSCRIBED),
        (EventType.BOUNCED, RejectReason.BLOCKED, Kind.SOFT_BOUNCED),
        (EventType.BOUNCED, RejectReason.SPAM, Kind.SOFT_BOUNCED),
        (EventType.REJECTED, RejectReason.INVALID, Kind.BOUNCED),
        (EventType.REJECTED, RejectReason.BOUNCED, Kind.BOUNCED),
        (EventType.REJECTED, RejectReason.UNSUBSCRIBED, Kind.UNSUBSCRIBED),
        (EventType.REJECTED, RejectReason.SPAM, Kind.REJECTED),
        (EventType.REJECTED, None, Kind.REJECTED),
        (EventType.FAILED, None, Kind.REJECTED),
        (EventType.DEFERRED, None, None),
        (EventType.OPENED, None, None),
        (EventType.AUTORESPONDED, None, None),
        (EventType.UNKNOWN, None, None),
        ("of tomorrow", None, None),
    ],
)
def test_the_other_events(kind: str, reason: Any, ours: Kind | None) -> None:
    assert kind_of(event(kind, reject_reason=reason)) == ours


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("550 5.1.1 unknown", True),
        ("550-5.1.1 unknown", True),
        ("553 5.1.3 bad address", True),
        ("550 5.7.1 spam", False),
        ("450 4.1.1 not now", False),
        ("550 unknown", False),
        ("", False),
    ],
)
def test_what_a_server_says_at_the_door(reply: str, answer: bool) -> None:
    assert is_about_the_address(reply) is answer
