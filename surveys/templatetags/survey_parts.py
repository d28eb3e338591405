"""Pieces of page about surveys."""

from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from feedback.accounts.models import Role
from surveys.selectors.checklist import ENOUGH_CUSTOMERS, Progress, progress

register = template.Library()


@register.inclusion_tag("surveys/checklist.html", takes_context=True)
def checklist(context: Context) -> dict[str, Any]:
    """Draw what a new business does first, with what is done ticked.

    Draws nothing once all is done, or for somebody who may not do it.
    """
    membership = context.get("membership")
    if membership is None or not membership.may(Role.MANAGER):
        return {"steps": []}
    done = progress(membership.business)
    return {"steps": [] if done.is_complete else _steps(done)}


def _steps(done: Progress) -> list[dict[str, Any]]:
    builder = _url("surveys:survey-detail", pk=done.survey_id) if done.survey_id else ""
    voice = _url("accounts:business-settings" if done.survey_id else "surveys:welcome")
    counts = {"count": done.customers, "enough": ENOUGH_CUSTOMERS}
    counted = _("%(count)s of %(enough)s so far.") % counts
    steps = [
        _step(_("Who are the replies from?"), voice, done.has_voice),
        _step(_("Read your five questions"), builder, done.has_read),
        _step(
            _("Send it to yourself and answer"),
            builder and f"{builder}#try",
            done.has_tried,
        ),
        _step(
            _("Add your last ten customers"),
            _url("surveys:customer-paste"),
            done.has_customers,
            counted if done.customers else "",
        ),
    ]
    if done.has_heard:
        inbox = _url("surveys:reply-list")
        steps.append(_step(_("Do one thing about it"), inbox, done.has_acted))
    return steps


def _step(text: str, url: str, is_done: bool, note: str = "") -> dict[str, Any]:
    return {"text": text, "url": url, "is_done": is_done, "note": note}


def _url(name: str, **kwargs: Any) -> str:
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
