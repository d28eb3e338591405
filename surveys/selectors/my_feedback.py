"""Everything one person said to one business, and what became of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from feedback.customers.models import Customer, Interaction
from feedback.mail.models import OutboundMessage
from surveys.models import (
    ASKED_CHANNELS,
    CustomerMessage,
    HistoryLink,
    Invitation,
    Reply,
)
from surveys.selectors import answering

MOST_ROWS = 1000


def link_behind(pk: UUID) -> HistoryLink | None:
    """Return the link with its customer; of two who were merged, who is left."""
    rows = HistoryLink.objects.select_related(
        "customer__business", "customer__merged_into__business"
    )
    found = rows.filter(pk=pk).first()
    if found is not None:
        found.customer = found.customer.merged_into or found.customer
    return found


def history(customer: Customer) -> list[Reply]:
    """Return all that they said, newest first, with their later messages."""
    messages = CustomerMessage.objects.filter(what=CustomerMessage.What.WORDS)
    rows = answering.said(customer).prefetch_related(
        Prefetch("messages", queryset=messages.order_by("received_at"), to_attr="wrote")
    )
    return list(rows[: answering.MOST_REPLIES])


def own_reply(customer: Customer, pk: UUID) -> Reply | None:
    """Return one of their replies."""
    return answering.said(customer).filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows about one person from which a download is made."""

    work: list[Interaction]
    asked: list[Invitation]
    replies: list[Reply]
    mails: list[OutboundMessage]


def kept_about(customer: Customer) -> Kept:
    """Return what we keep about ``customer``, newest first."""
    asked = Invitation.objects.filter(customer=customer, channel__in=ASKED_CHANNELS)
    return Kept(
        work=list(_newest(Interaction.objects.filter(customer=customer))),
        asked=list(_newest(asked.select_related("interaction"))),
        replies=_whole(customer),
        mails=list(_newest(_mails(customer))),
    )


def _whole(customer: Customer) -> list[Reply]:
    rows = answering.said(customer).prefetch_related("messages", "revisions")
    return list(rows[:MOST_ROWS])


def _mails(customer: Customer) -> QuerySet[OutboundMessage]:
    """Return mails to them, not those to the team about them."""
    rows = OutboundMessage.objects.filter(
        business_id=customer.business_id, customer_id=customer.pk
    )
    return rows.exclude(kind=OutboundMessage.Kind.NOTICE).defer(
        "own_text", "own_html", "values"
    )


def _newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("-pk")[:MOST_ROWS]
