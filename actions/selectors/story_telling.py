"""What happened after it was done, in plain words: told, not told, and not fixed."""

from django.utils.translation import gettext, ngettext

from actions.models import Telling
from actions.selectors.story_words import Stored, Words


def _taken_back(who: str, before: Stored, after: Stored, words: Words) -> str:
    return gettext("{who} took the telling back in time.").format(who=who)


def _not_told(who: str, before: Stored, after: Stored, words: Words) -> str:
    reason = Telling.WhyNot(after["why"]).label
    return gettext("Somebody was not told: {reason}.").format(reason=reason)


def _doubted(who: str, before: Stored, after: Stored, words: Words) -> str:
    return gettext("Somebody who was told says that it is not fixed.")


def _stood_by(who: str, before: Stored, after: Stored, words: Words) -> str:
    return gettext("{who} left it as it is, and said why.").format(who=who)


def _not_fixed(who: str, before: Stored, after: Stored, words: Words) -> str:
    count, day = after["people"], words.day(after["due_on"])
    sentence = ngettext(
        "{who} opened it again for {day}: one person says that it is not fixed.",
        "{who} opened it again for {day}: {count} people say that it is not fixed.",
        count,
    )
    return sentence.format(who=who, count=count, day=day)


TELLING = {
    "telling_taken_back": _taken_back,
    "not_told": _not_told,
    "doubted": _doubted,
    "stood_by": _stood_by,
    "not_fixed": _not_fixed,
}
