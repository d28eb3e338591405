"""The one interface of reading: a comment in, what it is about out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from surveys.themes.clauses import Clause
from surveys.themes.language import Language


@dataclass(frozen=True, slots=True)
class Comment:
    """Words of one customer, with what helps to read them. ``rating`` is 1 to 5;
    ``language`` is the one of the questions ("de-at"), which they may not have kept to.
    """

    words: str
    language: str = ""
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """That the words from ``start`` to ``end`` say ``key`` ("lateness.problem").

    ``weight`` tells how plainly, to choose one where only one may stand.
    """

    key: str
    start: int
    end: int
    weight: float = 1.0


@dataclass(slots=True)
class Reading:
    """What a comment is about: its clauses, and those of which nothing is known."""

    findings: list[Finding] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    unread: list[Clause] = field(default_factory=list)
    language: Language | None = None

    @property
    def keys(self) -> list[str]:
        """Return what was found, the plainest first, each once."""
        order = sorted(self.findings, key=lambda f: (-f.weight, f.start))
        return list(dict.fromkeys(finding.key for finding in order))


class Reader(Protocol):
    """A back-end: it keeps no comment and asks nobody outside."""

    def read(self, comments: Sequence[Comment]) -> list[Reading]:
        """Return the reading of each comment, in their order."""
        ...
