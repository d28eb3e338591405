"""Rules for who hears: what a reply is, and whether a rule fits it. Pure.

A condition that is left empty fits everything; within one condition any of its values
will do; all conditions of a rule must fit. `Conditions` is the only reader and writer
of `RoutingRule.conditions`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from surveys.about_them import handler_of, name_key
from surveys.models import Answer, QuestionKind, Reply

MOST_VALUES = 30
LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule can look at in a reply; names as `name_key` makes them.

    ``area`` holds the free attributes of the work, as "name: value" and as "value".
    ``answers`` are "<rating>" of the faces, and "yes", "partly", "no" of the others.
    """

    kind: str
    handler: str
    words: str
    area: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a reply must be for a rule to fit."""

    kinds: tuple[str, ...] = ()
    handlers: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return what ``stored`` holds; what makes no sense is left out."""
        return cls(**{f.name: _values(stored.get(f.name)) for f in fields(cls)})

    def stored(self) -> dict[str, list[str]]:
        """Return them as they are kept: only what says something."""
        return {name: list(values) for name, values in asdict(self).items() if values}

    @property
    def is_empty(self) -> bool:
        """Whether every reply fits."""
        return not self.stored()

    def fit(self, facts: Facts) -> bool:
        """Whether a reply with these facts is meant."""
        return (
            _any_name(self.kinds, {facts.kind})
            and _any_name(self.handlers, {facts.handler})
            and _any_name(self.areas, facts.area)
            and _any_word(self.words, facts.words)
            and _any(self.answers, facts.answers)
            and _any(self.values, {facts.value})
        )


def facts_of(reply: Reply, answers: Iterable[Answer]) -> Facts:
    """Return what rules look at; ``answers`` come with their questions."""
    work = reply.invitation.interaction
    attributes = work.attributes if isinstance(work.attributes, dict) else {}
    return Facts(
        kind=name_key(reply.kind or work.kind),
        handler=name_key(handler_of(reply)),
        words=plain(f"{reply.words}\n{reply.goal}\n{reply.feeling}"),
        area=frozenset(_area(attributes)),
        answers=frozenset(filter(None, map(_answer, answers))) | _rating(reply),
        value=reply.customer.value,
    )


def plain(text: str) -> str:
    """Return ``text`` for comparing: no case, no accents, one kind of apostrophe."""
    apart = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(c for c in apart if not unicodedata.combining(c))


def _area(attributes: Mapping[str, Any]) -> Iterable[str]:
    for name, value in attributes.items():
        yield name_key(str(value))
        yield name_key(f"{name}: {value}")


def _answer(answer: Answer) -> str:
    if answer.question.kind != QuestionKind.YES_PARTLY_NO:
        return ""
    return {1: "yes", 2: "partly", 3: "no"}.get(answer.step or 0, "")


def _rating(reply: Reply) -> frozenset[str]:
    return frozenset({str(reply.rating)} if reply.rating else ())


def _values(stored: Any) -> tuple[str, ...]:
    if not isinstance(stored, (list, tuple)):
        return ()
    cut = (str(value).strip()[:LONGEST_VALUE] for value in stored[:MOST_VALUES])
    return tuple(dict.fromkeys(filter(None, cut)))


def _any(wanted: tuple[str, ...], has: Iterable[str]) -> bool:
    return not wanted or any(value in wanted for value in has)


def _any_name(wanted: tuple[str, ...], has: Iterable[str]) -> bool:
    return _any(tuple(map(name_key, wanted)), has)


def _any_word(wanted: tuple[str, ...], words: str) -> bool:
    return not wanted or any(_holds(words, plain(value)) for value in wanted)


def _holds(words: str, value: str) -> bool:
    """Whether a word or phrase begins somewhere: "leak" finds "leaking"."""
    return re.search(rf"(?<!\w){re.escape(value)}", words) is not None
