"""Counting days afresh, from the replies and invitations themselves, for `Tally`.

Each query counts one measure over a span of days, set by set.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from feedback.accounts.models import Business
from surveys.models import (
    ASKED_CHANNELS,
    OPEN_CHANNELS,
    Answer,
    Invitation,
    Reply,
    Tally,
    ThemeQuote,
)
from surveys.tallies import HEARD_AFTER, Span, months_between

Measure, Source = Tally.Measure, Tally.Source
REACHED = (
    Invitation.Status.ASKED,
    Invitation.Status.ANSWERED,
    Invitation.Status.EXPIRED,
)


class Cell(NamedTuple):
    """What one tally is about: its columns but for the number."""

    day: date
    survey: UUID
    kind: str
    source: str
    measure: str
    subject: UUID | None
    value: int


def count_span(business: Business, span: Span, zone: ZoneInfo) -> Counter[Cell]:
    """Return every number of the days of ``span`` by the calendar of ``zone``."""
    found: Counter[Cell] = Counter()
    start, end = span.bounds(zone)
    replies = Reply.objects.filter(
        business=business,
        is_test=False,
        is_suspicious=False,
        submitted_at__gte=start,
        submitted_at__lt=end,
    )
    for cell, n in (
        *_ratings(replies, zone),
        *_words(replies, zone),
        *_heard(replies, zone),
        *_lags(replies, zone),
        *_answers(replies, zone),
        *_themes(replies, zone),
        *_asked(business, span, zone),
    ):
        found[cell] += n
    return found


def counted_themes(business: Business, days_of: UUID) -> list[date]:
    """Return the days that have a tally of the theme ``days_of``."""
    rows = Tally.objects.filter(
        business=business, is_month=False, subject=days_of, measure=Measure.THEME
    )
    return list(rows.values_list("day", flat=True).distinct())


def _ratings(replies: QuerySet[Reply], zone: ZoneInfo) -> Iterator[tuple[Cell, int]]:
    rows = _by_day(replies, "", zone).annotate(
        worth=Coalesce(F("rating"), 0, output_field=IntegerField())
    )
    yield from _cells(Measure.RATING, _number(rows, worth="worth"))


def _words(replies: QuerySet[Reply], zone: ZoneInfo) -> Iterator[tuple[Cell, int]]:
    rows = _by_day(replies.exclude(words=""), "", zone)
    yield from _cells(Measure.WORDS, _number(rows))


def _heard(replies: QuerySet[Reply], zone: ZoneInfo) -> Iterator[tuple[Cell, int]]:
    steps = [
        When(heard_at__lte=F("submitted_at") + timedelta(hours=hours), then=Value(step))
        for step, hours in enumerate(HEARD_AFTER)
    ]
    took = Case(*steps, default=Value(len(HEARD_AFTER)), output_field=IntegerField())
    heard = replies.filter(heard_at__isnull=False)
    rows = _by_day(heard, "", zone).annotate(worth=took)
    yield from _cells(Measure.HEARD, _number(rows, worth="worth"))


def _lags(replies: QuerySet[Reply], zone: ZoneInfo) -> Iterator[tuple[Cell, int]]:
    asked = replies.filter(is_verified=True, invitation__asked_at__isnull=False)
    rows = _by_day(asked, "", zone).annotate(
        other_day=TruncDate("invitation__asked_at", tzinfo=zone)
    )
    for row in _number(rows, subject="other_day"):
        day, survey, kind, source, other_day, _value, n = row
        lag = months_between(other_day, day)
        yield Cell(day, survey, kind, source, Measure.LAG, None, lag), n


def _answers(replies: QuerySet[Reply], zone: ZoneInfo) -> Iterator[tuple[Cell, int]]:
    picked = Answer.objects.filter(reply__in=replies, step__isnull=False)
    rows = _by_day(picked, "reply__", zone)
    counted = _number(rows, subject="question__lineage", worth="step")
    yield from _cells(Measure.ANSWER, counted)


def _themes(replies: QuerySet[Reply], zone: ZoneInfo) -> Iterator[tuple[Cell, int]]:
    said = ThemeQuote.objects.filter(reply__in=replies, is_removed=False)
    rows = _by_day(said, "reply__", zone).annotate(
        root=Coalesce(F("theme__merged_into"), F("theme"))
    )
    counted = _number(rows, subject="root", of=Count("reply", distinct=True))
    yield from _cells(Measure.THEME, counted)


def _asked(
    business: Business, span: Span, zone: ZoneInfo
) -> Iterator[tuple[Cell, int]]:
    start, end = span.bounds(zone)
    reached = Case(
        When(status__in=REACHED, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    asked = Invitation.objects.filter(
        business=business,
        is_test=False,
        channel__in=ASKED_CHANNELS,
        asked_at__gte=start,
        asked_at__lt=end,
    ).exclude(status=Invitation.Status.PLANNED)
    rows = asked.annotate(
        on=TruncDate("asked_at", tzinfo=zone),
        of=F("survey"),
        sort=F("interaction__kind"),
        came=Value(Source.ASKED.value, output_field=CharField()),
        worth=reached,
    )
    yield from _cells(Measure.ASKED, _number(rows, worth="worth"))


def _by_day(rows: QuerySet[Any], to: str, zone: ZoneInfo) -> QuerySet[Any]:
    """Name day, survey, kind and source of rows, which have a reply at ``to``."""
    came = Case(
        When(Q((f"{to}is_verified", True)), then=Value(Source.ASKED.value)),
        When(
            Q((f"{to}channel__in", list(OPEN_CHANNELS))), then=Value(Source.OPEN.value)
        ),
        default=Value(Source.HEARD.value),
        output_field=CharField(),
    )
    named: QuerySet[Any] = rows.annotate(
        on=TruncDate(f"{to}submitted_at", tzinfo=zone),
        of=Coalesce(F(f"{to}survey"), F(f"{to}version__survey")),
        sort=F(f"{to}kind"),
        came=came,
    )
    return named


def _number(
    rows: QuerySet[Any], *, subject: str = "", worth: str = "", of: Any = None
) -> Iterator[tuple[Any, ...]]:
    """Yield (day, survey, kind, source, subject, value, number) of each combination."""
    names = ["on", "of", "sort", "came", *filter(None, (subject, worth))]
    counted = rows.order_by().values(*names).annotate(number=of or Count("pk"))
    for row in counted:
        yield (
            *(row[name] for name in names[:4]),
            row[subject] if subject else None,
            row[worth] if worth else 1,
            row["number"],
        )


def _cells(measure: str, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Cell, int]]:
    for day, survey, kind, source, subject, value, n in rows:
        yield Cell(day, survey, kind, source, measure, subject, value), n
