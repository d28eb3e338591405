"""The phrases of the data files, and finding them in somebody's words. Pure.

Words are compared without case and accents. A phrase does not count after a negation
in its clause ("not angry at all", "no complaints"), nor where the clause speaks of
before or of others ("at first I was angry"). Some languages negate afterwards.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from surveys.routing import plain

LANGUAGES: Final = ("en", "de")
FOLDER: Final = Path(__file__).parent / "words"
# How far a negation reaches, in words, and how many words "..." stands for.
REACH_BEFORE, REACH_AFTER, MOST_GAP = 4, 3, 3
# "Could not do anything because of policy": there the word belongs to something else.
REACHES: Final = {"policy": 2}
LETTERS = 2
Phrase = tuple[str, ...]
_TOKEN = re.compile(r"\w+(?:['’\-]\w+)*|\.{3}|[.,;:!?\n()–—]")
_ENDS_CLAUSE = frozenset(
    [*".,;:!?\n()–—", "...", "but", "and", "aber", "und", "sondern"]
)
GAP = "..."


@dataclass(frozen=True, slots=True)
class Token:
    """One word as it is compared, and where it stands in the text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The phrases of one language, by section; each is a tuple of words."""

    sections: dict[str, tuple[Phrase, ...]]
    # The same by the first letters of their first word, so that a long text is read
    # once and not once a phrase.
    begins: dict[str, dict[str, tuple[Phrase, ...]]]

    def beginning(self, section: str, word: str) -> tuple[Phrase, ...]:
        """Return the phrases of a section that may begin with ``word``."""
        return self.begins.get(section, {}).get(word[:LETTERS], ())

    def phrases(self, section: str) -> tuple[Phrase, ...]:
        """Return the phrases of a section; none if it has no such section."""
        return self.sections.get(section, ())

    def words(self, section: str) -> frozenset[str]:
        """Return the single words of a section."""
        return frozenset(p[0] for p in self.phrases(section) if len(p) == 1)


@cache
def lexicon(language: str) -> Lexicon:
    """Return the phrases of a language, read once."""
    sections: dict[str, list[Phrase]] = {}
    name = ""
    for line in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            name = text[1:-1]
        elif text and not text.startswith("#"):
            words = tuple(plain(word) for word in text.replace(",", "").split())
            sections.setdefault(name, []).append(words)
    kept = {key: tuple(found) for key, found in sections.items()}
    return Lexicon(kept, {key: _by_letters(found) for key, found in kept.items()})


def _by_letters(phrases: tuple[Phrase, ...]) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0].rstrip("*")[:LETTERS], []).append(phrase)
    return {letters: tuple(some) for letters, some in found.items()}


@lru_cache(maxsize=8)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the words and the marks of ``text`` in their order."""
    found = _TOKEN.finditer(text)
    return tuple(Token(plain(m[0]), m.start(), m.end()) for m in found)


def find(text: str, section: str) -> tuple[int, int] | None:
    """Return where the first phrase of ``section``, in any language, stands in
    ``text``, or None.
    """
    tokens = tokens_of(text)
    hits = (next(_hits(tokens, lexicon(name), section), None) for name in LANGUAGES)
    return min(filter(None, hits), default=None)


def names(text: str, section: str) -> bool:
    """Whether ``text`` holds a phrase of ``section`` in any language, in any way."""
    tokens = [token for token in tokens_of(text) if token.word not in ",.:?!"]
    return any(
        _match(tokens, at, phrase)
        for name in LANGUAGES
        for at, token in enumerate(tokens)
        for phrase in lexicon(name).beginning(section, token.word)
    )


def sentence_around(
    text: str, start: int, end: int, *, longest: int = 200
) -> tuple[int, int]:
    """Return where the sentence around a place begins and ends, if it is not long."""
    before = max(text.rfind(mark, 0, start) for mark in ".!?\n") + 1
    after = min(
        (at + 1 for mark in ".!?\n" if (at := text.find(mark, end)) >= 0),
        default=len(text),
    )
    before += len(text[before:start]) - len(text[before:start].lstrip())
    whole = text[before:after].rstrip()
    return (before, before + len(whole)) if len(whole) <= longest else (start, end)


def _hits(
    tokens: Sequence[Token], words: Lexicon, section: str
) -> Iterator[tuple[int, int]]:
    excused = words.phrases(f"{section} is fine")
    for at, token in enumerate(tokens):
        for phrase in words.beginning(section, token.word):
            length = _match(tokens, at, phrase)
            if length and _counts(tokens, at, at + length, words, excused, section):
                yield token.start, tokens[at + length - 1].end


def _match(tokens: Sequence[Token], at: int, phrase: Phrase) -> int:
    """Return how many tokens from ``at`` on make up ``phrase``, or 0."""
    if not phrase:
        return 0
    here, rest = phrase[0], phrase[1:]
    if here == GAP:
        for skipped in range(MOST_GAP + 1):
            length = _match(tokens, at + skipped, rest)
            if length:
                return skipped + length
        return 0
    if at >= len(tokens) or not _same(tokens[at].word, here):
        return 0
    if not rest:
        return 1
    length = _match(tokens, at + 1, rest)
    return length + 1 if length else 0


def _same(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _counts(
    tokens: Sequence[Token],
    start: int,
    end: int,
    words: Lexicon,
    excused: tuple[Phrase, ...],
    section: str,
) -> bool:
    """Whether a hit is meant: not negated, not of others, not one that is fine."""
    first, last = _clause(tokens, start, end)
    reach = REACHES.get(section, REACH_BEFORE)
    before = [t.word for t in tokens[max(first, start - reach) : start]]
    after = [t.word for t in tokens[end : min(last, end + REACH_AFTER)]]
    if words.words("negations").intersection(before):
        return False
    is_anger = section.startswith("angry")
    if is_anger and words.words("negations after").intersection(after):
        return False
    around = (*words.phrases("at first"), *excused)
    clause = tokens[first:last]
    return not any(_match(clause, n, p) for p in around for n in range(len(clause)))


def _clause(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    first, last = start, end
    while first > 0 and tokens[first - 1].word not in _ENDS_CLAUSE:
        first -= 1
    while last < len(tokens) and tokens[last].word not in _ENDS_CLAUSE:
        last += 1
    return first, last
