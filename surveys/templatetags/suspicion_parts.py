"""Why a machine may have sent a reply, for whoever reads it in the inbox."""

from django import template

from surveys.models import Reply
from surveys.selectors import suspecting
from surveys.suspecting import in_words

register = template.Library()


@register.filter
def why_suspicious(reply: Reply) -> list[str]:
    """Return why a machine may have sent ``reply``, in words."""
    raised = suspecting.open_suspicion(reply)
    return in_words(raised.signs) if raised else []
