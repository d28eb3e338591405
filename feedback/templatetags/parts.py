"""Small pieces of page: faces, icons, chips, navigation, people's words."""

import re
from functools import cache
from typing import Any, Final

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()

RATING_WORDS: Final = {
    1: _("Very poor"),
    2: _("Poor"),
    3: _("OK"),
    4: _("Good"),
    5: _("Very good"),
}


@register.simple_tag
def face(rating: int | None) -> str:
    """Draw the face for a rating of 1 to 5; anything else draws nothing.

    The drawing is decoration: say the word beside it (see `rating_word`).
    """
    return _face(rating) if rating in RATING_WORDS else ""


@register.simple_tag
def icon(name: str) -> str:
    """Draw one of the line icons listed in templates/parts/icon.html."""
    return _icon(str(name))


@register.simple_tag
def chip(text: str, tone: str = "", icon: str = "") -> str:
    """Draw a chip; `tone` is "", "bad", "mid", "good" or "info"."""
    look = f"chip {tone}" if tone else "chip"
    drawn = _icon(icon) if icon else ""
    return format_html('<span class="{}">{}{}</span>\n', look, drawn, text)


@register.inclusion_tag("parts/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """List everything wrong with a form, each linked to its input.

    Draws nothing for a form without errors. `{{ form }}` includes it already.
    """
    return {"form": form, "fields": [field for field in form if field.errors]}


@register.simple_tag(takes_context=True)
def nav_current(context: Context, *prefixes: str) -> str:
    """Return `aria-current="page"` if the current view's name starts with a prefix.

    A view is named like "surveys:reply-detail"; "surveys:reply" matches it.
    """
    request = getattr(context, "request", None) or context.get("request")
    match = getattr(request, "resolver_match", None)
    view_name = match.view_name if match else ""
    if prefixes and view_name.startswith(prefixes):
        return format_html('aria-current="{}"', "page")
    return ""


@register.simple_tag(takes_context=True)
def nav_item(
    context: Context, view: str, label: str, icon: str, *prefixes: str, **more: Any
) -> str:
    """Draw a navigation link to `view`, marked when a prefix fits this page.

    Keyword arguments: `count` (hidden when None or 0), `count_word` (read out
    after the count) and `go` (the letter that follows G on the keyboard). A view
    that has no URL draws nothing, so that error pages can use the same frame.
    """
    try:
        url = reverse(view)
    except NoReverseMatch:
        return ""
    go = format_html(' data-go="{}"', more["go"]) if "go" in more else ""
    current = nav_current(context, *(prefixes or (view,)))
    count = _count(more.get("count"), more.get("count_word", ""))
    inside = format_html("{}<span>{}</span>{}", _icon(icon), label, count)
    return format_html('<a href="{}"{} {}>{}</a>', url, go, current, inside)


@register.filter
def rating_word(rating: int | None) -> str | Promise:
    """Return the word for a rating of 1 to 5, or nothing."""
    return RATING_WORDS.get(rating, "") if rating else ""


@register.filter
def initials(name: str) -> str:
    """Return up to two capitals: first and last word of a person's name."""
    words = re.findall(r"[^\W\d_][\w'\u2019-]*", name or "")
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0].upper() for word in ends)


@register.filter
def first_name(name: str) -> str:
    """Return the first word of a name; an empty name stays empty."""
    return (name or "").split(maxsplit=1)[0] if (name or "").strip() else ""


@register.filter
def paragraphs(text: str) -> SafeString:
    """Return someone's words as escaped <p>s; single line ends become <br>."""
    blocks = re.split(r"\n\s*\n", (text or "").replace("\r\n", "\n").strip())
    return format_html_join(
        "\n", "<p>{}</p>", ((_lines(block),) for block in blocks if block.strip())
    )


@register.filter
def undo_url(message: Message) -> str:
    """Return the address in extra_tags "undo:/path", if it is on this site."""
    kind, _colon, address = (message.extra_tags or "").partition(":")
    address = address.split(maxsplit=1)[0] if address.strip() else ""
    local = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if kind == "undo" and local else ""


@register.filter
def field_anchor(field: BoundField) -> str:
    """Return the id of the input a link about this field should go to.

    Radio and checkbox lists have no single input; their first one is meant.
    """
    return field.id_for_label or f"{field.auto_id}_0"


# Drawn once: a page has dozens of them, and each time through the template engine they
# cost more than the words around them.
@cache
def _face(rating: int | None) -> SafeString:
    return render_to_string("parts/face.html", {"rating": rating})


@cache
def _icon(name: str) -> SafeString:
    return render_to_string("parts/icon.html", {"name": name})


def _count(count: object, word: str) -> str:
    """Draw a number; one that is counted when it is asked for is called."""
    number = count() if callable(count) else count
    if not number:
        return ""
    said = '<span class="n">{}<span class="vh"> {}</span></span>'
    return format_html(said, number, word)


def _lines(block: str) -> SafeString:
    lines = ((line,) for line in block.strip().split("\n"))
    return format_html_join(SafeString("<br>"), "{}", lines)
