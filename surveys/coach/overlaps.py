"""Questions of one survey that ask nearly the same."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from surveys.coach.findings import Finding, Rule
from surveys.coach.language import Language
from surveys.coach.reading import words_of

# So much of the shorter question is in the longer one.
LEAST_SHARED = 0.75
_ENDINGS = ("ness", "ing", "ion", "ity", "ies", "ied", "ed", "es", "ly", "e", "s", "y")


def overlaps(questions: Sequence[str], language: Language) -> Iterator[Finding]:
    """Yield a finding at the later of two questions that ask nearly the same."""
    about = [_About(text, language) for text in questions]
    told: set[int] = set()
    for (one, first), (other, second) in combinations(enumerate(about), 2):
        if other not in told and first.is_same_as(second):
            told.add(other)
            why = language.why("overlap", other=one + 1)
            fresh = [q for q in language["instead"] if q not in questions]
            length = len(questions[other])
            yield Finding(Rule.OVERLAP, other, 0, length, why, tuple(fresh[:1]))


class _About:
    """What a question is about: topics that are known, and the stems of the rest."""

    def __init__(self, text: str, language: Language) -> None:
        plain = text.replace("’", "'")
        found = {n: p for n, p in language.topics.items() if p.search(plain)}
        self.topics = set(found)
        for pattern in found.values():
            plain = pattern.sub(" ", plain)
        words = (word.casefold() for word in words_of(plain))
        self.stems = {_stem(w) for w in words if w not in language["stopwords"]}

    def is_same_as(self, other: "_About") -> bool:
        """Whether whoever answered one has answered the other."""
        if self.topics != other.topics or not (self.topics or self.stems):
            return False
        if not self.stems or not other.stems:
            return bool(self.topics)
        shared = len(self.stems & other.stems)
        share = shared / min(len(self.stems), len(other.stems))
        return share >= LEAST_SHARED and shared + len(self.topics) >= 2


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
