"""Putting many mails of one business into the outbox at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from feedback.accounts.models import Business
from feedback.customers.addresses import address_hash
from feedback.mail import bell, profiles
from feedback.mail.models import Frame, OutboundMessage
from feedback.mail.services import KEEPS_FOR

Kind = OutboundMessage.Kind
BATCH = 500


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
        "business": sender.business,
        "kind": kind,
        "due_at": sender.due_at,
        "expires_at": sender.due_at + KEEPS_FOR[kind],
        "from_email": profiles.from_address(sender.business),
        "reply_to": sender.business.reply_to,
    }
    rows = [
        OutboundMessage(
            dedupe_key=mail.dedupe_key,
            customer_id=mail.customer_id,
            to_email=mail.to_email,
            to_name=mail.to_name,
            from_name=mail.from_name,
            address_hash=address_hash(mail.to_email),
            subject=mail.subject,
            frame=mail.frame,
            values=mail.values,
            headers=mail.headers,
            **common,
        )
        for mail in mails
    ]
    OutboundMessage.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    bell.ring_on_commit()
