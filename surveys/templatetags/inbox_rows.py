"""The rows of a list, drawn in one go: a template for each would cost more than all
the rest of the page, and so would Django's escaping, which asks of each piece what it
is. Here whatever a person wrote goes through `escape`, and nothing else is put in.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from html import escape
from typing import Final
from uuid import UUID

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from feedback.templatetags.parts import rating_word
from surveys import days
from surveys.selectors.inbox_rows import Row
from surveys.selectors.listing import Listing, Section
from surveys.templatetags.inbox_parts import Chip, found, row_chips

register = template.Library()
LONGEST = 240
_NOBODY: Final = UUID(int=0)


@register.simple_tag(takes_context=True)
def reply_rows(context: Context, section: Section) -> SafeString:
    """Draw the rows of ``section``; the one that is read now is marked."""
    draw = _drawing(context)
    return SafeString("\n".join(map(draw, section.rows)))


def _drawing(context: Context) -> Callable[[Row], str]:
    listing: Listing = context["listing"]
    today: date = context["today"]
    current = getattr(context.get("reply"), "pk", None)
    path = reverse("surveys:reply-detail", kwargs={"pk": _NOBODY})
    path += escape(listing.query)
    before, _nobody, rest = path.partition(str(_NOBODY))
    terms = listing.search.terms if listing.search else []
    choose = _("Choose %(name)s") if context.get("can_write") else ""
    zone = timezone.get_current_timezone()
    short_day = cache(lambda day: escape(days.short_day(day, today=today)))
    rated = cache(_rated)

    def draw(row: Row) -> str:
        at = row.submitted_at.astimezone(zone)
        url = f"{before}{row.pk}{rest}"
        name = str(row.customer)
        return (
            f'<li class="row"{_CURRENT if row.pk == current else ""}>'
            f'{_face(row.rating)}<div class="who"><a href="{url}" hx-get="{url}"'
            ' hx-select="#main" hx-target="#main" hx-swap="outerMorph"'
            f' hx-push-url="true">{found(name, terms) if terms else escape(name)}'
            f'{rated(row.rating)}</a><time datetime="{at.isoformat()}">'
            f'{short_day(at.date())}</time></div><p class="quote" dir="auto">'
            f"{_words(row, terms)}</p>{_chips(row_chips(row, today))}"
            f"{_pick(row.pk, choose % {'name': name}) if choose else ''}</li>"
        )

    return draw


_CURRENT: Final = ' aria-current="true"'


@cache
def _face(rating: int | None) -> SafeString:
    if rating is None:
        return render_to_string("parts/icon.html", {"name": "mail"})
    return render_to_string("parts/face.html", {"rating": rating})


def _rated(rating: int | None) -> str:
    if rating is None:
        return ""
    said = _(", rated %(word)s") % {"word": rating_word(rating)}
    return f'<span class="vh">{escape(said)}</span>'


def _words(row: Row, terms: list[str]) -> str:
    if not row.words:
        nothing = _("No words, just a rating") if row.rating else _("No words")
        return f"({escape(nothing)})"
    if terms:
        return found(row.words, terms)
    if len(row.words) <= LONGEST:
        return escape(row.words)
    return escape(Truncator(row.words).chars(LONGEST))


def _chips(chips: list[Chip]) -> str:
    if not chips:
        return ""
    drawn = (f'<span class="{_look(c)}">{escape(str(c.text))}</span>' for c in chips)
    return f'<div class="chips">{"".join(drawn)}</div>'


def _look(chip: Chip) -> str:
    return f"chip {chip.tone}" if chip.tone else "chip"


def _pick(pk: UUID, label: str) -> str:
    return (
        f'<label class="pick"><input type="checkbox" name="reply" value="{pk}"'
        f' form="bulk"><span class="vh">{escape(label)}</span></label>'
    )
