"""Labelled comments of five trades in English, and of several in German.

All were written by hand for this project (no outside source, no customer's words), one
thing said in each: ``held_out`` before the phrases were chosen and not tuned on (see
docs/themes.md), ``development`` while they were. `comments` makes longer ones of them
by code, as people write: several things at once, openings, small letters, typing slips.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TRADES = ("plumber", "salon", "garage", "cafe", "accountant")
SIDES = {"-": ".problem", "+": ".praise"}
OPENINGS = (
    ("", "", "", "Hello, ", "To be honest: ", "Just to say. ", "Hi Ruth. "),
    ("", "", "", "Hallo, ", "Ehrlich gesagt: ", "Kurz gesagt. ", "Guten Tag. "),
)
ENDINGS = (
    ("", "", "", " Regards, Margaret", " That's all.", " See you."),
    ("", "", "", " Grüße, Margaret", " Das war alles.", " Bis bald."),
)
BETWEEN = ((" ", " ", " And: ", " Also, "), (" ", " ", " Und: ", " Außerdem: "))


@dataclass(frozen=True, slots=True)
class Labelled:
    """Words and what they say: "lateness.problem", or a word of the trade's own."""

    words: str
    labels: frozenset[str]

    @property
    def label(self) -> str:
        """The first label by alphabet: the only one of a single sentence."""
        return min(self.labels)


def sentences(trade: str, *, part: str = "held_out") -> list[Labelled]:
    """Return the sentences of a trade (or "german"), one label each."""
    lines = (HERE / part / f"{trade}.txt").read_text().splitlines()
    split = (line.split("|", 1) for line in lines if "|" in line)
    return [
        Labelled(words.strip(), frozenset({_label(label.strip())}))
        for label, words in split
    ]


def comments(trade: str, count: int, *, seed: int = 1) -> Iterator[Labelled]:
    """Yield ``count`` comments of one to three things, the same for the same seed."""
    chance = random.Random(f"{trade}{seed}")
    known = sentences(trade)
    for _number in range(count):
        size = chance.choices((1, 2, 3), (5, 3, 2))[0]
        yield _comment(chance.sample(known, size), chance, trade == "german")


def _comment(parts: list[Labelled], chance: random.Random, is_german: bool) -> Labelled:
    said = parts[0].words
    for part in parts[1:]:
        said += chance.choice(BETWEEN[is_german]) + part.words
    said = chance.choice(OPENINGS[is_german]) + said + chance.choice(ENDINGS[is_german])
    if chance.random() < 0.2:
        said = said.lower()
    if chance.random() < 0.2:
        said = said.replace("'", "").replace(",", "")
    if chance.random() < 0.2:
        said = _slip(said, chance)
    return Labelled(said, frozenset().union(*(part.labels for part in parts)))


def _slip(words: str, chance: random.Random) -> str:
    """Swap two letters somewhere, as hasty fingers do."""
    at = chance.randrange(1, max(2, len(words) - 2))
    return words[:at] + words[at + 1 : at + 2] + words[at : at + 1] + words[at + 2 :]


def _label(label: str) -> str:
    return label[:-1] + SIDES[label[-1]] if label[-1] in SIDES else label
