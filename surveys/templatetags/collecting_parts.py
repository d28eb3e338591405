"""Small pieces of page: why somebody is not asked, and what they last said."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime

from feedback.customers.models import Customer
from surveys.models import Invitation, Reply
from surveys.selectors.asking import newest_replies
from surveys.services.asking import may_ask_by_hand

register = template.Library()
Reason = Invitation.Reason
_BECAUSE = {
    Reason.NO_ADDRESS: "because we have no email address",
    Reason.OPTED_OUT: "because they asked us not to",
    Reason.BOUNCED: "because their address does not work",
    Reason.COMPLAINED: "because they marked a mail as spam",
    Reason.PAUSED: "because asking them is paused",
    Reason.TOO_OLD: "because it was too long ago",
    Reason.SURVEY_PAUSED: "because the survey was paused",
    Reason.NOT_DELIVERED: "because the mail could not be delivered",
}


@register.filter
def because(invitation: Invitation) -> str:
    """Return why nobody was asked: "because they were asked on 3 October".

    The invitation comes from `surveys.selectors.asking.invitation_list`, or else the
    day is left out.
    """
    if invitation.reason != Reason.RESTING:
        return _BECAUSE[Reason(invitation.reason)] if invitation.reason else ""
    before = getattr(invitation, "rested_from", None)
    if before is None:
        return "because they are asked about something else"
    return f"because they were asked on {date_format(localtime(before), 'j F')}"


@register.filter
def can_ask_now(invitation: Invitation) -> bool:
    """Whether "Ask now" makes sense for ``invitation``."""
    return may_ask_by_hand(invitation)


@register.simple_tag
def with_last_reply(
    customers: Iterable[Customer],
) -> list[tuple[Customer, Reply | None]]:
    """Return each customer beside their newest reply: one query for all of them."""
    people = list(customers)
    replies: dict[UUID, Any] = newest_replies(people)
    return [(customer, replies.get(customer.pk)) for customer in people]
