"""The history of an action, in plain words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from actions.models import Action, Telling
from feedback.accounts.models import Membership
from feedback.history.models import Event
from feedback.history.selectors import events_about
from surveys import days

MOST_LINES = 200
ABOUT = {
    Telling.About.DID: "what was done",
    Telling.About.NOT_THIS_TIME: "why not this time",
    Telling.About.LATER: "that it comes later",
}
RUNGS = {
    "before": "Reminded {who} the day before.",
    "on": "Reminded {who} on the day.",
    "overdue": "Reminded {who} that it is overdue.",
    "escalated": "Told {who} that it is late.",
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
        return self.people.get(stored, "somebody")


def story(action: Action, *, today: date) -> list[Line]:
    """Return what happened to ``action``, newest first, as sentences."""
    events = list(events_about(action.business, action.pk)[:MOST_LINES])
    words = _Words(today, _people(events), _reasons(action))
    told = ((event.at, _sentence(event, words)) for event in reversed(events))
    return [Line(at, text) for at, text in told if text]


def _sentence(event: Event, words: _Words) -> str:
    tell = _VERBS.get(event.verb)
    who = event.actor.user.first_name if event.actor else "The clock"
    return tell(who, event.before, event.after, words) if tell else ""


_Stored = dict[str, Any]


def _opened(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    owner, day = words.name(after["owner"]), words.day(after["due_on"])
    if owner == who:
        return f"{who} promised it for {day}."
    return f"{who} gave it to {owner}, for {day}."


def _moved(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    started = after["state"] == Action.State.DOING
    return f"{who} started." if started else f"{who} put it back to “to do”."


def _date_changed(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    was, now = words.day(before["due_on"]), words.day(after["due_on"])
    reason = words.reasons.get(after["date_change"], "")
    return f"{who} moved the date from {was} to {now}{': ' if reason else ''}{reason}"


def _kept(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return f"{who} keeps the promise, though its date has passed."


def _handed_over(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return f"{who} handed it to {words.name(after['owner'])}."


def _added(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return f"{who} added another reply that says the same."


def _removed(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return f"{who} took a reply out again."


def _done(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return f"{who} said it is done{_quietly(after)}."


def _decided(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return f"{who} decided not to do it this time{_quietly(after)}."


def _quietly(after: _Stored) -> str:
    return "" if after["tells"] else " and that nobody is told"


def _closed_quietly(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return f"{who} closed it without telling anybody."


def _reopened(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return f"{who} opened it again."


def _told(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    count = after["people"]
    whom = "one person" if count == 1 else f"{count} people"
    return f"{who} told {whom} {ABOUT[after['about']]}."


def _reminded(who: str, before: _Stored, after: _Stored, words: _Words) -> str:
    return RUNGS[after["rung"]].format(who=words.name(after["to"]))


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
