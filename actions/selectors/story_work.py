"""The story of an action, told of what stands beside it: steps, comments, files, and
where it came from or went.
"""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.selectors.story_words import Stored, Words

Teller = Callable[[str, Stored, Stored, Words], str]


def _step(sentence: Promise) -> Teller:
    def tell(who: str, before: Stored, after: Stored, words: Words) -> str:
        step = words.step(after["step"] or before["step"])
        return str(sentence).format(who=who, step=step)

    return tell


def _file(sentence: Promise) -> Teller:
    def tell(who: str, before: Stored, after: Stored, words: Words) -> str:
        file = words.file(after["file"] or before["file"])
        return str(sentence).format(who=who, file=file)

    return tell


def _plain(sentence: Promise) -> Teller:
    def tell(who: str, before: Stored, after: Stored, words: Words) -> str:
        return str(sentence).format(who=who)

    return tell


def _other(sentence: Promise, key: str) -> Teller:
    def tell(who: str, before: Stored, after: Stored, words: Words) -> str:
        other = words.action(after[key] or before[key])
        return str(sentence).format(who=who, what=other)

    return tell


def _inherited(who: str, before: Stored, after: Stored, words: Words) -> str:
    sentence = gettext("{name} can’t do it any more: {owner} has it now.")
    owner = words.name(after["owner"])
    return sentence.format(name=words.name(before["owner"]), owner=owner)


def _came_again(who: str, before: Stored, after: Stored, words: Words) -> str:
    sentence = gettext("It comes again, this time for {day}.")
    return sentence.format(day=words.day(after["recurs_on"]))


WORK: dict[str, Teller] = {
    "step_added": _step(_("{who} added the step “{step}”.")),
    "step_done": _step(_("{who} did “{step}”.")),
    "step_undone": _step(_("{who} took the tick off “{step}”.")),
    "step_removed": _step(_("{who} took away the step “{step}”.")),
    "step_restored": _step(_("{who} put back the step “{step}”.")),
    "commented": _plain(_("{who} said something to the team.")),
    "comment_edited": _plain(_("{who} changed a comment; what it said before stays.")),
    "comment_removed": _plain(_("{who} took away a comment.")),
    "comment_restored": _plain(_("{who} put back a comment.")),
    "file_added": _file(_("{who} added “{file}”.")),
    "file_removed": _file(_("{who} took away “{file}”.")),
    "file_restored": _file(_("{who} put back “{file}”.")),
    "described": _plain(_("{who} changed what it says or whose it is.")),
    "merged": _other(_("{who} joined it to “{what}”."), "into"),
    "merged_in": _other(_("{who} joined “{what}” to it."), "action"),
    "unmerged": _plain(_("{who} took the two apart again.")),
    "merged_out": _other(_("{who} took “{what}” out again."), "action"),
    "split": _other(_("{who} split “{what}” off."), "into"),
    "split_off": _other(_("{who} split it off from “{what}”."), "action"),
    "unsplit": _plain(_("{who} put back what was split off.")),
    "inherited": _inherited,
    "came_again": _came_again,
}
