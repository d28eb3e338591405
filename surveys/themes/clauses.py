"""Comments taken apart: clauses, and in them words, each with its exact place."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

_BREAK = re.compile(r"[!?;\n…]+|[.:](?=\s|$)|\s[–—-]+\s|[()\"“”«»]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SHORT = re.compile(r"['’](?:s|re|ve|ll|d|m)$")
_BARE_NOT = re.compile(
    r"(?:are|could|did|does|do|had|has|have|is|should|was|were|would)nt$"
)
_EDGES = " \t\r\n,;:–—-"
NOT = "not"


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its case, where it stands, and what its spelling tells."""

    text: str
    start: int
    end: int
    is_capital: bool
    after_comma: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a comment that says one thing: from ``start`` to ``end``."""

    start: int
    end: int
    words: tuple[Word, ...]


def clauses(comment: str, splitters: frozenset[str]) -> list[Clause]:
    """Return the clauses of ``comment``: sentences, cut again before each of
    ``splitters`` ("but"), which stands in neither part.
    """
    found: list[Clause] = []
    for start, end in _sentences(comment):
        words = list(_words(comment, start, end))
        cuts = [at for at, word in enumerate(words) if word.text in splitters and at]
        found.extend(_cut(comment, (start, end), words, cuts))
    return found


def _sentences(comment: str) -> Iterator[tuple[int, int]]:
    at = 0
    for stop in _BREAK.finditer(comment):
        keeps = comment[stop.start()] in ".!?…"
        yield at, stop.end() if keeps else stop.start()
        at = stop.end()
    yield at, len(comment)


def _cut(
    comment: str, span: tuple[int, int], words: list[Word], cuts: list[int]
) -> Iterator[Clause]:
    edges = [-1, *cuts, len(words)]
    for before, after in itertools.pairwise(edges):
        part = words[before + 1 : after]
        if not part:
            continue
        start = span[0] if before < 0 else part[0].start
        end = span[1] if after == len(words) else words[after].start
        yield _trimmed(comment, start, end, part)


def _trimmed(comment: str, start: int, end: int, words: list[Word]) -> Clause:
    while start < end and comment[start] in _EDGES:
        start += 1
    while end > start and comment[end - 1] in _EDGES:
        end -= 1
    return Clause(start, end, tuple(words))


def _words(comment: str, start: int, end: int) -> Iterator[Word]:
    at = start
    for found in _WORD.finditer(comment, start, end):
        comma = "," in comment[at : found.start()]
        at = found.end()
        for text in _plain(found.group()):
            is_capital = found.group()[0].isupper()
            yield Word(text, found.start(), found.end(), is_capital, comma)


def _plain(word: str) -> tuple[str, ...]:
    """Return the word as it is looked up: "didn’t" is "did not", "it’s" is "it"."""
    text = word.casefold().replace("’", "'")
    if text in ("can't", "cannot", "cant"):
        return ("can", NOT)
    if text in ("won't", "wont"):
        return ("will", NOT)
    if text.endswith("n't"):
        return (text[:-3], NOT)
    if _BARE_NOT.match(text):
        return (text[:-2], NOT)
    return (_SHORT.sub("", text),)
