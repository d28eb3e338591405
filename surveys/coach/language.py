"""What the rules know of one language, read from its file once."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from re import Pattern
from typing import Any

FOLDER = Path(__file__).parent / "languages"


@dataclass(frozen=True)
class Language:
    """The words of one language, as its file has them, compiled on first use."""

    given: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.given[name]

    def why(self, rule: str, **values: object) -> str:
        """Return the sentence that says what is wrong."""
        sentence: str = self.given["why"][rule]
        return sentence.format(**values)

    @cached_property
    def leading(self) -> list[tuple[Pattern[str], Sequence[str]]]:
        """What to look for, each with what to put in its place."""
        strong, soft = self["praise"], self["own_praise"]
        praise = f"(?:{'|'.join(map(re.escape, strong))})"
        own = f"(?:{'|'.join(map(re.escape, [*strong, *soft]))})"
        return [
            (
                _compiled(
                    rule["find"].replace("{praise}", praise).replace("{own}", own)
                ),
                rule["put"],
            )
            for rule in self["leading"]
        ]

    @cached_property
    def begging(self) -> list[Pattern[str]]:
        """What asks for a score or a favour."""
        return [_compiled(pattern) for pattern in self["begging"]]

    @cached_property
    def promise(self) -> list[Pattern[str]]:
        """What promises something."""
        return [_compiled(pattern) for pattern in self["promise"]]

    @cached_property
    def jargon(self) -> Pattern[str]:
        """Every word of the trade, the longest first."""
        return _any_of(self["jargon"])

    @cached_property
    def plain(self) -> Pattern[str]:
        """Every bookish word that has a plain one, the longest first."""
        return _any_of(self["plain"])

    @cached_property
    def negation(self) -> Pattern[str]:
        """A word that turns a question round."""
        words = "|".join(self["negators"])
        return _compiled(
            rf"\b(?:{words}|[a-z]+n't|{self['negative_words']}"
            rf"|{self['negative_verbs']})(?![a-z])"
        )

    @cached_property
    def untwist(self) -> list[tuple[Pattern[str], str]]:
        """Double negatives that have a known way out."""
        return [(_compiled(rule["find"]), rule["put"]) for rule in self["untwist"]]

    @cached_property
    def one_thing(self) -> list[Pattern[str]]:
        """Where two things are joined and yet one is asked."""
        pairs = [rf"\b{re.escape(pair)}\b" for pair in self["pairs"]]
        return [_compiled(pattern) for pattern in [*pairs, *self["not_two"]]]

    @cached_property
    def joint(self) -> Pattern[str]:
        """A word that joins two things."""
        return _compiled(rf",? \b(?P<word>{'|'.join(self['and'] + self['or'])})\b ")

    @cached_property
    def both(self) -> Pattern[str]:
        """A word that announces two things."""
        return _compiled(rf"\b(?:{'|'.join(self['both'])}) ")

    @cached_property
    def question(self) -> Pattern[str]:
        """The beginning of what is asked, after a lead-in."""
        start = self["question_start"]
        return _compiled(rf"(?:^|, (?:so |and |then )?|[.!?:;] +)(?P<asked>{start}\b)")

    @cached_property
    def topics(self) -> dict[str, Pattern[str]]:
        """What questions are often about."""
        return {name: _compiled(find) for name, find in self["topics"].items()}


def language_of(tag: str) -> Language | None:
    """Return what is known of the language that ``tag`` ("en-gb") names, or None."""
    return _read(tag.casefold().replace("_", "-").partition("-")[0])


@lru_cache(maxsize=32)
def _read(primary: str) -> Language | None:
    path = FOLDER / f"{primary}.json"
    if not primary.isalpha() or not path.is_file():
        return None
    return Language(json.loads(path.read_text(encoding="utf-8")))


def _compiled(pattern: str) -> Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _any_of(words: Mapping[str, str]) -> Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return _compiled(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
