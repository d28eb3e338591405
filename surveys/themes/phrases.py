"""Looking for many phrases at once: by first word, then the words that follow.

A phrase is words with blanks between: ``a|b`` is either, ``stain*`` whatever begins
so, ``*preis`` whatever ends so, and ``_`` up to four words of any kind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from surveys.themes.clauses import Word

GAP = "_"
MOST_BETWEEN = 4
_STEM = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a phrase: the words that fit, and whether others may precede."""

    exact: frozenset[str]
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    after_gap: bool

    def fits(self, text: str) -> bool:
        """Whether ``text`` may stand here."""
        return (
            text in self.exact
            or text.startswith(self.heads)
            or (bool(self.tails) and text.endswith(self.tails))
        )


@dataclass(frozen=True, slots=True)
class Phrase:
    """What to look for, and what it stands for."""

    slots: tuple[Slot, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase was found: words ``first`` up to ``last`` (not included)."""

    first: int
    last: int
    size: int
    label: str


@dataclass(slots=True)
class PhraseBook:
    """Phrases, found in the time it takes to read the words."""

    exact: dict[str, list[Phrase]] = field(default_factory=dict)
    heads: dict[str, list[Phrase]] = field(default_factory=dict)
    tails: dict[str, list[Phrase]] = field(default_factory=dict)

    def add(self, text: str, label: str) -> None:
        """Look for ``text`` from now on, and call it ``label``."""
        phrase = Phrase(tuple(_slots(text)), label)
        first = phrase.slots[0]
        for word in first.exact:
            self.exact.setdefault(word, []).append(phrase)
        for head in {head[:_STEM] for head in first.heads}:
            self.heads.setdefault(head, []).append(phrase)
        for tail in {tail[-_STEM:] for tail in first.tails}:
            self.tails.setdefault(tail, []).append(phrase)

    def find(self, words: Sequence[Word]) -> Iterator[Match]:
        """Yield every place in ``words`` where a phrase stands."""
        texts = [word.text for word in words]
        for at, text in enumerate(texts):
            for phrase in self._beginning(text):
                if not phrase.slots[0].fits(text):
                    continue
                last = _rest(phrase.slots, texts, at + 1)
                if last:
                    yield Match(at, last, len(phrase.slots), phrase.label)

    def _beginning(self, text: str) -> Iterator[Phrase]:
        yield from self.exact.get(text, ())
        yield from self.heads.get(text[:_STEM], ())
        yield from self.tails.get(text[-_STEM:], ())


def _slots(text: str) -> Iterator[Slot]:
    after_gap = False
    for part in text.casefold().split():
        if part == GAP:
            after_gap = True
            continue
        ways = part.split("|")
        yield Slot(
            frozenset(way for way in ways if "*" not in way),
            tuple(way[:-1] for way in ways if way.endswith("*")),
            tuple(way[1:] for way in ways if way.startswith("*")),
            after_gap,
        )
        after_gap = False


def _rest(slots: tuple[Slot, ...], texts: list[str], at: int) -> int:
    """Return where the phrase ends whose second slot is to be found from ``at`` on;
    0 if it is not there.
    """
    for slot in slots[1:]:
        reach = at + (MOST_BETWEEN if slot.after_gap else 0)
        while at <= reach and at < len(texts) and not slot.fits(texts[at]):
            at += 1
        if at > reach or at >= len(texts):
            return 0
        at += 1
    return at
