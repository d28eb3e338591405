"""The rows of a list, drawn in one go: a template for each would cost more than all
the rest of the page.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import UUID

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
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
_ROW: Final = (
    '<li class="row"{current}>{face}<div class="who"><a href="{url}" hx-get="{url}"'
    ' hx-select="#main" hx-target="#main" hx-swap="outerMorph" hx-push-url="true">'
    '{name}{rated}</a><time datetime="{at}">{day}</time></div>'
    '<p class="quote" dir="auto">{words}</p>{chips}{pick}</li>'
)
_PICK: Final = (
    '<label class="pick"><input type="checkbox" name="reply" value="{}" form="bulk">'
    '<span class="vh">{}</span></label>'
)


@register.simple_tag(takes_context=True)
def reply_rows(context: Context, section: Section) -> SafeString:
    """Draw the rows of ``section``; the one that is read now is marked."""
    draw = _drawing(context)
    return format_html_join("\n", "{}", ((draw(row),) for row in section.rows))


def _drawing(context: Context) -> Callable[[Row], SafeString]:
    listing: Listing = context["listing"]
    today: date = context["today"]
    current = getattr(context.get("reply"), "pk", None)
    path = reverse("surveys:reply-detail", kwargs={"pk": _NOBODY}) + listing.query
    before, _nobody, rest = path.partition(str(_NOBODY))
    terms = listing.search.terms if listing.search else []
    choose = _("Choose %(name)s") if context.get("can_write") else ""
    zone = timezone.get_current_timezone()
    short_day = cache(lambda day: days.short_day(day, today=today))
    rated = cache(_rated)

    def draw(row: Row) -> SafeString:
        at = row.submitted_at.astimezone(zone)
        name = str(row.customer)
        values: dict[str, Any] = {
            "current": _CURRENT if row.pk == current else "",
            "face": _face(row.rating),
            "url": f"{before}{row.pk}{rest}",
            "name": found(name, terms) if terms else name,
            "rated": rated(row.rating),
            "at": at.isoformat(),
            "day": short_day(at.date()),
            "words": _words(row, terms),
            "chips": _chips(row_chips(row, today)),
            "pick": _pick(row.pk, choose % {"name": name}) if choose else "",
        }
        return format_html(_ROW, **values)

    return draw


_CURRENT: Final = format_html(' aria-current="{}"', "true")


@cache
def _face(rating: int | None) -> SafeString:
    if rating is None:
        return render_to_string("parts/icon.html", {"name": "mail"})
    return render_to_string("parts/face.html", {"rating": rating})


def _rated(rating: int | None) -> SafeString | str:
    if rating is None:
        return ""
    said = _(", rated %(word)s") % {"word": rating_word(rating)}
    return format_html('<span class="vh">{}</span>', said)


def _words(row: Row, terms: list[str]) -> SafeString | str:
    if not row.words:
        nothing = _("No words, just a rating") if row.rating else _("No words")
        return f"({nothing})"
    if terms:
        return found(row.words, terms)
    if len(row.words) <= LONGEST:
        return row.words
    return Truncator(row.words).chars(LONGEST)


def _chips(chips: list[Chip]) -> SafeString | str:
    if not chips:
        return ""
    drawn = (("chip " + c.tone if c.tone else "chip", c.text) for c in chips)
    inside = format_html_join("", '<span class="{}">{}</span>', drawn)
    return format_html('<div class="chips">{}</div>', inside)


def _pick(pk: UUID, label: str) -> SafeString:
    return format_html(_PICK, pk, label)
