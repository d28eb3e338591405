"""What actions were worth: for an action's page, the list of all, and the wall."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from actions.models import Action, PayOff
from actions.payoff import Count as Heard
from feedback.accounts.models import Business
from surveys.models import Answer as Picked
from surveys.models import Question, QuestionKind, Tally, Theme, ThemeQuote
from surveys.selectors.themes import side_of
from surveys.themes.language import PRAISE

About, Verdict = PayOff.About, PayOff.Verdict
Measure = Tally.Measure
PAGE = 50
# Of a baseline: so many replies are enough, and none older than a year.
MOST_BEFORE, LONGEST_BEFORE = 400, timedelta(days=365)
# Which steps of an answer are trouble. A choice has no better and worse.
TROUBLE = {QuestionKind.YES_PARTLY_NO: (2, 3), QuestionKind.FACES: (1, 2)}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared: a theme or a question, for one kind of interaction or all."""

    about: str
    subject: UUID
    called: str
    kind: str = ""


def pay_offs_of(action: Action) -> QuerySet[PayOff]:
    """Return every comparison of ``action``, the last doing first."""
    return PayOff.objects.filter(action=action).order_by("-done_at")


def newest(actions: Iterable[Action]) -> dict[UUID, PayOff]:
    """Return the comparison of the last doing of each of ``actions`` that has one
    about something, in one query: for the public page.
    """
    rows = PayOff.objects.filter(action__in=list(actions)).exclude(about="")
    return {row.action_id: row for row in rows.order_by("done_at")}


def all_of(business: Business, *, before: PayOff | None = None) -> QuerySet[PayOff]:
    """Return a page of the comparisons of ``business`` and one more, newest first."""
    rows = PayOff.objects.filter(business=business).exclude(about="")
    if before:
        same = Q(done_at=before.done_at, pk__lt=before.pk)
        rows = rows.filter(Q(done_at__lt=before.done_at) | same)
    return rows.select_related("action").order_by("-done_at", "-pk")[: PAGE + 1]


def verdicts(business: Business) -> dict[str, int]:
    """Return how many comparisons have each verdict, zeros too."""
    rows = PayOff.objects.filter(business=business).exclude(about="").order_by()
    counted = dict(rows.values_list("verdict").annotate(n=Count("pk")))
    return {verdict: counted.get(verdict, 0) for verdict in Verdict.values}


def subject_of(action: Action) -> Subject | None:
    """Return what is to be compared: the theme that at least half of the replies say
    which raised ``action``, or else the question that most of them had trouble with.
    None if nothing can be: praise, or an action that no reply raised.
    """
    replies = list(action.links.values_list("reply_id", "reply__kind"))
    if not replies:
        return None
    ids, kinds = [pk for pk, _kind in replies], {kind for _pk, kind in replies}
    kind = kinds.pop() if len(kinds) == 1 else ""
    theme = _theme(ids)
    if theme:
        return Subject(About.THEME, theme.pk, theme.name, kind)
    question = _question(ids)
    if question:
        return Subject(About.QUESTION, question.lineage, question.text, kind)
    return None


def heard(pay_off: PayOff, first: date, last: date) -> dict[date, Heard]:
    """Return for each day from ``first`` to ``last`` how many replies there were of
    people who were asked, and how many of them have the trouble.
    """
    rows = Tally.objects.filter(
        business_id=pay_off.business_id,
        is_month=False,
        day__gte=first,
        day__lte=last,
        source=Tally.Source.ASKED,
    )
    if pay_off.kind:
        rows = rows.filter(kind=pay_off.kind)
    if pay_off.about == About.THEME:
        hits = rows.filter(measure=Measure.THEME, subject=pay_off.subject)
        everybody = rows.filter(measure=Measure.WORDS)
    else:
        everybody = rows.filter(measure=Measure.ANSWER, subject=pay_off.subject)
        hits = everybody.filter(value__in=_trouble(pay_off.subject))
    found = _by_day(hits)
    # A quote whose words are gone leaves a hit without words: never more than all.
    return {
        day: Heard(min(found.get(day, 0), n), n)
        for day, n in _by_day(everybody).items()
    }


def is_merged(pay_off: PayOff) -> bool:
    """Whether its theme is no longer one by itself, so that nothing counts for it."""
    if pay_off.about != About.THEME or pay_off.subject is None:
        return False
    rows = Theme.objects.filter(pk=pay_off.subject, merged_into=None)
    return not rows.exists()


def _by_day(rows: QuerySet[Tally]) -> dict[date, int]:
    return dict(rows.order_by().values_list("day").annotate(sum=Sum("n")))


def _trouble(lineage: UUID | None) -> tuple[int, ...]:
    if lineage is None:
        return ()
    kind = Question.objects.filter(lineage=lineage).values_list("kind", flat=True)
    return TROUBLE.get(QuestionKind(kind.first() or QuestionKind.CHOICE), ())


def _theme(replies: list[UUID]) -> Theme | None:
    quotes = ThemeQuote.objects.filter(reply__in=replies, is_removed=False)
    said: dict[Theme, set[UUID]] = {}
    for quote in quotes.select_related("theme__merged_into").order_by("said_at", "id"):
        root = quote.theme.merged_into or quote.theme
        if root.hidden_at is None and side_of(root) != PRAISE:
            said.setdefault(root, set()).add(quote.reply_id)
    most = max(said, key=lambda theme: len(said[theme]), default=None)
    return most if most and 2 * len(said[most]) >= len(replies) else None


def _question(replies: list[UUID]) -> Question | None:
    had = Q()
    for kind, steps in TROUBLE.items():
        had |= Q(question__kind=kind, step__in=steps)
    rows = Picked.objects.filter(had, reply__in=replies)
    counted = rows.order_by().values("question__lineage", "question__kind")
    found = sorted(
        counted.annotate(n=Count("reply", distinct=True)),
        # How it was overall says least about what was wrong.
        key=lambda row: (row["question__kind"] != QuestionKind.FACES, row["n"]),
    )
    if not found:
        return None
    asked = Question.objects.filter(lineage=found[-1]["question__lineage"])
    return asked.order_by("-version__number").first()
