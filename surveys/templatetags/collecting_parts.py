"""Small pieces of page: why somebody is not asked, and what they last said."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import template

from feedback.customers.models import Customer
from surveys import explaining
from surveys.models import Invitation, Reply
from surveys.selectors.asking import newest_replies
from surveys.services.by_hand import may_ask_by_hand, may_ask_in_spite

register = template.Library()


@register.filter
def because(invitation: Invitation) -> str:
    """Return why nobody was asked: "because they were asked on 3 October".

    The invitation comes from `surveys.selectors.asking.invitation_list`, or else the
    day is left out.
    """
    before = getattr(invitation, "rested_from", None)
    return explaining.because(invitation, rested_from=before)


@register.filter
def remedy(invitation: Invitation) -> str:
    """Return what can be done about it, as a sentence."""
    return explaining.remedy(invitation)


@register.filter
def can_ask_now(invitation: Invitation) -> bool:
    """Whether "Ask now" makes sense for ``invitation``."""
    return may_ask_by_hand(invitation)


@register.filter
def can_ask_in_spite(invitation: Invitation) -> bool:
    """Whether asking takes a deliberate yes, since a complaint is open."""
    return may_ask_in_spite(invitation)


@register.simple_tag
def with_last_reply(
    customers: Iterable[Customer],
) -> list[tuple[Customer, Reply | None]]:
    """Return each customer beside their newest reply: one query for all of them."""
    people = list(customers)
    replies: dict[UUID, Any] = newest_replies(people)
    return [(customer, replies.get(customer.pk)) for customer in people]
