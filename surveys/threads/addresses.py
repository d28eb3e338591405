"""Where a customer's answer to a mail of ours goes."""

from uuid import UUID

from feedback.accounts.models import Business
from feedback.connect import reply_addresses


def about_invitation(business: Business, invitation_id: UUID) -> str:
    """Return where answers to mails about one invitation, or its reply, go: into the
    conversation if this installation takes mail in, else to the business's own.
    """
    return _address(business, reply_addresses.INVITATION, invitation_id)


def about_customer(business: Business, customer_id: UUID) -> str:
    """Return where answers to mails about nothing they said go (see above)."""
    return _address(business, reply_addresses.CUSTOMER, customer_id)


def comes_here() -> bool:
    """Whether answers come into the conversation, not to somebody's own mail."""
    return reply_addresses.is_possible()


def can_answer(business: Business) -> bool:
    """Whether somebody who answers a mail of ``business`` reaches a person."""
    return reply_addresses.is_possible() or bool(business.reply_to)


def _address(business: Business, kind: str, pk: UUID) -> str:
    if reply_addresses.is_possible():
        return reply_addresses.written(kind, pk)
    return business.reply_to
