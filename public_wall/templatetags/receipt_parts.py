"""The receipt number beside somebody's own reply."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from public_wall.proofs.receipts import number_of
from surveys.models import Reply

register = template.Library()


@register.inclusion_tag("public_wall/parts/receipt_line.html", takes_context=True)
def receipt(context: Context, reply: Reply) -> dict[str, Any]:
    """Return the number of ``reply`` and where it is explained; a try-out has none."""
    if reply.is_test or reply.is_heard:
        return {}
    number = number_of(reply.business_id, reply.pk)
    slug = context["business"].slug
    return {
        "number": number,
        "url": reverse("public_wall_public:receipt", args=[slug, number]),
    }
