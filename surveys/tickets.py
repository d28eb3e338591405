"""What a page of an open channel carries, so that we know it when it comes back.

A ticket is signed, so nobody can make one, and says which words were shown and when.
It holds nothing about who looks.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing

from surveys.models import OpenChannel, SurveyVersion

# Nobody reads and answers faster; programs do.
LEAST_TIME = timedelta(seconds=3)
# A tablet may be away from the network for long.
GOOD_FOR = timedelta(days=30)
_SALT = "surveys.open"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One page that was drawn: its words, a random mark of its own, and when."""

    version_id: UUID
    nonce: str
    drawn_at: datetime


def issue(channel: OpenChannel, version: SurveyVersion, *, now: datetime) -> str:
    """Return a ticket for a page that is drawn now."""
    drawn = int(now.timestamp())
    nonce = secrets.token_urlsafe(12)
    return signing.Signer(salt=_SALT).sign_object(
        [channel.pk.hex, version.pk.hex, nonce, drawn]
    )


def read(text: str, channel: OpenChannel, *, now: datetime) -> Ticket | None:
    """Return what ``text`` says, if we issued it for ``channel`` of late."""
    if len(text) > 500:
        return None
    try:
        found = signing.Signer(salt=_SALT).unsign_object(text)
    except (signing.BadSignature, ValueError):
        return None
    channel_id, version_id, nonce, drawn = found
    drawn_at = datetime.fromtimestamp(drawn, UTC)
    if UUID(channel_id) != channel.pk or now - drawn_at > GOOD_FOR:
        return None
    return Ticket(UUID(version_id), nonce, drawn_at)


def is_too_quick(ticket: Ticket, *, now: datetime) -> bool:
    """Whether it came back faster than anybody can answer."""
    return now - ticket.drawn_at < LEAST_TIME
