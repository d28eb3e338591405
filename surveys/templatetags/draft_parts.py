"""Small pieces of page: how many drafts wait."""

from django import template

from feedback.accounts.models import Business
from surveys.selectors import drafts

register = template.Library()


@register.simple_tag
def waiting_drafts(business: Business) -> str:
    """Return how many drafts wait as people read it, or nothing if none does."""
    count = drafts.waiting_count(business)
    return "99+" if count >= drafts.MOST_COUNTED else str(count or "")
