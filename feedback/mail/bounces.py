"""What a provider's event means for us: pure functions over anymail's events."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from feedback.mail.models import ProviderEvent

Kind = ProviderEvent.Kind
_PLAIN = {
    EventType.SENT: Kind.SENT,
    EventType.DELIVERED: Kind.DELIVERED,
    EventType.COMPLAINED: Kind.COMPLAINED,
    EventType.UNSUBSCRIBED: Kind.UNSUBSCRIBED,
    EventType.FAILED: Kind.REJECTED,
}
# The fields in which providers say that a bounce may be a passing one, and how:
# Amazon SES, Brevo, MailerSend, Mandrill, Postmark, Resend.
_FIELDS = frozenset({"type", "event", "bouncetype", "event_type", "status"})
_PASSING = re.compile(r"soft|transient|temporary|undetermined", re.IGNORECASE)
# SparkPost's classes of bounces that say that there is no such recipient.
_SPARKPOST_HARD = frozenset({"10", "30"})
# RFC 3463: "5.1.1". The first digit says whether it lasts, the second what it is
# about (1 is the address, 2 the mailbox: 2.1 is closed, 2.2 is full).
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45])\d\d(?=[ -])")
# What says that an address does not work, and will not.
_ADDRESS_AT_FAULT = frozenset(
    {("1", "0"), ("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10")}
    | {("2", "1")}
)


def kind_of(event: AnymailTrackingEvent) -> Kind | None:
    """Return what ``event`` is to us; None if it changes nothing.

    A delay is none: a bounce or a delivery follows it. Whatever a bounce says, it is
    a soft one unless it is about an address that does not work.
    """
    if event.event_type == EventType.BOUNCED:
        return Kind.SOFT_BOUNCED if _is_soft(event) else Kind.BOUNCED
    if event.event_type == EventType.REJECTED:
        return _rejected(event.reject_reason)
    return _PLAIN.get(event.event_type)


def is_about_the_address(reply: str) -> bool:
    """Whether an SMTP reply ("550 5.1.1 unknown") says that the address does not
    work, and will not (RFC 3463).
    """
    found = _STATUS.search(reply)
    if not found or found[1] != "5":
        return False
    return (found[2], found[3]) in _ADDRESS_AT_FAULT


def _rejected(reason: str | None) -> Kind:
    # The provider did not try, since it knows the address from before.
    if reason in (RejectReason.INVALID, RejectReason.BOUNCED):
        return Kind.BOUNCED
    if reason == RejectReason.UNSUBSCRIBED:
        return Kind.UNSUBSCRIBED
    return Kind.REJECTED


def _is_soft(event: AnymailTrackingEvent) -> bool:
    said = dict(_fields(event.esp_event))
    if "bounce_class" in said:
        return str(said["bounce_class"]) not in _SPARKPOST_HARD
    if "hard_bounce" in said:  # Mailjet
        return said["hard_bounce"] not in (True, 1, "1", "true")
    if any(_PASSING.search(str(said.get(name, ""))) for name in _FIELDS):
        return True
    reply = f"{event.mta_response or ''} {event.description or ''}"
    if _STATUS.search(reply):
        return not is_about_the_address(reply)
    temporary = _REPLY.search(reply)
    if temporary and temporary[1] == "4":
        return True
    hard = (None, RejectReason.BOUNCED, RejectReason.INVALID)
    return event.reject_reason not in hard


def _fields(raw: Any, depth: int = 3) -> Iterator[tuple[str, Any]]:
    """Yield names (in lower case) and values of ``raw`` and what it contains; the
    outer ones last, so that they win.
    """
    if not isinstance(raw, Mapping) or not depth:
        return
    for value in raw.values():
        yield from _fields(value, depth - 1)
    for name, value in raw.items():
        yield str(name).lower(), value
