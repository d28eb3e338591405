"""Pieces of the inbox: chips, days, and the places where a search was found."""

from datetime import date, datetime
from typing import NamedTuple

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from feedback.customers.models import Customer
from surveys import days
from surveys.models import Reply
from surveys.selectors import search
from surveys.selectors.inbox_rows import Row

register = template.Library()
MOST_CHIPS = 2
# How much of the words a row shows before the place that was found.
BEFORE = 60
ROW_LENGTH = 240


class Chip(NamedTuple):
    """A few words in a coloured field."""

    text: str | Promise
    tone: str = ""


# Made once: to look a text up for each of a hundred and fifty rows costs more than to
# draw them.
_TRY_OUT = Chip(gettext_lazy("Try-out"))
_MACHINE = Chip(gettext_lazy("Perhaps a machine"), "bad")
_HEARD = Chip(gettext_lazy("Heard, in notes"), "mid")
_UNVERIFIED = Chip(gettext_lazy("Unverified"), "mid")
_COMPLAINT = Chip(gettext_lazy("Complaint open"), "bad")
_VALUABLE = Chip(gettext_lazy("Most valuable"), "mid")
_RATING_ONLY = Chip(gettext_lazy("Rating only"))
_NO_WORDS = Chip(gettext_lazy("No words"))
_OK_TO_SHOW = Chip(gettext_lazy("OK to show"), "good")
_CONTACT = {
    "phone": Chip(gettext_lazy("Asked for a call"), "info"),
    "email": Chip(gettext_lazy("Asked for an email"), "info"),
}


@register.filter
def row_chips(reply: Reply | Row, today: date) -> list[Chip]:
    """Return the chips of a row: the two weightiest things about ``reply``."""
    wants = _CONTACT.get(reply.contact)
    possible = [
        *_person_chips(reply),
        *([wants] if wants else []),
        *_waiting_chips(reply, today),
    ]
    if not reply.words:
        possible.append(_RATING_ONLY if reply.rating else _NO_WORDS)
    if reply.may_be_shown:
        possible.append(_OK_TO_SHOW)
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


def _person_chips(reply: Reply | Row) -> list[Chip]:
    possible = (
        (reply.is_test, _TRY_OUT),
        (reply.is_suspicious, _MACHINE),
        (reply.is_heard, _HEARD),
        (_is_open(reply), _UNVERIFIED),
        (reply.customer.complaint_open_since is not None, _COMPLAINT),
        (reply.customer.value == Customer.Value.MOST_VALUABLE, _VALUABLE),
    )
    return [chip for shown, chip in possible if shown]


def _is_open(reply: Reply | Row) -> bool:
    return not (reply.is_verified or reply.is_heard)


def _waiting_chips(reply: Reply | Row, today: date) -> list[Chip]:
    if not reply.waits_for_person:
        return []
    since = timezone.localtime(reply.waiting_since).date()
    days_waiting = (today - since).days
    if days_waiting < 1:
        return []
    text = ngettext("%(count)s day waiting", "%(count)s days waiting", days_waiting)
    return [Chip(text % {"count": days_waiting}, "bad")]
