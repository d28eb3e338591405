"""Themes as pages show them: how many people, in whose exact words, since when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber, TruncMonth

from feedback.accounts.models import Business
from surveys.models import Reply, Theme, ThemeQuote, Understanding
from surveys.selectors.around import PERHAPS, Around
from surveys.themes.language import PRAISE, PROBLEM

# Under so many replies with words there are counts and words, no shares and no lines.
FEW = 10
SHOWN_QUOTES = 2
MOST_COUNTED = 1000
_PEOPLE = Count("reply__customer", filter=Q(reply__is_verified=True), distinct=True)
_UNVERIFIED = Count("reply", filter=Q(reply__is_verified=False), distinct=True)
PERIODS = {"3": 3, "12": 12, "all": 0}


@dataclass(slots=True)
class ThemeRow:
    """A theme with how many people said it and the newest of their words."""

    theme: Theme
    people: int
    # Replies that anybody may have sent: shown and labelled, never counted in.
    unverified: int
    quotes: list["Quote"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of one reply, and where they stand in it."""

    pk: UUID
    reply: Reply
    words: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """How many people said something in the month that begins on ``first``."""

    first: date
    people: int


def shown_themes(business: Business) -> QuerySet[Theme]:
    """Return the themes that stand by themselves and are not hidden."""
    rows = Theme.objects.filter(business=business, merged_into=None)
    return rows.filter(hidden_at=None)


def theme_rows(business: Business, *, since: datetime | None) -> list[ThemeRow]:
    """Return every theme said ``since`` then, by most people first."""
    said = _said(business, since)
    counted = said.values(root=_root()).annotate(people=_PEOPLE, unverified=_UNVERIFIED)
    by_root = {row["root"]: row for row in counted}
    themes = shown_themes(business).filter(pk__in=by_root)
    rows = [
        ThemeRow(theme, by_root[theme.pk]["people"], by_root[theme.pk]["unverified"])
        for theme in themes
    ]
    rows.sort(key=lambda row: (-row.people, -row.unverified, row.theme.name))
    _add_quotes(rows, said)
    return rows


def words_count(business: Business, *, since: datetime | None) -> int:
    """Return how many replies with words count, at most `MOST_COUNTED`."""
    rows = Reply.objects.filter(business=business, is_test=False, is_suspicious=False)
    rows = rows.exclude(words="")
    if since:
        rows = rows.filter(submitted_at__gte=since)
    return rows[:MOST_COUNTED].count()


def side_of(theme: Theme) -> str:
    """Return "problem", "praise", or "" for a theme that takes no side."""
    side = theme.key.rpartition(".")[2]
    return side if side in (PROBLEM, PRAISE) else ""


def family(theme: Theme) -> list[UUID]:
    """Return the ids of ``theme`` and of what was merged into it."""
    merged = Theme.objects.filter(merged_into=theme).values_list("pk", flat=True)
    return [theme.pk, *merged]


def merged_into(theme: Theme) -> QuerySet[Theme]:
    """Return what was merged into ``theme``, by name."""
    return Theme.objects.filter(merged_into=theme).order_by("name")


def hidden_themes(business: Business) -> QuerySet[Theme]:
    """Return the themes that somebody hid, by name."""
    rows = Theme.objects.filter(business=business, merged_into=None)
    return rows.exclude(hidden_at=None).order_by("name")


def says(theme: UUID) -> Exists:
    """Return the condition that a reply says a theme, or one that was merged into it:
    a filter for lists.
    """
    either = Q(theme=theme) | Q(theme__merged_into=theme)
    quotes = ThemeQuote.objects.filter(either, reply=OuterRef("pk"), is_removed=False)
    return Exists(quotes)


def quotes_of(theme: Theme) -> QuerySet[ThemeQuote]:
    """Return the quotes of ``theme``, the newest first; the same words once, though
    two merged themes have them.
    """
    rows = ThemeQuote.objects.filter(_counts(), theme__in=family(theme))
    twins = ThemeQuote.objects.filter(
        theme__merged_into=theme,
        reply=OuterRef("reply"),
        start=OuterRef("start"),
        is_removed=False,
        pk__lt=OuterRef("pk"),
    )
    related = rows.filter(~Exists(twins)).select_related("reply__customer")
    return related.order_by("-said_at", "-id")


