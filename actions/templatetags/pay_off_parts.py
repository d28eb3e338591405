"""Pieces of "what paid off" that pages show."""

from typing import Any

from django import template

from actions import pay_off_words
from actions.models import Action, PayOff
from actions.selectors import pay_off as selectors

register = template.Library()


@register.inclusion_tag("actions/parts/pay_off_row.html")
def pay_off_row(pay_off: PayOff) -> dict[str, Any]:
    """Draw one comparison: the verdict, the counts, and how sure that is."""
    return {
        "pay_off": pay_off,
        "tone": pay_off_words.TONES[PayOff.Verdict(pay_off.verdict)],
        "counts": pay_off_words.counts(pay_off),
        "span": pay_off_words.span(pay_off),
        "meaning": pay_off_words.meaning(pay_off),
    }


@register.simple_tag
def pay_offs_of(action: Action) -> list[PayOff]:
    """Return every comparison of an action, the last doing first."""
    if not action.done_at and action.is_open and not action.round:
        return []
    return list(selectors.pay_offs_of(action))
