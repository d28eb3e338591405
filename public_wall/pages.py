"""What the public pages show, made ready for their templates."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from public_wall import sentences
from public_wall.cards import Comment, UpdateCard, comment
from public_wall.filters import (
    Wanted,
    after_updates,
    comment_cursor,
    filtered,
    update_cursor,
)
from public_wall.models import Removal
from public_wall.numbers import RATINGS, Facts
from public_wall.rules import (
    COMMENTS_A_PAGE,
    DECIDED_WITHIN,
    SHOWN_AFTER,
    UPDATES_A_PAGE,
)
from public_wall.selectors import receipts
from public_wall.selectors.comments import eligible_comments, open_comments
from public_wall.selectors.facts import facts as count
from public_wall.selectors.overview import Overview, overview
from public_wall.selectors.updates import published_updates
from public_wall.sites import Site, address

__all__ = ["Bar", "Filter", "address", "how_page", "wall_page"]
UNCHECKED_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the distribution: ``rating`` None counts those who gave none."""

    rating: int | None
    number: int
    width: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A link that narrows the comments, with how many are behind it."""

    name: str
    number: int
    query: str
    current: bool


def wall_page(site: Site, asked: Wanted, *, now: datetime) -> dict[str, Any]:
    """Return the context of the page itself."""
    business = site.business
    numbers = count(business, now=now)
    about = overview(business)
    wanted = told_apart(asked, about)
    comments, older = _comments(site, wanted, now)
    cards, older_cards = _cards(site, wanted, now)
    return {
        **site.context(),
        "facts": numbers,
        "headline": sentences.headline(numbers),
        "asking": sentences.asking(numbers, business),
        "hearing": sentences.hearing(numbers),
        "showing": sentences.showing(numbers),
        "bars": _bars(numbers),
        "filters": _filters(site, numbers, wanted),
        "narrower": _narrower(site, numbers, about, wanted),
        "topics": about.topics,
        "unresolved": [topic for topic in about.topics if topic.is_unresolved],
        "counted_at": about.counted_at,
        "wanted": wanted,
        "comments": comments,
        "older": older,
        "cards": cards,
        "older_cards": older_cards,
        "is_first": not (wanted.comments_after or wanted.updates_after),
        "on_changes": bool(wanted.updates_after),
        "unchecked": _unchecked(business, numbers, wanted, now),
        "most_unchecked": UNCHECKED_A_PAGE,
    }


def how_page(site: Site, *, now: datetime) -> dict[str, Any]:
    """Return the context of "how this page works"."""
    numbers = count(site.business, now=now)
    grounds = [
        (ground.label, numbers.removed_by_ground[ground]) for ground in Removal.Ground
    ]
    return {
        **site.context("how/"),
        "facts": numbers,
        "grounds": grounds,
        "hours": int(SHOWN_AFTER.total_seconds() // 3600),
        "days": DECIDED_WITHIN.days,
    }


def told_apart(wanted: Wanted, about: Overview) -> Wanted:
    """Return what may be asked for: a theme or a kind of work that too few people are
    behind is as if it had not been named.
    """
    theme = wanted.theme in {topic.id for topic in about.topics}
    kind = wanted.kind in {kind for kind, _number in about.kinds}
    return replace(
        wanted,
        theme=wanted.theme if theme else None,
        kind=wanted.kind if kind else "",
    )


def _comments(site: Site, wanted: Wanted, now: datetime) -> tuple[list[Comment], str]:
    business = site.business
    zone = ZoneInfo(business.zone)
    rows = filtered(eligible_comments(business, now=now), wanted, zone=zone)
    found = list(rows[: COMMENTS_A_PAGE + 1])
    page = found[:COMMENTS_A_PAGE]
    older = ""
    if len(found) > COMMENTS_A_PAGE:
        older = _query(site, wanted, before=comment_cursor(page[-1]))
    return [comment(row) for row in page], older


def _unchecked(
    business: Business, numbers: Facts, wanted: Wanted, now: datetime
) -> list[Comment]:
    """Return the newest of what came through open channels, for the first page."""
    if not numbers.unchecked_replies or replace(wanted, show="") != Wanted():
        return []
    if wanted.show:
        return []
    rows = open_comments(business, now=now)[:UNCHECKED_A_PAGE]
    return [comment(row) for row in rows]


def _cards(site: Site, wanted: Wanted, now: datetime) -> tuple[list[UpdateCard], str]:
    rows = after_updates(published_updates(site.business, now=now), wanted)
    found = list(rows[: UPDATES_A_PAGE + 1])
    page = found[:UPDATES_A_PAGE]
    more = len(found) > UPDATES_A_PAGE
    older = site.query(changes=update_cursor(page[-1])) if more else ""
    cards = receipts.cards(site.business, page, language=site.language, now=now)
    return cards, older


def _bars(numbers: Facts) -> list[Bar]:
    rows: list[tuple[int | None, int]] = [(r, numbers.ratings[r]) for r in RATINGS]
    if numbers.unrated:
        rows.append((None, numbers.unrated))
    whole = max(numbers.answered, 1)
    return [Bar(rating, n, f"{100 * n / whole:.1f}") for rating, n in rows]


def _filters(site: Site, numbers: Facts, wanted: Wanted) -> list[Filter]:
    showing = numbers.showing
    rows = (
        ("", _("All"), numbers.shown),
        ("happy", _("Happy"), showing.happy),
        ("between", _("In between"), showing.between),
        ("unhappy", _("Unhappy"), showing.unhappy),
        ("replied", _("With a reply"), showing.replied),
    )
    plain = replace(wanted, theme=None, kind="", year=None)
    return [
        Filter(name, number, _query(site, plain, show=show), show == wanted.show)
        for show, name, number in rows
    ]


def _narrower(
    site: Site, numbers: Facts, about: Overview, wanted: Wanted
) -> list[tuple[str, list[Filter]]]:
    """Return the further ways to narrow, under what each is called."""
    themes = [
        Filter(
            topic.name,
            topic.people,
            _query(site, Wanted(), theme=topic.id.hex),
            wanted.theme == topic.id,
        )
        for topic in about.topics
    ]
    kinds = [
        Filter(kind, n, _query(site, Wanted(), kind=kind), wanted.kind == kind)
        for kind, n in about.kinds
    ]
    years = _years(site, numbers, wanted)
    named = (
        (_("By theme"), themes),
        (_("By kind of work"), kinds),
        (_("By year"), years),
    )
    return [(name, filters) for name, filters in named if filters]


def _years(site: Site, numbers: Facts, wanted: Wanted) -> list[Filter]:
    by_year: dict[int, int] = {}
    for month in numbers.months:
        shown = month.places["shown"]
        by_year[month.first.year] = by_year.get(month.first.year, 0) + shown
    found = [(year, n) for year, n in sorted(by_year.items(), reverse=True) if n]
    if len(found) < 2:
        return []
    return [
        Filter(str(y), n, _query(site, Wanted(), year=str(y)), wanted.year == y)
        for y, n in found
    ]


def _query(site: Site, wanted: Wanted, **other: str) -> str:
    return site.query(**wanted.pairs(**other)) or "."
