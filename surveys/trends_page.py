"""What the page of trends shows: a sentence first, then numbers with words behind."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback import clock
from feedback.accounts.models import Business
from surveys.charts import Chart, Column, Part, stacked
from surveys.models import QuestionKind, Reply, Tally, Theme
from surveys.selectors import trends
from surveys.selectors.trends import FEW, Asked, Sums

USUAL = "12"
PERIODS = (
    ("3", gettext_lazy("3 months")),
    ("12", gettext_lazy("12 months")),
    ("all", gettext_lazy("All time")),
)
SOURCES = {
    Tally.Source.ASKED: gettext_lazy("People we asked"),
    Tally.Source.OPEN: gettext_lazy("Open links, not verified"),
    Tally.Source.HEARD: gettext_lazy("Heard and written down"),
}
MOST_THEMES, MOST_QUOTES = 10, 10
QUIET = timedelta(days=14)
_RATED = ((5, "s5"), (4, "s4"), (3, "s3"), (2, "s2"), (1, "s1"), (0, "s0"))
_YES_PARTLY_NO = ((1, "s5"), (2, "s3"), (3, "s1"))


@dataclass(frozen=True, slots=True)
class Answers:
    """One question: its words, the words it had, how many said what, month by month."""

    asked: Asked
    chart: Chart
    said: list[tuple[str, int]]
    total: int

    @property
    def is_few(self) -> bool:
        """Whether there are too few to draw."""
        return self.total < FEW


@dataclass(frozen=True, slots=True)
class Said:
    """One theme and how many replies say it."""

    theme: Theme
    n: int


def context(
    business: Business, asked: Mapping[str, str], *, now: datetime
) -> dict[str, Any]:
    """Return what the page shows for a query string (``months``, ``from``)."""
    period = asked.get("months", "")
    period = period if period in trends.PERIODS else USUAL
    today = clock.today(business.zone)
    months = trends.period_of(business, period, today=today)
    sources = trends.sources(business, months)
    source = asked.get("from", "")
    source = source if source in sources else Tally.Source.ASKED.value
    found = trends.sums(business, months, source)
    themes = trends.themes(business, found.themes, MOST_THEMES)
    said = [Said(theme, found.themes[theme.pk]) for theme in themes]
    is_few = found.replies < FEW
    return {
        "period": period,
        "periods": PERIODS,
        "source": source,
        "sources": [(one, SOURCES[Tally.Source(one)]) for one in sources],
        "sums": found,
        "is_few": is_few,
        "since": months[0],
        "today": today,
        "last_theme_day": _quiet_since(business, said, source, today),
        "ratings": None if is_few else _ratings(found, Ways.of(source)),
        "questions": _questions(business, found, Ways.of(source)),
        "themes": said,
        "usual_time": _usual(found),
        "share": _share(found),
        "quotes": list(_words(business, source)) if is_few else [],
        "counted_at": trends.counted_at(business),
    }


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the words behind the bars of one page are: on ``page``, of ``source``."""

    page: str
    source: str

    @classmethod
    def of(cls, source: str) -> "Ways":
        """Return the ways for replies of one source; the address is looked up once."""
        return cls(reverse("surveys:trend-words"), source)

    def rated(self, month: date, rating: int) -> str:
        """Return the address of the replies of a month with one rating."""
        return f"{self._of(month)}&rating={rating}"

    def picked(self, month: date, lineage: UUID, step: int) -> str:
        """Return the address of the replies that picked one answer."""
        return f"{self._of(month)}&question={lineage}&step={step}"

    def _of(self, month: date) -> str:
        return f"{self.page}?from={self.source}&month={month:%Y-%m}"


def _ratings(found: Sums, ways: Ways) -> Chart:
    words = dict(Reply.Rating.choices)
    names = [(str(words.get(value, _("No rating"))), tone) for value, tone in _RATED]
    columns = [
        _column(
            month,
            [
                Part(found.ratings[month][value], ways.rated(month, value))
                for value, _tone in _RATED
            ],
        )
        for month in found.months
    ]
    return stacked(names, columns)


def _questions(business: Business, found: Sums, ways: Ways) -> list[Answers]:
    asked = trends.questions(business, found.answers)
    return [_answers(one, found, ways) for one in asked]


