"""The mail of a day to somebody of the team: every date that they should know of, the
most urgent first, each with the words that led to it and a link of its own.

A link only shows a page; nothing happens before somebody presses a button there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.emails_telling import shortened
from actions.ladder import Rung
from actions.models import Action
from feedback.accounts.models import Membership, Role
from feedback.links import absolute, make_token
from feedback.mail.email import Email
from surveys import days
from surveys.emails_hearing import frame_of, team_mail
from surveys.languages import language_of_member

DATES_PURPOSE = "dates"
# Beyond it a mail is a list to search in; the board is one.
MOST_SHOWN = 20
LATE = (Rung.OVERDUE, Rung.AGAIN, Rung.ESCALATED, Rung.TOP)


@dataclass(frozen=True, slots=True)
class Item:
    """One action in a mail: which of its steps, and the reminder behind its link."""

    action: Action
    rung: str
    reminder_id: UUID


def deadlines_email(reader: Membership, items: Sequence[Item], *, today: date) -> Email:
    """Return the mail that tells ``reader`` of ``items``, one at least, on a day."""
    language = language_of_member(reader)
    with translation.override(language):
        lines = [_line(item, reader, today) for item in items[:MOST_SHOWN]]
        context = frame_of(reader, language) | {
            "lines": lines,
            "headline": _headline(items, lines, today),
            "more": len(items) - len(lines),
            "board": _board(reader),
        }
        return team_mail(reader, "deadlines", context)


def dates_url(reminder_id: UUID, reader: Membership) -> str:
    """Return the page on which ``reader`` acts without a login."""
    token = make_token(DATES_PURPOSE, reader.business_id, reminder_id)
    return absolute(reverse("actions_public:dates", kwargs={"token": token}))


def how_it_stands(action: Action, today: date) -> str:
    """Return where the date is seen from ``today``: "2 days late", "Due tomorrow"."""
    late = (today - action.due_on).days
    if late > 0:
        words = ngettext("{days} day late", "{days} days late", late)
        return words.format(days=late)
    if late == 0:
        return _("Due today")
    if late == -1:
        return _("Due tomorrow")
    return _("Due on {day}").format(day=days.full_day(action.due_on, today=today))


def _line(item: Item, reader: Membership, today: date) -> dict[str, Any]:
    action = item.action
    asks = item.rung in (*LATE, Rung.BEFORE, Rung.ON) and _has_login(reader)
    return {
        "action": action,
        "stands": how_it_stands(action, today),
        "is_late": action.due_on < today,
        "why": _why(item, reader),
        "quote": _quote(action, reader),
        "waits": action.waits_for_acknowledgement and item.rung != Rung.UNSEEN,
        "is_mine": action.owner_id == reader.pk,
        "url": _url(item, reader),
        "slip_url": _slip_url(action) if asks else "",
    }


def _why(item: Item, reader: Membership) -> str:
    """Return in a sentence why this comes to ``reader``."""
    action, name = item.action, item.action.owner.user.first_name
    if item.rung == Rung.UNSEEN:
        return _("{name} has not said yet that they have it.").format(name=name)
    if item.rung in (Rung.ESCALATED, Rung.TOP) and action.owner_id != reader.pk:
        return _("Perhaps {name} needs a hand, or a new date.").format(name=name)
    if action.owner_id != reader.pk:
        return _("You stand in for {name}.").format(name=name)
    if action.waits_for_acknowledgement and action.given_by:
        giver = action.given_by.user.first_name
        return _("{name} gave it to you. Say that you have it.").format(name=giver)
    if item.rung in LATE:
        return _("Do it, move the date with a reason, or decide not to.")
    return ""


def _headline(
    items: Sequence[Item], lines: Sequence[dict[str, Any]], today: date
) -> str:
    if len(items) == 1:
        if items[0].rung == Rung.GIVEN:
            return _("For you: {what}").format(what=items[0].action.what)
        stands, what = lines[0]["stands"], items[0].action.what
        return _("{stands}: {what}").format(stands=stands, what=what)
    late = sum(item.action.due_on < today for item in items)
    count = len(items)
    if late:
        words = ngettext(
            "{count} dates, {late} late", "{count} dates, {late} late", late
        )
        return words.format(count=count, late=late)
    return _("{count} dates to keep").format(count=count)


def _quote(action: Action, reader: Membership) -> str:
    """Return the first words that led to it; nothing for who sees only what is about
    them, whose page knows better.
    """
    if reader.role == Role.OWN_ONLY:
        return ""
    said = (link.reply.words for link in action.links.all() if link.reply.words)
    return shortened(next(iter(said), ""))


def _url(item: Item, reader: Membership) -> str:
    if not _has_login(reader):
        return dates_url(item.reminder_id, reader)
    return absolute(reverse("actions:action-detail", args=[item.action.pk]))


def _slip_url(action: Action) -> str:
    return absolute(reverse("actions:action-slip", args=[action.pk]))


def _board(reader: Membership) -> str:
    return absolute(reverse("actions:action-list")) if _has_login(reader) else ""


def _has_login(reader: Membership) -> bool:
    """Whether they may open the pages of actions: who sees only what is about them,
    and who gets mails only, may not.
    """
    return Role(reader.role).includes(Role.READER)
