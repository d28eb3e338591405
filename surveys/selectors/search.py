"""Finding replies by what people said, by who said it, or by what they wrote later.

One interface, two engines (see `surveys.search_index`): accents and capitals make no
difference, a word is found by its beginning and in its other forms, and all words asked
for must be there. What comes is newest first.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from feedback import clock
from feedback.accounts.models import Business
from feedback.text import one_line
from surveys.models import Reply, SurveyVersion
from surveys.search_index.sqlite import TABLE
from surveys.selectors import inbox

YEAR = timedelta(days=365)
LONGEST = 100
MOST_TERMS = 8
ALL_TIME = "all"
# How many of the newest replies are read, at least, before the index is asked.
WALKED = 600
_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = UUID(int=2**128 - 1)


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
        return [word.lower() for word in _WORD.findall(self.text)][:MOST_TERMS]


def search(
    business: Business, wanted: Search, *, start: Reply | None = None, most: int
) -> list[UUID]:
    """Return the ids of the newest ``most`` replies that hold every word of
    ``wanted``, of those that came before ``start``.
    """
    if not wanted.terms:
        return []
    find = _postgresql if connection.vendor == "postgresql" else _sqlite
    return find(business, wanted, start, most)


def _postgresql(
    business: Business, wanted: Search, start: Reply | None, most: int
) -> list[UUID]:
    until = start.submitted_at if start else clock.now() + YEAR
    until_id = start.pk if start else _LAST
    since = _EVER if wanted.all_time else clock.now() - YEAR
    languages = sorted({"en", business.language, *_languages(business)})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT found_replies(search_query(%s, %s, %s), %s, %s, %s, %s, %s)",
            [
                *(business.pk, languages, " ".join(wanted.terms)),
                *(since, until, until_id, most, max(WALKED, most * 6)),
            ],
        )
        return [row[0] for row in cursor.fetchall()]


def _languages(business: Business) -> QuerySet[SurveyVersion, str]:
    spoken = SurveyVersion.objects.filter(business=business).exclude(language="")
    return spoken.order_by().values_list("language", flat=True).distinct()[:10]


def _sqlite(
    business: Business, wanted: Search, start: Reply | None, most: int
) -> list[UUID]:
    words = [f'"{term}"' for term in wanted.terms]
    said = " AND ".join(words) + (" *" if len(wanted.terms[-1]) > 2 else "")
    match = f'business : "{business.pk.hex}" AND said : ({said})'
    hit = f"surveys_reply.id IN (SELECT reply FROM {TABLE} WHERE {TABLE} MATCH %s)"
    rows = Reply.objects.filter(business=business)
    rows = rows.filter(RawSQL(hit, [match], output_field=BooleanField()))
    if not wanted.all_time:
        rows = rows.filter(submitted_at__gte=clock.now() - YEAR)
    if start:
        rows = inbox.after(rows, start, oldest_first=False)
    newest = rows.order_by("-submitted_at", "-id")
    return list(newest.values_list("pk", flat=True)[:most])


def matches(text: str, terms: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where words of ``text`` begin with one of ``terms``, or are another form
    of it.

    The database knows the forms of words better; this only marks what it found.
    """
    wanted = [_plain(term) for term in terms]
    if wanted:
        for word in _WORD.finditer(text):
            found = _plain(word[0])
            if any(_is_form(found, term) for term in wanted):
                yield word.span()


# Letters and digits, or one picture.
_WORD = re.compile(r"[^\W_]+|[\u2600-\u27bf\U0001f000-\U0001faff]")
# What the forms of a word end in, in the languages of Western Europe.
_ENDINGS = re.compile("|(e?s|e?d|e?n|y|em|ly|ies|ied|ings?|ments?|as?|os?|e)")
_SHORTEST_STEM = 3


def _is_form(word: str, term: str) -> bool:
    if word == term or (len(term) > 2 and word.startswith(term)):
        return True
    same = next(
        (n for n, (a, b) in enumerate(zip(word, term, strict=False)) if a != b),
        min(len(word), len(term)),
    )
    ends = (word[same:], term[same:])
    return same >= _SHORTEST_STEM and all(map(_ENDINGS.fullmatch, ends))


@lru_cache(maxsize=2048)
def _plain(word: str) -> str:
    """Return ``word`` in small letters without accents."""
    apart = unicodedata.normalize("NFKD", word)
    return "".join(c for c in apart if not unicodedata.combining(c)).lower()
