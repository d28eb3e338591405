"""What somebody said to the owner's extras, and the photos they added."""

from django import template
from django.urls import reverse

from feedback.links import make_token
from surveys import extras
from surveys.extras import photos_of
from surveys.models import Reply

register = template.Library()
# What a page of photos shows: the address and size of each.
Shown = list[dict[str, str | int]]


@register.filter
def feeling_word(feeling: str) -> str:
    """Return how somebody felt, in the language that is active if it was listed."""
    return extras.feeling_word(feeling)


@register.simple_tag
def photos_for_team(reply: Reply) -> Shown:
    """Return the photos of ``reply`` as the team sees them; at most one query."""
    return _shown(reply, "surveys:reply-photo", pk=str(reply.pk))


@register.simple_tag
def photos_for_whom_it_is_about(reply: Reply) -> Shown:
    """Return them as somebody sees them who sees only what is about them."""
    return _shown(reply, "surveys:own-photo", pk=str(reply.pk))


@register.simple_tag
def photos_for_author(reply: Reply) -> Shown:
    """Return them as whoever added them sees them, behind the reply's own link."""
    token = make_token("survey", reply.business_id, reply.invitation_id)
    return _shown(reply, "surveys_public:photo", token=token)


def _shown(reply: Reply, view: str, **where: str) -> Shown:
    return [
        {
            "url": reverse(view, kwargs={**where, "number": photo.position}),
            "width": photo.width,
            "height": photo.height,
        }
        for photo in photos_of(reply)
    ]
