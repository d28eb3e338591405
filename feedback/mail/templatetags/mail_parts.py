"""Pieces about mail that other parts' pages show."""

from typing import Any

from django import template

from feedback.accounts.models import Business, Role
from feedback.customers.models import Customer
from feedback.mail import selectors, standing

register = template.Library()
MOST = 5


@register.inclusion_tag("mail/parts/panel.html", takes_context=True)
def mail_panel(context: dict[str, Any]) -> dict[str, Any]:
    """Show what is wrong with the mail, nothing if all is well."""
    business: Business | None = context.get("business")
    membership = context.get("membership")
    if business is None or membership is None or not membership.may(Role.MEMBER):
        return {}
    return standing.trouble(business)


@register.inclusion_tag("mail/parts/not_arrived.html", takes_context=True)
def not_arrived(context: dict[str, Any], customer: Customer) -> dict[str, Any]:
    """Show which mails to ``customer`` did not arrive, and why; nothing without any."""
    membership = context.get("membership")
    return {
        "mails": list(selectors.not_arrived(customer)[:MOST]),
        "may_open": membership is not None and membership.may(Role.MANAGER),
    }
