"""Finding replies by what people said, or by who said it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.db.models import Q, QuerySet

from feedback import clock
from feedback.accounts.models import Business
from feedback.text import one_line
from surveys.models import Reply
from surveys.selectors import inbox

YEAR = timedelta(days=365)
LONGEST = 100
MOST_TERMS = 8
ALL_TIME = "all"
# People type straight marks on a keyboard and get curly ones on a phone.
_SAME_MARKS = ("'’‘", '"“”', "-–—")


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for: a few words, in the last 12 months or all time."""

    text: str
    all_time: bool = False

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Search":
        """Return the search that a query string (``q``, ``period``) describes."""
        text = one_line(asked.get("q", ""), longest=LONGEST)
        return cls(text, asked.get("period") == ALL_TIME)

    def query(self) -> dict[str, str]:
        """Return the query string's values that bring it back."""
        period = {"period": ALL_TIME} if self.all_time else {}
        return {"q": self.text} | period

    @property
    def terms(self) -> list[str]:
        """Return the words to find, all of them, in any order."""
        return self.text.split()[:MOST_TERMS]


def search(business: Business, wanted: Search) -> QuerySet[Reply]:
    """Return the replies whose words or author's name hold every term, newest first.

    Case and accents make no difference. This is the one way to search, so that a
    later index changes nothing around it.
    """
    rows = inbox.replies(business)
    if not wanted.terms:
        return rows.none()
    if not wanted.all_time:
        rows = rows.filter(submitted_at__gte=clock.now() - YEAR)
    for term in wanted.terms:
        like = pattern(term)
        rows = rows.filter(Q(words__regex=like) | Q(customer__name__regex=like))
    return rows


def matches(text: str, terms: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where ``terms`` stand in ``text``, in order, without overlaps."""
    if terms:
        anywhere = "|".join(pattern(term) for term in terms)
        yield from (match.span() for match in re.finditer(anywhere, text))


@lru_cache(maxsize=256)
def pattern(term: str) -> str:
    """Return a regular expression for ``term`` in any case, with or without accents.

    It holds only single characters and sets of them, written so that Python's and
    PostgreSQL's engines read the same: nothing in ``term`` can act as an operator,
    and nothing can backtrack.
    """
    return "".join(_one_of(_variants(c)) for c in unicodedata.normalize("NFC", term))


def _variants(character: str) -> str:
    for marks in _SAME_MARKS:
        if character in marks:
            return marks
    return _accented().get(_plain(character), character + _other_cases(character))


def _other_cases(character: str) -> str:
    cases = (character.lower(), character.upper())
    return "".join(c for c in cases if len(c) == 1 and c != character)


def _one_of(characters: str) -> str:
    escaped = "".join(f"\\U{ord(c):08X}" for c in dict.fromkeys(characters))
    return escaped if len(escaped) == 10 else f"[{escaped}]"


def _plain(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0].lower()


@lru_cache(maxsize=1)
def _accented() -> dict[str, str]:
    """Return each Latin letter with all its forms: "e" with "eEéÉèÈê…"."""
    forms: dict[str, str] = {}
    for code in (*range(0x41, 0x5B), *range(0x61, 0x7B), *_LATIN):
        character = chr(code)
        if _plain(character).isascii():
            plain = _plain(character)
            forms[plain] = forms.get(plain, "") + character
    return forms


# Latin-1 Supplement to Extended-B, and Extended Additional.
_LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
