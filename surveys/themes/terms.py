"""Words that may become a theme nobody foresaw: nouns and pairs of words that are
rare in any comment, often said here.

The measure is the log-likelihood ratio (Dunning 1993) of how often this business's
customers say a term against how often customers say such a word at all: a short list
of everyday words per language, and a small share for every other word.
"""

import hashlib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, log
from uuid import UUID

from surveys.themes.clauses import Clause, Word
from surveys.themes.language import Language

LEAST = 3
# The share of comments that say any one word which is not an everyday word.
OTHER_SHARE = 0.001
# Said by more than this share of many comments, it is the trade and not a theme.
MOST_SHARE = 0.3
MANY = 40
NOUN_SHARE = 0.25
SIGNIFICANT = 15.0
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Term:
    """One or two words: their stems as ``text``, and whether they look like a noun."""

    text: str
    surface: str
    is_noun: bool

    def mark(self, business_id: UUID) -> str:
        """Return the keyed hash under which the ledger counts it."""
        digest = hashlib.blake2b(
            self.text.encode(), digest_size=6, key=business_id.bytes
        )
        return digest.hexdigest()


def terms(
    clause: Clause, language: Language, ignored: frozenset[str]
) -> Iterator[Term]:
    """Yield the terms of a clause; ``ignored`` are names and the trade's own words."""
    before: Word | None = None
    for at, word in enumerate(clause.words):
        noun = language.is_noun(word, before)
        if _is_rare(word, language, ignored):
            yield Term(stem(word.text), word.text, noun)
        following = clause.words[at + 1 : at + 2]
        if following and _is_pair(word, following[0], language, ignored):
            pair = (word, following[0])
            text = " ".join(stem(w.text) for w in pair)
            yield Term(text, " ".join(w.text for w in pair), noun)
        before = word


def grams(clause: Clause) -> frozenset[str]:
    """Return the stems of a clause and of each two neighbours, to be looked up in."""
    stems = [stem(word.text) for word in clause.words]
    pairs = itertools.pairwise(stems)
    return frozenset(stems) | {" ".join(pair) for pair in pairs}


def stem(word: str) -> str:
    """Return ``word`` without the ending of a plural; both languages end alike."""
    for ending in ("ies", "es", "en", "s", "e", "n"):
        if word.endswith(ending) and len(word) - len(ending) > _SHORTEST:
            return word[: -len(ending)]
    return word


def least(comments: int) -> int:
    """Return how many comments must say a term: three, and more of many."""
    return max(LEAST, ceil(comments / 500) + 2)


def is_theme(counted: tuple[int, int], comments: int, *, is_pair: bool) -> bool:
    """Whether a term is worth a theme: ``counted`` is in how many of ``comments`` it
    stands, and in how many of them like a noun.
    """
    said, nouns = counted
    if said < least(comments):
        return False
    if comments >= MANY and said > comments * MOST_SHARE:
        return False
    if nouns < said * NOUN_SHARE and not is_pair:
        return False
    return surprise(said, comments, OTHER_SHARE) >= SIGNIFICANT


def surprise(said: int, comments: int, share: float) -> float:
    """Return the log-likelihood ratio of ``said`` in ``comments`` against ``share``."""
    expected = max(comments, 1) * share
    if said <= expected:
        return 0.0
    rest, rest_expected = comments - said, comments * (1 - share)
    tail = rest * log(rest / rest_expected) if rest > 0 else 0.0
    return 2 * (said * log(said / expected) + tail)


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of ``texts`` as `terms` compares them."""
    words = (word for text in texts for word in text.casefold().split())
    return frozenset(part for word in words for part in (word, stem(word)))


def _is_rare(word: Word, language: Language, ignored: frozenset[str]) -> bool:
    text = word.text
    if len(text) < _SHORTEST or not text.replace("-", "").isalpha():
        return False
    lists = ("common", "good", "bad", "negators", "marks", "determiners")
    if any(text in language.words(name) for name in lists):
        return False
    if text in language.vocabulary:
        return False
    if text.endswith(("ly", "ing", "ed")) and not language.given.get(
        "nouns_are_capital"
    ):
        return text in language.words("nouns")
    return text not in ignored and stem(text) not in ignored


def _is_pair(
    first: Word, second: Word, language: Language, ignored: frozenset[str]
) -> bool:
    if second.after_comma or not _is_rare(first, language, ignored):
        return False
    small = language.words("small")
    texts = (first.text, second.text)
    if any(t in small or len(t) < _SHORTEST or t.isdigit() for t in texts):
        return False
    lists = ("good", "bad", "negators", "marks", "determiners")
    return not any(second.text in language.words(name) for name in lists)
