"""What happened around a date, in plain words: reminded, acknowledged, kept."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.selectors.story_words import Stored, Words

RUNGS = {
    "given": _("Told {who} that it was given to them."),
    "before": _("Reminded {who} before the date."),
    "on": _("Reminded {who} on the day."),
    "overdue": _("Reminded {who} that it is late."),
    "again": _("Asked {who} again whether it holds."),
    "unseen": _("Told {who} that nobody has said yet that they have it."),
    "escalated": _("Told {who} that it is late."),
    "top": _("Told {who} that it is very late."),
}


def _reminded(who: str, before: Stored, after: Stored, words: Words) -> str:
    return str(RUNGS[after["rung"]]).format(who=words.name(after["to"]))


def _acknowledged(who: str, before: Stored, after: Stored, words: Words) -> str:
    return gettext("{who} has it.").format(who=who)


def _not_acknowledged(who: str, before: Stored, after: Stored, words: Words) -> str:
    return gettext("{who} does not have it after all.").format(who=who)


def _stands(who: str, before: Stored, after: Stored, words: Words) -> str:
    day = words.day(after["due_on"])
    return gettext("{who} says that {day} holds.").format(who=who, day=day)


DATES = {
    "reminded": _reminded,
    "acknowledged": _acknowledged,
    "acknowledged_not": _not_acknowledged,
    "date_stands": _stands,
}
