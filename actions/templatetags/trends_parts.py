"""What the page of trends shows about actions: said, told, confirmed."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import template

from actions.selectors import closing_rates
from feedback.accounts.models import Business
from surveys.tallies import midnight

register = template.Library()


@register.inclusion_tag("actions/parts/told_and_confirmed.html")
def told_and_confirmed(business: Business, since: date) -> dict[str, Any]:
    """Draw how many raised something, were told, and say that it is fixed."""
    start = midnight(since, ZoneInfo(business.zone))
    return {"rates": closing_rates.rates(business, since=start)}
