"""What the public pages show, made ready for their templates."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.links import absolute
from public_wall import sentences
from public_wall.cards import Comment, UpdateCard, comment, site_line, update_card
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
from public_wall.selectors.comments import eligible_comments, open_comments
from public_wall.selectors.facts import facts as count
from public_wall.selectors.updates import published_updates
from surveys.languages import frame
from surveys.survey_page import page_language

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


def wall_page(business: Business, wanted: Wanted, *, now: datetime) -> dict[str, Any]:
    """Return the context of the page itself."""
    numbers = count(business, now=now)
    comments, older = _comments(business, wanted, now)
    cards, older_cards = _cards(business, wanted, now)
    return {
        **_frame(business),
        "facts": numbers,
        "headline": sentences.headline(numbers),
        "asking": sentences.asking(numbers, business),
        "hearing": sentences.hearing(numbers),
        "showing": sentences.showing(numbers),
        "bars": _bars(numbers),
        "filters": _filters(numbers, wanted),
        "comments": comments,
        "older": older,
        "cards": cards,
        "older_cards": older_cards,
        "is_first": not (wanted.comments_after or wanted.updates_after),
        "on_changes": bool(wanted.updates_after),
        "unchecked": _unchecked(business, numbers, wanted, now),
        "most_unchecked": UNCHECKED_A_PAGE,
    }


def how_page(business: Business, *, now: datetime) -> dict[str, Any]:
    """Return the context of "how this page works"."""
    numbers = count(business, now=now)
    grounds = [
        (ground.label, numbers.removed_by_ground[ground]) for ground in Removal.Ground
    ]
    return {
        **_frame(business),
        "facts": numbers,
        "grounds": grounds,
        "hours": int(SHOWN_AFTER.total_seconds() // 3600),
        "days": DECIDED_WITHIN.days,
    }


def address(business: Business, page: str = "wall") -> str:
    """Return the full address of one of a business's public pages."""
    return absolute(reverse(f"public_wall_public:{page}", args=[business.slug]))


def _frame(business: Business) -> dict[str, Any]:
    website = business.website if business.website.startswith("http") else ""
    return {
        "business": business,
        "site_line": site_line(business),
        "website": website,
        "host": (urlsplit(website).hostname or "").removeprefix("www."),
        "address": address(business),
        **page_language(frame(business.language, business)),
    }


def _comments(
    business: Business, wanted: Wanted, now: datetime
) -> tuple[list[Comment], str]:
    rows = filtered(eligible_comments(business, now=now), wanted)
    found = list(rows[: COMMENTS_A_PAGE + 1])
    page = found[:COMMENTS_A_PAGE]
    older = ""
    if len(found) > COMMENTS_A_PAGE:
        older = _query(show=wanted.show, before=comment_cursor(page[-1]))
    return [comment(row) for row in page], older


def _unchecked(
    business: Business, numbers: Facts, wanted: Wanted, now: datetime
) -> list[Comment]:
    """Return the newest of what came through open channels, for the first page."""
    if not numbers.unchecked_replies or wanted != Wanted():
        return []
    rows = open_comments(business, now=now)[:UNCHECKED_A_PAGE]
    return [comment(row) for row in rows]


def _cards(
    business: Business, wanted: Wanted, now: datetime
) -> tuple[list[UpdateCard], str]:
    rows = after_updates(published_updates(business, now=now), wanted)
    found = list(rows[: UPDATES_A_PAGE + 1])
    page = found[:UPDATES_A_PAGE]
    more = len(found) > UPDATES_A_PAGE
    older = _query(changes=update_cursor(page[-1])) if more else ""
    return [update_card(row, now=now) for row in page], older


def _bars(numbers: Facts) -> list[Bar]:
    rows: list[tuple[int | None, int]] = [(r, numbers.ratings[r]) for r in RATINGS]
    if numbers.unrated:
        rows.append((None, numbers.unrated))
    whole = max(numbers.answered, 1)
    return [Bar(rating, n, f"{100 * n / whole:.1f}") for rating, n in rows]


def _filters(numbers: Facts, wanted: Wanted) -> list[Filter]:
    showing = numbers.showing
    rows = (
        ("", _("All"), numbers.shown),
        ("happy", _("Happy"), showing.happy),
        ("between", _("In between"), showing.between),
        ("unhappy", _("Unhappy"), showing.unhappy),
        ("replied", _("With a reply"), showing.replied),
    )
    return [
        Filter(name, number, _query(show=show), show == wanted.show)
        for show, name, number in rows
    ]


def _query(**pairs: str) -> str:
    given = {name: value for name, value in pairs.items() if value}
    return f"?{urlencode(given)}" if given else "."
