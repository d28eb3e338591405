"""The words of a survey as values: what is written, checked and timed, not stored."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from feedback.errors import Refused
from feedback.mail.names import forbidden
from feedback.text import one_line
from surveys.extras import NO_EXTRAS, Extras
from surveys.models import MOST_QUESTIONS, QuestionKind

LEAST_OPTIONS, MOST_OPTIONS = 2, 6
MOST_THINGS = MOST_QUESTIONS + 1
LONGEST_TEXT = 140
LONGEST_OPTION = 60
LONGEST_OPENING = 200
# Silent reading of adults: 238 words a minute (Brysbaert 2019, 190 studies). Typing
# on a phone: 36 words a minute (Palin et al. 2019), for a dozen words of their own.
WORDS_A_SECOND = 4
TAP_SECONDS = 2
TYPING_SECONDS = 20


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """One question as somebody wrote it.

    ``lineage`` is that of the question it continues, or None for a new one.
    """

    kind: str
    text: str
    hint: str = ""
    options: tuple[str, ...] = ()
    lineage: UUID | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Everything a customer reads, in the order asked."""

    questions: tuple[QuestionWords, ...]
    opening: str = ""
    asks_contact: bool = True
    language: str = "en-gb"
    extras: Extras = NO_EXTRAS


@dataclass(frozen=True, slots=True)
class Rules:
    """When a survey is asked: ``kinds`` empty means after every kind of interaction,
    ``reminder_days`` 0 means no reminder.
    """

    name: str
    kinds: tuple[str, ...] = ()
    delay_hours: int = 20
    reminder_days: int = 4
    expiry_days: int = 30


class Timed(Protocol):
    """What timing needs to know of a question.

    `Question`, `QuestionWords` and `StarterQuestion` all fit.
    """

    @property
    def kind(self) -> str:
        """One of `QuestionKind`."""

    @property
    def text(self) -> str:
        """The question."""

    @property
    def hint(self) -> str:
        """What stands under it, if anything."""

    @property
    def options(self) -> Sequence[str]:
        """The answers to pick from."""


def estimated_seconds(questions: Iterable[Timed]) -> int:
    """Return how long answering takes, in seconds, rounded up to the next five."""
    seconds = sum(_seconds(question) for question in questions)
    return math.ceil(seconds / 5) * 5


def cleaned(words: Words) -> Words:
    """Return ``words`` as they may be stored.

    Raises `Refused` for links and the like (see `feedback.mail.names`), no question,
    more than five, one without words or of no known kind, and a pick-one without two
    to six different answers.
    """
    if not words.questions:
        raise Refused(_("Ask at least one question."))
    if len(words.questions) > MOST_QUESTIONS:
        raise Refused(_("Five is plenty. Remove one to add one."))
    if is_too_much(words):
        raise Refused(
            _(
                "Five questions, “get back to you” and extras are more than a minute."
                " Remove a question, or leave out the extras."
            )
        )
    return replace(
        words,
        questions=tuple(cleaned_question(q) for q in words.questions),
        opening=_sendable(words.opening, LONGEST_OPENING),
        language=one_line(words.language, longest=10),
    )


def is_too_much(words: Words) -> bool:
    """Whether the page has more on it than anybody should be asked: its extras count
    as one thing, and so does “get back to you”. Send is then the eighth stop of the
    tabulator at the latest.
    """
    extras = int(words.extras.are_asked)
    things = len(words.questions) + int(words.asks_contact) + extras
    return bool(extras) and things > MOST_THINGS


def cleaned_question(question: QuestionWords) -> QuestionWords:
    """Return one question as it may be stored; raises `Refused` as `cleaned` does."""
    if question.kind not in QuestionKind.values:
        raise Refused(_("There is no such kind of question."))
    text = _sendable(question.text, LONGEST_TEXT)
    if not text:
        raise Refused(_("A question has no words yet. Write it or remove it."))
    picks = question.kind == QuestionKind.CHOICE
    return replace(
        question,
        kind=str(question.kind),
        text=text,
        hint=_sendable(question.hint, LONGEST_TEXT),
        options=_cleaned_options(question.options) if picks else (),
    )


def _sendable(text: str, longest: int) -> str:
    """Return ``text`` as one line; raises `Refused` for a link or the like in it."""
    line = one_line(text, longest=longest)
    reason = forbidden(line)
    if reason:
        where = _("In “%(words)s”:") % {"words": line[:60]}
        raise Refused(f"{where} {reason}")
    return line


def _cleaned_options(options: Iterable[str]) -> tuple[str, ...]:
    different: dict[str, str] = {}
    for option in options:
        line = _sendable(option, LONGEST_OPTION)
        if line:
            different.setdefault(line.casefold(), line)
    if not LEAST_OPTIONS <= len(different) <= MOST_OPTIONS:
        raise Refused(_("Give two to six different answers to pick from."))
    return tuple(different.values())


def _seconds(question: Timed) -> float:
    shown = " ".join([question.text, question.hint, *question.options])
    answering = TYPING_SECONDS if question.kind == QuestionKind.WORDS else TAP_SECONDS
    return len(shown.split()) / WORDS_A_SECOND + answering
