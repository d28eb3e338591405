"""The labelled questions, and how well the coach does on them.

A line holds the rules that should fire (or "-"), a bar, and the question.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from surveys.coach import RULES, Rule, review

FOLDER = Path(__file__).parent
# What the rules were tuned on, set by set; see docs/coach.md.
TUNED_ON = ("dev", "first_held_out", "second", "third")
HELD_OUT = ("held_out",)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question as a person judged it."""

    text: str
    rules: frozenset[Rule]


@dataclass(frozen=True, slots=True)
class Score:
    """How often a rule fired where it should, where it should not, and not at all."""

    hits: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """How much of what it said was right; 1 if it said nothing."""
        said = self.hits + self.false
        return self.hits / said if said else 1.0

    @property
    def recall(self) -> float:
        """How much of what it should have said it said; 1 if there was nothing."""
        due = self.hits + self.missed
        return self.hits / due if due else 1.0


def questions(*sets: str) -> list[Labelled]:
    """Return the questions of ``sets``."""
    return [
        Labelled(text, frozenset(Rule(rule) for rule in rules.split(",") if rule))
        for name in sets
        for rules, text in _rows(name)
    ]


def pairs(part: str) -> list[tuple[bool, str, str]]:
    """Return whether two ask the same, and the two; ``part`` is dev or held."""
    found = []
    for label, texts in _rows("overlaps"):
        where, verdict = label.split(" ")
        one, _bar, other = texts.partition(" | ")
        if where == part:
            found.append((verdict == "same", one, other))
    return found


def scores(rows: list[Labelled]) -> dict[Rule, Score]:
    """Return how each rule does on ``rows``, each question by itself."""
    counts: Counter[tuple[Rule, bool, bool]] = Counter()
    for row in rows:
        fired = {finding.rule for finding in review([row.text], "en-gb")}
        counts.update((rule, rule in row.rules, rule in fired) for rule in RULES)
    return {rule: _score(counts, rule) for rule in RULES if rule != Rule.OVERLAP}


def overlap_score(part: str) -> Score:
    """Return how the rule about two questions does."""
    counts: Counter[tuple[Rule, bool, bool]] = Counter()
    for same, *texts in pairs(part):
        found = {finding.rule for finding in review(texts, "en-gb")}
        counts[(Rule.OVERLAP, same, Rule.OVERLAP in found)] += 1
    return _score(counts, Rule.OVERLAP)


def table(title: str, found: dict[Rule, Score]) -> str:
    """Return the scores as a table in Markdown, for docs/coach.md."""
    head = f"| {title} | fired rightly | wrongly | missed | precision | recall |"
    rows = [
        f"| {rule} | {s.hits} | {s.false} | {s.missed}"
        f" | {s.precision:.2f} | {s.recall:.2f} |"
        for rule, s in found.items()
    ]
    return "\n".join([head, "|---|---|---|---|---|---|", *rows])


def _score(counts: Counter[tuple[Rule, bool, bool]], rule: Rule) -> Score:
    return Score(
        hits=counts[rule, True, True],
        false=counts[rule, False, True],
        missed=counts[rule, True, False],
    )


def _rows(name: str) -> Iterator[tuple[str, str]]:
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, _bar, text = line.partition(" | ")
            yield ("" if label == "-" else label), text
