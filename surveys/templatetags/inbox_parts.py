"""Pieces of the inbox: chips, days, and the places where a search was found."""

from datetime import date, datetime
from typing import NamedTuple

from django import template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.customers.models import Customer
from surveys import days
from surveys.models import Reply
from surveys.selectors import search

register = template.Library()
MOST_CHIPS = 2
# How much of the words a row shows before the place that was found.
BEFORE = 60
ROW_LENGTH = 240


class Chip(NamedTuple):
    """A few words in a coloured field."""

    text: str
    tone: str = ""


@register.filter
def row_chips(reply: Reply, today: date) -> list[Chip]:
    """Return the chips of a row: the two weightiest things about ``reply``."""
    asked = {
        Reply.Contact.PHONE: _("Asked for a call"),
        Reply.Contact.EMAIL: _("Asked for an email"),
    }
    wants = asked.get(Reply.Contact(reply.contact), "")
    person, waits = _person_chips(reply), _waiting_chips(reply, today)
    rest = [
        (not reply.words, Chip(_("Rating only") if reply.rating else _("No words"))),
        (reply.may_be_shown, Chip(_("OK to show"), "good")),
    ]
    call = [Chip(wants, "info")] if wants else []
    possible = [*person, *call, *waits, *(chip for shown, chip in rest if shown)]
    return possible[:MOST_CHIPS]


@register.filter
def pane_chips(reply: Reply, today: date) -> list[Chip]:
    """Return what the reading pane says beside the name, and nowhere else."""
    return [*_person_chips(reply), *_waiting_chips(reply, today)]


@register.filter
def short_day(moment: datetime, today: date) -> str:
    """Return "Today", "Tue" or "3 Nov", in the active zone."""
    return days.short_day(timezone.localtime(moment).date(), today=today)


@register.filter
def on_day(moment: datetime, today: date) -> str:
    """Return "today", "on Tuesday" or "on 3 November", in the active zone."""
    return days.on_day(timezone.localtime(moment).date(), today=today)


@register.filter
def on_date(day: date, today: date) -> str:
    """Return the same for a day."""
    return days.on_day(day, today=today)


@register.filter
def found(text: str, terms: list[str]) -> SafeString:
    """Return ``text`` from just before the first place found, with all of them marked.

    Everything is escaped; only the marks around what was found are ours.
    """
    start = next(search.matches(text, terms), (0, 0))[0]
    first = _word_start(text, start - BEFORE)
    shown = text[first : first + ROW_LENGTH]
    pieces = format_html_join("", "{}{}", _marked(shown, terms))
    return SafeString("… " if first else "") + pieces


def _marked(text: str, terms: list[str]) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    at = 0
    for start, end in search.matches(text, terms):
        mark = format_html_join("", "<mark>{}</mark>", [(text[start:end],)])
        pieces.append((text[at:start], mark))
        at = end
    return [*pieces, (text[at:], "")]


def _word_start(text: str, at: int) -> int:
    if at <= 0:
        return 0
    return max(0, text.find(" ", at) + 1)


def _person_chips(reply: Reply) -> list[Chip]:
    valuable = reply.customer.value == Customer.Value.MOST_VALUABLE
    possible = [
        (reply.is_test, Chip(_("Try-out"))),
        (reply.is_heard, Chip(_("Heard, in notes"), "mid")),
        (_is_open(reply), Chip(_("Unverified"), "mid")),
        (valuable, Chip(_("Most valuable"), "mid")),
    ]
    return [chip for shown, chip in possible if shown]


def _is_open(reply: Reply) -> bool:
    return not (reply.is_verified or reply.is_heard)


def _waiting_chips(reply: Reply, today: date) -> list[Chip]:
    since = timezone.localtime(reply.submitted_at).date()
    days_waiting = (today - since).days
    if not reply.waits_for_person or days_waiting < 1:
        return []
    text = ngettext("%(count)s day waiting", "%(count)s days waiting", days_waiting)
    return [Chip(text % {"count": days_waiting}, "bad")]
