"""Themes of 30,000 comments against those of 30, and one more reply among 30,000: the
sweep as it runs, with the database. The comments are made of those the tests keep.
"""

import os
import resource
from collections.abc import Iterator
from itertools import chain

from django.db import connection

from benchmarks import reply_rows, rows
from benchmarks.measuring import Result, seconds
from feedback import clock, tenancy
from feedback.accounts.models import Business
from surveys.models import Reply, ThemeQuote
from surveys.selectors import themes as selectors
from surveys.services.theming import read_themes
from tests.surveys.themes.corpus import TRADES, comments

FEW, MANY = 30, int(os.environ.get("BENCH_COMMENTS", "30000"))
MOST_GROWTH, MOST_MB, MOST_MS = 1.5, 100, 300


def run() -> Iterator[Result]:
    """Yield the cost of a comment in ms, the memory in MB, and a reply's and a page's
    share of it.
    """
    few, many = rows.business("few-words"), rows.business("many-words")
    _fill(few, FEW)
    small = seconds(_read) * 1000 / FEW
    _fill(many, MANY)
    before = _megabytes()
    large = seconds(_read) * 1000 / MANY
    yield Result("themes.comment", large, "ms", small, MOST_GROWTH, at_most=True)
    grown = _megabytes() - before
    yield Result("themes.memory", grown, "MB", MOST_MB, 1, at_most=True)
    reply_rows.fill(many, start=MANY, count=1, total=MANY)
    one = seconds(_read) * 1000
    yield Result("themes.one_more", one, "ms", MOST_MS, 1, at_most=True)
    with tenancy.enter(many.pk):
        page = seconds(lambda: selectors.theme_rows(many, since=None)) * 1000
        print(f"# {ThemeQuote.objects.count()} quotes, {large * MANY / 1000:.0f} s")
    yield Result("themes.page", page, "ms", 2 * MOST_MS, 1, at_most=True)


def _read() -> None:
    while read_themes(now=clock.now(), seconds=600):
        pass


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fill(owner: Business, count: int) -> None:
    reply_rows.fill(owner, start=0, count=count, total=count)
    each = -(-count // len(TRADES))
    words = chain.from_iterable(comments(trade, each) for trade in TRADES)
    with tenancy.enter(owner.pk):
        ids = Reply.objects.filter(business=owner).values_list("pk", flat=True)
        pairs = list(zip(map(str, ids), (one.words for one in words), strict=False))
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE surveys_reply SET words = said.words FROM unnest(%s, %s)"
            " AS said(id, words) WHERE surveys_reply.id = said.id::uuid",
            [[pk for pk, _words in pairs], [text for _pk, text in pairs]],
        )
    connection.close()
