"""Pieces that pages of other parts show: the action form, the next useful thing."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import ngettext

from actions.forms.promising import PromiseForm
from actions.selectors import board
from actions.selectors.owed import Owed, owed_by_reply
from actions.selectors.useful import Step
from actions.selectors.useful import next_useful as useful_steps
from feedback import clock
from feedback.accounts.models import Role
from surveys.models import Reply

register = template.Library()
# Beyond it a menu is a list to search in; the board is one.
MOST_TO_JOIN = 20


@register.inclusion_tag("actions/parts/panel.html", takes_context=True)
def action_panel(context: Context, reply: Reply) -> dict[str, Any]:
    """Draw "What will you do about it?": the form, and what is promised already.

    Readers see only what is promised.
    """
    request = context["request"]
    business, me = request.business, request.membership
    shown = {
        "reply": reply,
        "actions": board.actions_about(reply),
        "today": clock.today(business.zone),
    }
    if not me.may(Role.MEMBER):
        return shown
    name = reply.customer.first_name
    form = PromiseForm(business=business, me=me, customer=name)
    to_join = board.actions_to_join(business, reply)[:MOST_TO_JOIN]
    return shown | {
        "form": form,
        "to_join": to_join,
        "next": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("actions/parts/next_useful.html", takes_context=True)
def next_useful(context: Context) -> dict[str, Any]:
    """Draw the next useful things for whoever looks; says so plainly if none is."""
    request = context["request"]
    on = clock.today(request.business.zone)
    return {"steps": useful_steps(request.business, request.membership, on=on)}


@register.simple_tag(takes_context=True)
def next_besides_waiting(context: Context) -> Step | None:
    """Return the next useful thing that is not a person who waits: the inbox, which
    shows those already, names it.
    """
    request = context["request"]
    on = clock.today(request.business.zone)
    steps = useful_steps(request.business, request.membership, on=on)
    return next((step for step in steps if step.kind != "waiting"), None)


@register.simple_tag
def with_promises(said: Sequence[Any]) -> list[tuple[Any, list[Owed]]]:
    """Return each item of "my feedback" with what was promised about its reply."""
    owed = owed_by_reply([item.reply for item in said])
    return [(item, owed[item.reply.pk]) for item in said]


@register.filter
def days_late(action: Any, today: Any) -> str:
    """Return "2 days late" for an open action past its date, else nothing."""
    if not action.is_open or action.due_on >= today:
        return ""
    days = (today - action.due_on).days
    return ngettext("{days} day late", "{days} days late", days).format(days=days)
