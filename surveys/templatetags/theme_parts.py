"""Pieces of themes that pages show: a quote, and what a reply is about."""

from typing import Any

from django import template
from django.template import Context

from feedback.accounts.models import Business, Role
from surveys.forms.themes import PlaceForm, UnderstandingForm
from surveys.models import Reply
from surveys.selectors import themes as selectors
from surveys.selectors.around import PERHAPS, Around
from surveys.selectors.themes import Quote
from surveys.understanding import Cause, Reason

register = template.Library()


def _place_form(business: Business) -> PlaceForm:
    return PlaceForm(business=business, auto_id="about_%s")


@register.inclusion_tag("surveys/themes/quote.html")
def theme_quote(quote: Quote) -> dict[str, Any]:
    """Draw exact words, who said them and when; they lead to the reply."""
    return {"quote": quote}


@register.inclusion_tag("surveys/themes/panel.html", takes_context=True)
def understanding_panel(context: Context, reply: Reply) -> dict[str, Any]:
    """Draw what a reply is about: themes, and why its author got in touch, with one
    tap to confirm what the machine suggests. Readers see it only.
    """
    request = context["request"]
    there: Around = context.get("around") or PERHAPS
    known = selectors.understanding_of(reply, there)
    reason, cause = known.reason, known.cause
    if not known.confirmed_at:
        reason, cause = known.suggested_reason, known.suggested_cause
    shown = {
        "reply": reply,
        "themes": selectors.themes_of(reply) if there.quotes else [],
        "known": known,
        "reason": dict(Reason.choices).get(reason, ""),
        "cause": dict(Cause.choices).get(cause, ""),
    }
    if not request.membership.may(Role.MEMBER):
        return shown
    return shown | {
        "can_write": True,
        "form": UnderstandingForm(
            initial={"reason": reason, "cause": cause}, auto_id="about_%s"
        ),
        "place_form": _place_form(request.business) if reply.words else None,
        "next": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
