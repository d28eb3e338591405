"""Pieces of the public page that other parts of the dashboard show."""

from datetime import date
from typing import Any, NamedTuple

from django import template
from django.template import Context
from django.utils.translation import gettext

from feedback import clock
from feedback.accounts.models import Business, Membership, Role
from public_wall.forms import PublicReplyForm
from public_wall.models import Removal
from public_wall.names import shown_name
from public_wall.selectors.panel import standing
from public_wall.selectors.updates import changes_raised
from surveys.languages import name_of
from surveys.models import Reply

register = template.Library()


class LatestChange(NamedTuple):
    """What a business did last because ``people`` said so, and how many such things
    it did in the period of the page.
    """

    did: str
    people: int
    on: date
    number: int


@register.inclusion_tag("public_wall/panel.html", takes_context=True)
def wall_panel(context: Context, reply: Reply) -> dict[str, Any]:
    """Draw where a reply's words are in public, and what a manager may do about it.

    Reads ``membership`` and ``request`` from the context; ``reply.customer`` should
    be loaded. Costs two queries at most.
    """
    membership: Membership = context["membership"]
    where = standing(membership.business, reply, now=clock.now())
    given = where.public_reply
    return {
        "reply": reply,
        "business": membership.business,
        "where": where,
        "name": reply.customer.first_name or gettext("the customer"),
        "may_publish": membership.may(Role.MANAGER),
        "shown_name": shown_name(reply),
        "form": PublicReplyForm(
            initial={"words": given.words if given else ""}, auto_id="public_%s"
        ),
        "next": context["request"].get_full_path() if "request" in context else "",
    }


@register.simple_tag
def latest_change(business: Business) -> LatestChange | None:
    """Return the newest thing that anybody can read on the public page of
    ``business`` and that somebody raised, whatever they rated; None without a page.
    Two queries at most.
    """
    if not business.wall_is_public:
        return None
    done = changes_raised(business, now=clock.now())
    newest = done.first()
    if newest is None:
        return None
    return LatestChange(
        newest.did, newest.raised_by, newest.decided_on, number=done.count()
    )


@register.filter
def ground_label(ground: str) -> str:
    """Return a ground for removal in words that follow "because"."""
    return str(Removal.Ground(ground).label)


@register.filter
def language_name(language: str) -> str:
    """Return what the speakers of a language call it."""
    return name_of(language)
