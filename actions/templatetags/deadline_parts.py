"""What the page of an action says about its date besides the date."""

from typing import Any

from django import template
from django.template import Context

from actions.models import Action
from actions.selectors.answering import answering_for
from actions.selectors.slips import slip_of
from feedback import clock
from feedback.accounts.models import Role

register = template.Library()


@register.simple_tag(takes_context=True)
def deadline_of(context: Context, action: Action) -> dict[str, Any]:
    """Return what `actions/parts/deadline.html` draws: whether it waits to be
    acknowledged and by whom, who stands in for its owner, and whether its date is
    about to slip or has.
    """
    if not action.is_open:
        return {}
    me = context["request"].membership
    today = clock.today(action.business.zone)
    answers = answering_for(action.owner, today)
    is_covered = answers.pk != action.owner_id
    return {
        "waits": action.waits_for_acknowledgement,
        "may_say": me.may(Role.MEMBER) and me.pk in (action.owner_id, answers.pk),
        "cover": answers if is_covered else None,
        "slip": slip_of(action, today=today),
    }