def _answers(one: Asked, found: Sums, ways: Ways) -> Answers:
    months = found.answers[one.lineage]
    totals: Counter[int] = sum(months.values(), Counter())
    steps = _steps(one, totals)
    columns = [
        _column(
            month,
            [
                Part(months[month][step], ways.picked(month, one.lineage, step))
                for step, _name, _tone in steps
            ],
        )
        for month in found.months
    ]
    names = [(name, tone) for _step, name, tone in steps]
    said = [(name, totals[step]) for step, name, _tone in steps]
    return Answers(one, stacked(names, columns), said, totals.total())


def _steps(one: Asked, totals: Counter[int]) -> list[tuple[int, str, str]]:
    """Return (step, what it is called, tone) of every answer, from the bottom up."""
    kind = one.newest.kind
    if kind == QuestionKind.YES_PARTLY_NO:
        words = {1: _("Yes"), 2: _("Partly"), 3: _("No")}
        return [(step, words[step], tone) for step, tone in _YES_PARTLY_NO]
    if kind == QuestionKind.FACES:
        rated = dict(Reply.Rating.choices)
        return [(step, str(rated[step]), tone) for step, tone in _RATED if step]
    options = dict(enumerate(one.newest.options, start=1))
    known = sorted(options.keys() | totals.keys())
    gone = _("An answer that is no longer offered")
    return [
        (step, str(options.get(step, gone)), f"o{(at % 6) + 1}")
        for at, step in enumerate(known)
    ]


def _column(month: date, parts: list[Part]) -> Column:
    return Column(date_format(month, "M"), date_format(month, "F Y"), parts)


def _quiet_since(
    business: Business, said: list[Said], source: str, today: date
) -> date | None:
    """Return the day on which the first theme was last said, if that is a while ago."""
    if not said:
        return None
    last = trends.last_said(business, said[0].theme, source)
    return last if last and today - last > QUIET else None


def _usual(found: Sums) -> str | Promise:
    hours = found.usual_hours
    if hours is None:
        return ""
    if not hours:
        return _("more than 30 days")
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def _share(found: Sums) -> int | None:
    """Return how many of a hundred whom we reached replied; None if they are few."""
    if found.reached < FEW:
        return None
    return min(100, round(100 * found.answered / found.reached))


def _words(business: Business, source: str) -> list[Reply]:
    rows = trends.replies_behind(business, None, source).exclude(words="")
    return list(rows[:MOST_QUOTES])


@dataclass(frozen=True, slots=True)
class Behind:
    """Which words are asked for: one bar, or one month."""

    source: str
    month: date | None
    rating: int | None = None
    question: UUID | None = None
    step: int = 0

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Behind":
        """Return what a query string asks for; whatever is made up is left out."""
        source = asked.get("from", "")
        known = source if source in Tally.Source.values else Tally.Source.ASKED.value
        rating, step = asked.get("rating", ""), asked.get("step", "")
        return cls(
            known,
            _month(asked.get("month", "")),
            int(rating) if rating in "012345" and len(rating) == 1 else None,
            _uuid(asked.get("question", "")),
            int(step) if step.isascii() and step.isdigit() and len(step) < 3 else 0,
        )


def behind_context(business: Business, which: Behind) -> dict[str, Any]:
    """Return what the page of the words behind a bar shows."""
    rows = trends.replies_behind(business, which.month, which.source)
    asked = None
    if which.rating is not None:
        rows = rows.filter(rating=which.rating or None)
    if which.question:
        rows = rows.filter(trends.picked(which.question, which.step))
        asked = next(iter(trends.questions(business, [which.question])), None)
    names = dict(Reply.Rating.choices) | {0: _("No rating")}
    label = names.get(which.rating, "") if which.rating is not None else ""
    if asked:
        steps = _steps(asked, Counter({which.step: 1}))
        label = next((name for step, name, _t in steps if step == which.step), "")
    return {
        "rows": rows,
        "behind": which,
        "label": label,
        "asked": asked,
        "source_name": SOURCES[Tally.Source(which.source)],
    }


def _month(text: str) -> date | None:
    year, _dash, month = text.partition("-")
    is_date = year.isascii() and year.isdigit() and month.isascii() and month.isdigit()
    if not is_date or len(text) != len("2026-11"):
        return None
    good = 2000 <= int(year) <= 2999 and 1 <= int(month) <= 12
    return date(int(year), int(month), 1) if good else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
