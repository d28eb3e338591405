"""Replies with words for tests of themes, and what was read in them."""

from datetime import timedelta
from typing import Any

from feedback import clock
from feedback.customers.models import Customer
from surveys.models import Reply, Survey, Theme, ThemeQuote
from surveys.services.theming import read_themes
from tests import builders
from tests.conftest import NOON


def said(
    words: str, *, minutes: int = 5, who: Customer | None = None, **values: Any
) -> Reply:
    """Store a reply of ``who``, else of somebody new, ``minutes`` ago."""
    at = clock.now() - timedelta(minutes=minutes)
    to = builders.invitation(builders.interaction(who), survey=_survey())
    values = {"rating": None, "words": words, "submitted_at": at, **values}
    return builders.reply(to, **values)


def _survey() -> Survey:
    return Survey.objects.order_by("pk").first() or builders.survey()


def read(*, after: int = 0) -> int:
    """Run the sweep once, at the moment of the test or some minutes ``after``."""
    return read_themes(now=NOON + timedelta(minutes=after))


def quotes(name: str) -> list[str]:
    """Return the exact words of the theme called ``name``, in order of the alphabet."""
    rows = ThemeQuote.objects.filter(theme__name=name, is_removed=False)
    found = rows.select_related("reply")
    return sorted(q.reply.words[q.start : q.end] for q in found)


def theme(name: str) -> Theme:
    """Return the theme called ``name``."""
    return Theme.objects.select_related("business").get(name=name)


def names() -> set[str]:
    """Return the names of all themes."""
    return set(Theme.objects.values_list("name", flat=True))
