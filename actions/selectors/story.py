"""The history of an action, in plain words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actions.models import Action, Telling
from feedback.accounts.models import Membership
from feedback.history.models import Event
from feedback.history.selectors import events_about
from surveys import days

MOST_LINES = 200
ABOUT = {
    Telling.About.DID: _("what was done"),
    Telling.About.NOT_THIS_TIME: _("why not this time"),
    Telling.About.LATER: _("that it comes later"),
}
RUNGS = {
    "before": _("Reminded {who} the day before."),
    "on": _("Reminded {who} on the day."),
    "overdue": _("Reminded {who} that it is overdue."),
    "escalated": _("Told {who} that it is late."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class _Words:
    """What the ids in the events stand for."""

    today: date
    people: dict[str, str]
    reasons: dict[str, str]

    def day(self, stored: str) -> str:
        return days.full_day(date.fromisoformat(stored), today=self.today)

    def name(self, stored: str) -> str:
        return self.people.get(stored) or gettext("somebody")


def story(action: Action, *, today: date) -> list[Line]:
    """Return what happened to ``action``, newest first, as sentences."""
    events = list(events_about(action.business, action.pk)[:MOST_LINES])
    words = _Words(today, _people(events), _reasons(action))
    told = ((event.at, _sentence(event, words)) for event in reversed(events))
    return [Line(at, text) for at, text in told if text]


def _sentence(event: Event, words: _Words) -> str:
    tell = _VERBS.get(event.verb)
    who = event.actor.user.first_name if event.actor else gettext("The clock")
    return tell(who, event.before, event.after, words) if tell else ""


_Stored = dict[str, Any]


def _opened(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    owner, day = words.name(after["owner"]), words.day(after["due_on"])
    if owner == who:
        return gettext("{who} promised it for {day}.").format(who=who, day=day)
    sentence = gettext("{who} gave it to {owner}, for {day}.")
    return sentence.format(who=who, owner=owner, day=day)


def _moved(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    started = after["state"] == Action.State.DOING
    begun = gettext("{who} started.")
    sentence = begun if started else gettext("{who} put it back to “to do”.")
    return sentence.format(who=who)


def _date_changed(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    was, now = words.day(before["due_on"]), words.day(after["due_on"])
    reason = words.reasons.get(after["date_change"], "")
    sentence = gettext("{who} moved the date from {was} to {now}")
    moved = sentence.format(who=who, was=was, now=now)
    return f"{moved}: {reason}" if reason else moved


def _kept(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    sentence = gettext("{who} keeps the promise, though its date has passed.")
    return sentence.format(who=who)


def _handed_over(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    sentence = gettext("{who} handed it to {owner}.")
    return sentence.format(who=who, owner=words.name(after["owner"]))


def _added(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    sentence = gettext("{who} added another reply that says the same.")
    return sentence.format(who=who)


def _removed(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return gettext("{who} took a reply out again.").format(who=who)


def _done(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    loud = gettext("{who} said it is done.")
    quiet = gettext("{who} said it is done and that nobody is told.")
    return (loud if after["tells"] else quiet).format(who=who)


def _decided(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    loud = gettext("{who} decided not to do it this time.")
    quiet = gettext("{who} decided not to do it this time and that nobody is told.")
    return (loud if after["tells"] else quiet).format(who=who)


def _closed_quietly(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return gettext("{who} closed it without telling anybody.").format(who=who)


def _reopened(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return gettext("{who} opened it again.").format(who=who)


def _told(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    count = after["people"]
    sentence = ngettext(
        "{who} told one person {what}.", "{who} told {count} people {what}.", count
    )
    return sentence.format(who=who, count=count, what=ABOUT[after["about"]])


def _reminded(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return str(RUNGS[after["rung"]]).format(who=words.name(after["to"]))


_VERBS: dict[str, Callable[[str, _Stored, _Stored, _Words], str]] = {
    "opened": _opened,
    "moved": _moved,
    "date_changed": _date_changed,
    "kept": _kept,
    "handed_over": _handed_over,
    "reply_added": _added,
    "reply_removed": _removed,
    "done": _done,
    "decided_not_to": _decided,
    "closed_quietly": _closed_quietly,
    "reopened": _reopened,
    "told": _told,
    "reminded": _reminded,
}


def _people(events: list[Event]) -> dict[str, str]:
    ids = {e.after[key] for e in events for key in ("owner", "to") if e.after.get(key)}
    rows = Membership.objects.filter(pk__in={UUID(i) for i in ids})
    return {str(m.pk): m.user.first_name for m in rows.select_related("user")}


def _reasons(action: Action) -> dict[str, str]:
    return {str(change.pk): change.because for change in action.date_changes.all()}
