"""Putting many mails of one business into the outbox at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from feedback.accounts.models import Business
from feedback.columns import insert
from feedback.customers.addresses import address_hash
from feedback.mail import bell, profiles
from feedback.mail.models import Frame, OutboundMessage
from feedback.mail.services import KEEPS_FOR

Kind = OutboundMessage.Kind


@dataclass(frozen=True, slots=True)
class Framed:
    """One mail to one person whose words are a frame and what fills its gaps.

    The texts are clean already (see `feedback.text.one_line`); ``dedupe_key`` is as in
    `feedback.mail.services.Posting`.
    """

    dedupe_key: str
    customer_id: UUID
    to_email: str
    to_name: str
    from_name: str
    subject: str
    frame: Frame
    values: dict[str, str]
    headers: dict[str, str]
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """What all mails of a batch have in common: whose they are, and when they go."""

    business: Business
    due_at: datetime


def post_all(mails: Sequence[Framed], kind: Kind, *, sender: Sender) -> None:
    """Store ``mails`` in the caller's transaction and ring the bell on commit.

    What `feedback.mail.services.post` does for one, in a few statements for all: a
    mail whose kind and key are there already is not stored twice.
    """
    common = {
        "business_id": sender.business.pk,
        "kind": kind,
        "due_at": sender.due_at,
        "expires_at": sender.due_at + KEEPS_FOR[kind],
        "from_email": profiles.from_address(sender.business),
    }
    insert(OutboundMessage, _columns(mails), common, ignore_conflicts=True)
    bell.ring_on_commit()


def _columns(mails: Sequence[Framed]) -> dict[str, list[Any]]:
    return {
        "uid": [uuid4() for _ in mails],
        "dedupe_key": [mail.dedupe_key for mail in mails],
        "customer_id": [mail.customer_id for mail in mails],
        "to_email": [mail.to_email for mail in mails],
        "to_name": [mail.to_name for mail in mails],
        "from_name": [mail.from_name for mail in mails],
        "address_hash": [address_hash(mail.to_email) for mail in mails],
        "subject": [mail.subject for mail in mails],
        "frame_id": [mail.frame.pk for mail in mails],
        "values": [mail.values for mail in mails],
        "reply_to": [mail.reply_to for mail in mails],
        "headers": [mail.headers for mail in mails],
    }
