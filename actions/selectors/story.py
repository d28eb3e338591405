"""The history of an action, in plain words."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actions.models import Action, Telling
from actions.selectors.story_dates import DATES
from actions.selectors.story_telling import TELLING
from actions.selectors.story_words import Stored, Words, words_of
from actions.selectors.story_work import WORK, Teller
from feedback.history.models import Event
from feedback.history.selectors import events_about

MOST_LINES = 200
ABOUT = {
    Telling.About.DID: _("what was done"),
    Telling.About.NOT_THIS_TIME: _("why not this time"),
    Telling.About.LATER: _("that it comes later"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    at: datetime
    text: str


def story(action: Action, *, today: date) -> list[Line]:
    """Return what happened to ``action``, newest first, as sentences."""
    events = list(events_about(action.business, action.pk)[:MOST_LINES])
    words = words_of(action, events, today)
    told = ((event.at, _sentence(event, words)) for event in reversed(events))
    return [Line(at, text) for at, text in told if text]


def _sentence(event: Event, words: Words) -> str:
    tell = _VERBS.get(event.verb)
    who = event.actor.user.first_name if event.actor else gettext("The clock")
    return tell(who, event.before, event.after, words) if tell else ""


def _opened(who: str, before: Stored, after: Stored, words: Words) -> str:
    owner, day = words.name(after["owner"]), words.day(after["due_on"])
    if owner == who:
        return gettext("{who} promised it for {day}.").format(who=who, day=day)
    sentence = gettext("{who} gave it to {owner}, for {day}.")
    return sentence.format(who=who, owner=owner, day=day)


def _moved(who: str, before: Stored, after: Stored, words: Words) -> str:
    started = after["state"] == Action.State.DOING
    begun = gettext("{who} started.")
    sentence = begun if started else gettext("{who} put it back to “to do”.")
    return sentence.format(who=who)


def _date_changed(who: str, before: Stored, after: Stored, words: Words) -> str:
    was, now = words.day(before["due_on"]), words.day(after["due_on"])
    reason = words.reasons.get(after["date_change"], "")
    sentence = gettext("{who} moved the date from {was} to {now}")
    moved = sentence.format(who=who, was=was, now=now)
    return f"{moved}: {reason}" if reason else moved


def _kept(who: str, before: Stored, after: Stored, words: Words) -> str:
    sentence = gettext("{who} keeps the promise, though its date has passed.")
    return sentence.format(who=who)


def _handed_over(who: str, before: Stored, after: Stored, words: Words) -> str:
    sentence = gettext("{who} handed it to {owner}.")
    return sentence.format(who=who, owner=words.name(after["owner"]))


def _added(who: str, before: Stored, after: Stored, words: Words) -> str:
    sentence = gettext("{who} added another reply that says the same.")
    return sentence.format(who=who)


def _removed(who: str, before: Stored, after: Stored, words: Words) -> str:
    return gettext("{who} took a reply out again.").format(who=who)


def _done(who: str, before: Stored, after: Stored, words: Words) -> str:
    loud = gettext("{who} said it is done.")
    quiet = gettext("{who} said it is done and that nobody is told.")
    return (loud if after["tells"] else quiet).format(who=who)


def _decided(who: str, before: Stored, after: Stored, words: Words) -> str:
    loud = gettext("{who} decided not to do it this time.")
    quiet = gettext("{who} decided not to do it this time and that nobody is told.")
    return (loud if after["tells"] else quiet).format(who=who)


def _closed_quietly(who: str, before: Stored, after: Stored, words: Words) -> str:
    return gettext("{who} closed it without telling anybody.").format(who=who)


def _reopened(who: str, before: Stored, after: Stored, words: Words) -> str:
    return gettext("{who} opened it again.").format(who=who)


def _told(who: str, before: Stored, after: Stored, words: Words) -> str:
    count = after["people"]
    sentence = ngettext(
        "{who} told one person {what}.", "{who} told {count} people {what}.", count
    )
    return sentence.format(who=who, count=count, what=ABOUT[after["about"]])


_VERBS: dict[str, Teller] = {
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
    **DATES,
    **WORK,
    **TELLING,
}
