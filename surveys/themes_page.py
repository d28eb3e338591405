"""What the pages of themes show: a sentence first, then words, then numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Business
from surveys.forms.themes import MergeForm, SplitForm, ThemeNameForm
from surveys.models import Theme, ThemeQuote
from surveys.selectors import themes as selectors
from surveys.selectors.themes import Month, ThemeRow
from surveys.themes.language import PRAISE, PROBLEM

PAGE = 50
PERIODS = (("3", _("3 months")), ("12", _("12 months")), ("all", _("All time")))
USUAL = "12"
_CHART_HEIGHT, _BAR, _STEP = 80, 22, 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One month as it is drawn: its place and height in the picture."""

    month: Month
    x: int
    y: int
    height: int
    width: int = _BAR


@dataclass(frozen=True, slots=True)
class Chart:
    """The months of a theme, drawn on the server."""

    bars: list[Bar]
    width: int
    height: int = _CHART_HEIGHT


@dataclass(frozen=True, slots=True)
class Part:
    """One side of what is said. ``once`` holds what only one person mentioned, which is
    no theme yet: it stands behind the others.
    """

    title: str | Promise
    rows: list[ThemeRow]
    once: list[ThemeRow]


def list_context(business: Business, period: str, *, now: datetime) -> dict[str, Any]:
    """Return what the list of themes shows for ``period`` ("3", "12" or "all")."""
    period = period if period in selectors.PERIODS else USUAL
    since = selectors.since_months(selectors.PERIODS[period], now=now)
    rows = selectors.theme_rows(business, since=since)
    count = selectors.words_count(business, since=since)
    is_few = count < selectors.FEW
    sections = {
        PROBLEM: Part(_("What went wrong"), [], []),
        "": Part(_("Also mentioned"), [], []),
        PRAISE: Part(_("What people liked"), [], []),
    }
    for row in rows:
        part = sections[selectors.side_of(row.theme)]
        is_alone = row.people + row.unverified < 2 and not is_few
        (part.once if is_alone else part.rows).append(row)
    return {
        "period": period,
        "periods": PERIODS,
        "sections": [part for part in sections.values() if part.rows or part.once],
        "words_count": count,
        "is_few": is_few,
        "first": _first(rows),
        "hidden": list(selectors.hidden_themes(business)),
        "most_counted": selectors.MOST_COUNTED,
    }


def detail_context(theme: Theme, page: Page[ThemeQuote]) -> dict[str, Any]:
    """Return what the page of one theme shows."""
    business = theme.business
    count = selectors.words_count(business, since=None)
    today = clock.today(business.zone)
    months = selectors.months_of(theme, today=today)
    quotes = selectors.exact(list(page.object_list))
    people, unverified = selectors.people_count(theme)
    return {
        "shown_theme": theme,
        "people": people,
        "unverified": unverified,
        "page_obj": page,
        "quotes": quotes,
        "chart": None if count < selectors.FEW else chart_of(months),
        "merged": list(selectors.merged_into(theme)),
        "today": today,
        "name_form": ThemeNameForm(initial={"name": theme.name}),
        "merge_form": MergeForm(theme=theme),
        "split_form": SplitForm(ids=[str(quote.pk) for quote in quotes]),
    }


def chart_of(months: list[Month]) -> Chart:
    """Return the bars of ``months``; the tallest fills the height."""
    most = max([month.people for month in months], default=0) or 1
    bars = []
    for at, month in enumerate(months):
        height = round(month.people / most * (_CHART_HEIGHT - 4))
        height = max(height, 2) if month.people else 0
        bars.append(Bar(month, at * _STEP + 4, _CHART_HEIGHT - height, height))
    return Chart(bars, width=len(months) * _STEP + 4)


def _first(rows: list[ThemeRow]) -> ThemeRow | None:
    """Return what is mentioned most of what went wrong, or else of anything."""
    sides = [row for row in rows if selectors.side_of(row.theme) == PROBLEM]
    return next(iter(sides or rows), None)
