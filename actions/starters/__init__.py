"""Actions already written for each trade, so nobody starts from a blank page.

They stand in a text file a language: a trade in brackets, then of each action its
kind, the days to do it in and its words, then its steps, each after a dash. Once used
they are the business's own words. Whoever changes one file changes the others: the
tests hold them side by side.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

EVERYBODY = "everybody"
_FILES = {"en": "english.txt", "de": "german.txt"}


@dataclass(frozen=True, slots=True)
class StarterAction:
    """One action to begin from: a kind of `Action.Kind`, days to do it in, steps."""

    kind: str
    days: int
    what: str
    steps: tuple[str, ...]


def starters_for(trade: str, language: str) -> list[StarterAction]:
    """Return what we have for a trade, then what fits every one, in ``language`` (a
    code such as "de"), or in English if we do not have it there.
    """
    known = _read(language if language in _FILES else "en")
    return [*known.get(trade, ()), *known[EVERYBODY]]


def trades(language: str) -> dict[str, list[StarterAction]]:
    """Return everything in one language, by trade."""
    return _read(language)


@cache
def _read(language: str) -> dict[str, list[StarterAction]]:
    path = Path(__file__).with_name(_FILES[language])
    found: dict[str, list[StarterAction]] = {}
    mine: list[StarterAction] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            mine = found.setdefault(line.strip("[]"), [])
        elif line.startswith("- "):
            last = mine.pop()
            steps = (*last.steps, line[2:])
            mine.append(StarterAction(last.kind, last.days, last.what, steps))
        elif line and not line.startswith("#"):
            kind, days, what = line.split(" ", 2)
            mine.append(StarterAction(kind, int(days), what, ()))
    return found
