"""What is known of a language, read from its file once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from surveys.themes.clauses import Word
from surveys.themes.phrases import PhraseBook

FOLDER = Path(__file__).parent / "languages"
PROBLEM, PRAISE, ABOUT = "problem", "praise", "about"
SIDES = (PROBLEM, PRAISE)
FIRST = "en"
MOSTLY = 0.3


@dataclass(frozen=True)
class Language:
    """The words of one language, as its file has them, compiled on first use."""

    code: str
    given: Mapping[str, Any]

    def words(self, name: str) -> frozenset[str]:
        """Return one of the file's lists of words."""
        return self._lists[name]

    @cached_property
    def book(self) -> PhraseBook:
        """The phrases of every aspect, labelled "lateness.problem"."""
        book = PhraseBook()
        for aspect, entry in self.given["aspects"].items():
            for side in SIDES:
                for text in entry.get(side, {}).get("says", ()):
                    book.add(text, f"{aspect}.{side}")
            for text in entry.get(ABOUT, ()):
                book.add(text, f"{aspect}.{ABOUT}")
        return book

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every whole word that stands in a phrase: what it names is foreseen."""
        phrases = (p for found in self.book.exact.values() for p in found)
        return frozenset(w for p in phrases for slot in p.slots for w in slot.exact)

    @cached_property
    def reasons(self) -> PhraseBook:
        """The phrases that tell why somebody got in touch."""
        book = PhraseBook()
        for reason, texts in self.given.get("reasons", {}).items():
            for text in texts:
                book.add(text, reason)
        return book

    @cached_property
    def examples(self) -> list[tuple[str, str]]:
        """Sentences that say each aspect, as (key, sentence)."""
        return [
            (f"{aspect}.{side}", sentence)
            for aspect, entry in self.given["aspects"].items()
            for side in SIDES
            for sentence in entry.get(side, {}).get("examples", ())
        ]

    def name(self, key: str) -> str:
        """Return the plain words for "lateness.problem"; empty if it is unknown."""
        aspect, _dot, side = key.partition(".")
        entry = self.given["aspects"].get(aspect, {}).get(side, {})
        name: str = entry.get("name", "")
        return name

    def is_last(self, key: str) -> bool:
        """Whether it counts only for a comment that says nothing else."""
        aspect = self.given["aspects"].get(key.partition(".")[0], {})
        return bool(aspect.get("last"))

    def is_noun(self, word: Word, before: Word | None) -> bool:
        """Whether ``word`` is likely a noun, as far as its surroundings tell."""
        if self.given.get("nouns_are_capital"):
            return word.is_capital and before is not None
        return before is not None and before.text in self.words("determiners")

    @cached_property
    def _lists(self) -> dict[str, frozenset[str]]:
        lists = self.given.items()
        return {n: frozenset(v.split()) for n, v in lists if isinstance(v, str)}


@lru_cache
def languages() -> dict[str, Language]:
    """Return every language there is a file for, by its code."""
    files = sorted(FOLDER.glob("*.json"))
    return {f.stem: Language(f.stem, json.loads(f.read_text())) for f in files}


def language_of(words: list[str], likely: str) -> Language | None:
    """Return the language that ``words`` are in: the one with most of its smallest
    words among them, else the ``likely`` one ("de-at") if it has a file. None: one
    that has none, or cannot be told.
    """
    known = languages()
    hits = {code: _hits(words, known[code]) for code in known}
    best = max(hits, key=lambda code: (hits[code], code == likely[:2]))
    # Who was asked in another language most likely answers in it; small words that
    # languages share do not tell otherwise.
    needed = 1.0 if likely[:2] in (*known, "") else max(2.0, len(words) * MOSTLY)
    return known[best] if hits[best] >= needed else known.get(likely[:2])


def _hits(words: list[str], language: Language) -> int:
    marks = language.words("marks")
    return sum(word in marks for word in words)
