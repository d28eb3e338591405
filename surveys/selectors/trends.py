"""What trends show, from the tallies of months alone: a page for a business with a
million replies reads as many rows as one for a business with ten thousand.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from feedback.accounts.models import Business
from surveys.models import (
    Answer,
    Question,
    QuestionKind,
    Reply,
    Tally,
    TallyState,
    Theme,
)
from surveys.tallies import HEARD_AFTER, add_months, midnight, month_of

Measure, Source = Tally.Measure, Tally.Source
FEW = 10
MOST_MONTHS = 60
PERIODS = {"3": 3, "12": 12, "all": 0}


@dataclass(slots=True)
class Sums:
    """The months of one period: every number by month, subject and value."""

    months: list[date]
    ratings: defaultdict[date, Counter[int]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    answers: defaultdict[UUID, defaultdict[date, Counter[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Counter))
    )
    themes: Counter[UUID] = field(default_factory=Counter)
    heard: Counter[int] = field(default_factory=Counter)
    words: int = 0
    asked: int = 0
    reached: int = 0
    # Of those who were asked in the period, whenever they replied.
    answered: int = 0

    @property
    def replies(self) -> int:
        """How many replies came in the period."""
        return sum(counts.total() for counts in self.ratings.values())

    @property
    def usual_hours(self) -> int | None:
        """Within how many hours half of those who were answered were; 0 if it took
        longer than the longest step, None if nobody was answered.
        """
        total, seen = self.heard.total(), 0
        for step in sorted(self.heard):
            seen += self.heard[step]
            if 2 * seen >= total:
                return HEARD_AFTER[step] if step < len(HEARD_AFTER) else 0
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question through all versions: its newest words, and earlier ones."""

    lineage: UUID
    newest: Question
    earlier: list[str]


def period_of(business: Business, period: str, *, today: date) -> list[date]:
    """Return the months of a period ("3", "12" or "all"), oldest first: this one and
    those before it, for all time from the first that has a reply, at most five years.
    """
    number = PERIODS[period]
    this = month_of(today)
    if not number:
        rows = Tally.objects.filter(business=business, is_month=True)
        first = rows.aggregate(first=Min("day"))["first"] or this
        number = (this.year - first.year) * 12 + this.month - first.month + 1
        number = min(max(number, 1), MOST_MONTHS)
    return [add_months(this, -back) for back in reversed(range(number))]


def sums(business: Business, months: list[date], source: str) -> Sums:
    """Return the numbers of ``months`` for replies of one ``source``: one query."""
    found = Sums(months)
    rows = _months(business, source).filter(day__gte=months[0], day__lte=months[-1])
    columns = ("day", "measure", "subject", "value")
    counted = rows.order_by().values_list(*columns).annotate(sum=Sum("n"))
    for day, measure, subject, value, n in counted:
        _take(found, (day, measure, subject, value), n)
    return found


def sources(business: Business, months: list[date]) -> list[str]:
    """Return whose replies there are in ``months``, those who were asked first."""
    rows = Tally.objects.filter(
        business=business,
        is_month=True,
        day__gte=months[0],
        day__lte=months[-1],
        measure=Measure.RATING,
    )
    there = set(rows.order_by().values_list("source", flat=True).distinct())
    return [one for one in Source.values if one in there or one == Source.ASKED]


def questions(business: Business, lineages: Iterable[UUID]) -> list[Asked]:
    """Return the questions of ``lineages`` in the order in which the newest versions
    ask them, without the first with five words, which the ratings show already.
    """
    rows = (
        Question.objects.filter(business=business, lineage__in=list(lineages))
        .select_related("version__survey")
        .order_by("version__number", "version__created_at")
    )
    by_lineage: defaultdict[UUID, list[Question]] = defaultdict(list)
    for row in rows:
        by_lineage[row.lineage].append(row)
    found = [_asked(lineage, asked) for lineage, asked in by_lineage.items()]
    found.sort(key=lambda one: (one.newest.version.survey.name, one.newest.position))
    rated: set[UUID] = set()
    kept = []
    for one in found:
        survey = one.newest.version.survey_id
        if one.newest.kind == QuestionKind.FACES and survey not in rated:
            rated.add(survey)
            continue
        kept.append(one)
    return kept


def themes(business: Business, counts: Counter[UUID], most: int) -> list[Theme]:
    """Return the themes that are said most and not hidden, the most first."""
    shown = Theme.objects.filter(business=business, merged_into=None, hidden_at=None)
    rows = shown.filter(pk__in=[pk for pk, _n in counts.most_common(most * 2)])
    return sorted(rows, key=lambda theme: (-counts[theme.pk], theme.name))[:most]


def last_said(business: Business, theme: Theme, source: str) -> date | None:
    """Return the day on which somebody last brought ``theme`` up."""
    rows = Tally.objects.filter(
        business=business, is_month=False, subject=theme.pk, source=source
    )
    last: date | None = rows.aggregate(last=Max("day"))["last"]
    return last


def counted_at(business: Business) -> datetime | None:
    """Return when the numbers were last counted; None if they never were."""
    rows = TallyState.objects.filter(business=business)
    return rows.values_list("counted_at", flat=True).first()


def replies_behind(
    business: Business, month: date | None, source: str
) -> QuerySet[Reply]:
    """Return the replies that count, of one month or of all, newest first."""
    zone = ZoneInfo(business.zone)
    rows = Reply.objects.filter(
        _came(source), business=business, is_test=False, is_suspicious=False
    )
    if month:
        start = midnight(month, zone)
        end = midnight(add_months(month, 1), zone)
        rows = rows.filter(submitted_at__gte=start, submitted_at__lt=end)
    related = rows.select_related("customer", "invitation__interaction")
    return related.order_by("-submitted_at", "-id")


def picked(lineage: UUID, step: int) -> Exists:
    """Return the condition that a reply picked ``step`` for a question."""
    answers = Answer.objects.filter(
        reply=OuterRef("pk"), question__lineage=lineage, step=step
    )
    return Exists(answers)


def _months(business: Business, source: str) -> QuerySet[Tally]:
    return Tally.objects.filter(business=business, is_month=True, source=source)


def _take(found: Sums, cell: tuple[date, str, UUID, int], n: int) -> None:
    day, measure, subject, value = cell
    if measure == Measure.RATING:
        found.ratings[day][value] += n
    elif measure == Measure.ANSWER:
        found.answers[subject][day][value] += n
    elif measure == Measure.THEME:
        found.themes[subject] += n
    elif measure == Measure.HEARD:
        found.heard[value] += n
    elif measure == Measure.WORDS:
        found.words += n
    elif measure == Measure.ASKED:
        found.asked += n
        found.reached += n * value
    elif add_months(day, -value) >= found.months[0]:
        found.answered += n


def _asked(lineage: UUID, rows: list[Question]) -> Asked:
    newest = rows[-1]
    texts = dict.fromkeys(row.text for row in rows)
    return Asked(lineage, newest, [text for text in texts if text != newest.text])


def _came(source: str) -> Q:
    verified = Q(is_verified=True)
    heard = Q(is_verified=False, channel="heard")
    open_ones = Q(is_verified=False) & ~Q(channel="heard")
    return {Source.ASKED: verified, Source.HEARD: heard}.get(Source(source), open_ones)
