"""What the shown comments are about: themes and kinds of work, each said by enough.

Looking through every quote takes long, so it is done with the folding of days and
kept; the page says since when. Names are read when the page is drawn.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from feedback.accounts.models import Business
from public_wall.models import Update, WallVersion
from public_wall.selectors.comments import (
    SHOWN,
    counted_replies,
    is_in,
    with_place,
)
from public_wall.selectors.updates import published_updates
from surveys.models import Reply, Theme, ThemeQuote
from surveys.selectors.themes import side_of
from surveys.themes.language import PRAISE

# Under so many people a part of them is not told apart, so that nobody is found out.
FEWEST_PEOPLE = 5
MOST_THEMES, MOST_KINDS = 12, 12
CHANGED, DECIDED, LATER, OPEN = "changed", "decided", "later", "open"


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme of the shown comments: how many people, and what came of it."""

    id: UUID
    name: str
    language: str
    people: int
    side: str
    outcome: str

    @property
    def is_unresolved(self) -> bool:
        """Whether it is a problem about which nothing has been said yet."""
        return self.outcome == OPEN and self.side != PRAISE


@dataclass(frozen=True, slots=True)
class Overview:
    """Topics and kinds of work with how many shown comments each has."""

    topics: tuple[Topic, ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    counted_at: datetime | None = None


def overview(business: Business) -> Overview:
    """Return what was kept, with the present names; two queries."""
    version = WallVersion.objects.filter(business=business).first()
    if version is None or version.counted_at is None:
        return Overview()
    kept: dict[str, Any] = version.overview
    rows = {UUID(pk): (people, came) for pk, people, came in kept.get("themes", [])}
    themes = Theme.objects.filter(pk__in=rows, merged_into=None, hidden_at=None)
    topics = [
        Topic(t.pk, t.name, t.language, rows[t.pk][0], side_of(t), rows[t.pk][1])
        for t in themes
    ]
    topics.sort(key=lambda topic: (-topic.people, topic.name, topic.id))
    kinds = tuple((kind, number) for kind, number in kept.get("kinds", []))
    return Overview(tuple(topics), kinds, version.counted_at)


def count_overview(business: Business, *, now: datetime) -> dict[str, Any]:
    """Return what is to be kept, counted afresh."""
    shown = with_place(counted_replies(business, now=now), now=now)
    shown = shown.filter(is_in(SHOWN))
    people = _people(business, shown)
    outcomes = _outcomes(business, list(people), now)
    return {
        "themes": [
            [str(pk), number, outcomes.get(pk, OPEN)]
            for pk, number in people.most_common(MOST_THEMES)
        ],
        "kinds": _kinds(shown),
    }


def _people(business: Business, shown: QuerySet[Reply]) -> Counter[UUID]:
    quotes = ThemeQuote.objects.filter(
        business=business, is_removed=False, reply__in=shown.values("pk")
    ).order_by()
    counted = quotes.values(root=_root()).annotate(
        people=Count("reply__customer", distinct=True)
    )
    rows = counted.filter(people__gte=FEWEST_PEOPLE)
    known = set(
        Theme.objects.filter(
            business=business, merged_into=None, hidden_at=None
        ).values_list("pk", flat=True)
    )
    return Counter({row["root"]: row["people"] for row in rows if row["root"] in known})


def _outcomes(business: Business, themes: list[UUID], now: datetime) -> dict[UUID, str]:
    """Return what the newest published update says that answers each theme; something
    done before anything else.
    """
    quotes = ThemeQuote.objects.filter(
        Q(theme__in=themes) | Q(theme__merged_into__in=themes),
        is_removed=False,
        reply__links__action__update__in=published_updates(business, now=now)
        .order_by()
        .values("pk"),
    ).order_by()
    rows = quotes.annotate(root=_root(), kind=F("reply__links__action__update__kind"))
    said: dict[UUID, set[str]] = {}
    for root, kind in rows.values_list("root", "kind").distinct():
        said.setdefault(root, set()).add(kind)
    return {root: _outcome(kinds) for root, kinds in said.items()}


def _outcome(kinds: set[str]) -> str:
    if Update.Kind.DID in kinds:
        return CHANGED
    return DECIDED if Update.Kind.NOT_THIS_TIME in kinds else LATER


def _kinds(shown: QuerySet[Reply]) -> list[list[Any]]:
    rows = shown.exclude(kind="").order_by().values("kind")
    counted = rows.annotate(
        number=Count("pk"), people=Count("customer", distinct=True)
    ).filter(people__gte=FEWEST_PEOPLE)
    found = counted.order_by("-number", "kind").values_list("kind", "number")
    kinds = [list(row) for row in found[:MOST_KINDS]]
    return kinds if len(kinds) > 1 else []


def _root() -> Coalesce:
    return Coalesce(F("theme__merged_into"), F("theme"))