def people_count(theme: Theme) -> tuple[int, int]:
    """Return how many people said ``theme``, and how many unverified replies do."""
    rows = ThemeQuote.objects.filter(_counts(), theme__in=family(theme))
    found = rows.aggregate(people=_PEOPLE, unverified=_UNVERIFIED)
    return found["people"], found["unverified"]


def months_of(theme: Theme, *, today: date, months: int = 12) -> list[Month]:
    """Return how many people said ``theme`` in each of the last ``months``, up to the
    month of ``today``, in the business's own clock.
    """
    zone = ZoneInfo(theme.business.zone)
    firsts = _firsts(today, months)
    start = datetime.combine(firsts[0], datetime.min.time(), zone)
    rows = ThemeQuote.objects.filter(_counts(), theme__in=family(theme))
    counted = (
        rows.filter(said_at__gte=start)
        .annotate(month=TruncMonth("said_at", tzinfo=zone))
        .values("month")
        .annotate(people=_PEOPLE)
    )
    people = {row["month"].date(): row["people"] for row in counted}
    return [Month(first, people.get(first, 0)) for first in firsts]


def themes_of(reply: Reply) -> list[Theme]:
    """Return what ``reply`` is about, for its reading pane."""
    quotes = ThemeQuote.objects.filter(reply=reply, is_removed=False)
    related = quotes.select_related("theme__merged_into").order_by("start", "id")
    roots = (q.theme.merged_into or q.theme for q in related)
    themes = {t.pk: t for t in roots if t.hidden_at is None}
    return list(themes.values())


def understanding_of(reply: Reply, there: Around = PERHAPS) -> Understanding:
    """Return what is known of why ``reply`` came; an empty one if nothing is."""
    rows = Understanding.objects.select_related("confirmed_by__user")
    known = rows.filter(reply=reply).first() if there.understanding else None
    return known or Understanding(business_id=reply.business_id, reply=reply)


def exact(quotes: Sequence[ThemeQuote]) -> list[Quote]:
    """Return ``quotes`` with their words as they stand in the replies now."""
    found = (
        Quote(q.pk, q.reply, q.reply.words[q.start : q.end], q.said_at) for q in quotes
    )
    return [quote for quote in found if quote.words]


def since_months(months: int, *, now: datetime) -> datetime | None:
    """Return the beginning of a period of ``months``; None for all time."""
    return now - timedelta(days=round(months * 30.44)) if months else None


def _counts() -> Q:
    return Q(is_removed=False, reply__is_test=False, reply__is_suspicious=False)


def _root() -> Coalesce:
    return Coalesce(F("theme__merged_into"), F("theme"))


def _said(business: Business, since: datetime | None) -> QuerySet[ThemeQuote]:
    rows = ThemeQuote.objects.filter(_counts(), business=business)
    return rows.filter(said_at__gte=since) if since else rows


def _add_quotes(rows: list[ThemeRow], said: QuerySet[ThemeQuote]) -> None:
    place = Window(
        RowNumber(),
        partition_by=[_root()],
        order_by=[F("said_at").desc(), F("id").desc()],
    )
    rooted = said.annotate(root=_root(), place=place)
    newest = rooted.filter(place__lte=SHOWN_QUOTES)
    by_root: dict[UUID, list[ThemeQuote]] = {}
    for quote in newest.select_related("reply__customer").order_by("-said_at", "-id"):
        by_root.setdefault(quote.root, []).append(quote)
    for row in rows:
        row.quotes = exact(by_root.get(row.theme.pk, []))


def _firsts(today: date, months: int) -> list[date]:
    total = today.year * 12 + today.month - 1
    return [
        date(number // 12, number % 12 + 1, 1)
        for number in range(total - months + 1, total + 1)
    ]
