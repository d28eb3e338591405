"""Counting days afresh, from the replies and invitations themselves."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import TruncDate

from feedback.accounts.models import Business
from public_wall.days import (
    CONSENTED,
    COUNTED,
    OPEN,
    PRIVATE,
    RATING_ONLY,
    STEP,
    DayCounts,
)
from surveys.models import ASKED_CHANNELS, OPEN_CHANNELS, Invitation, Reply

ASKED = (
    Invitation.Status.ASKED,
    Invitation.Status.ANSWERED,
    Invitation.Status.EXPIRED,
)
_SECONDS = int(STEP.total_seconds())


class Span(NamedTuple):
    """From ``start`` until just before ``end``."""

    start: datetime
    end: datetime


class Steps(Func):
    """How many `STEP`s lie between the second moment and the first, to the nearest."""

    arity = 2
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Count with PostgreSQL's intervals."""
        return self.as_sql(
            compiler,
            connection,
            template=(
                f"FLOOR(EXTRACT(EPOCH FROM %(expressions)s) / {_SECONDS}.0 + 0.5)::int"
            ),
            arg_joiner=" - ",
            **context,
        )

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Count with Django's function for SQLite, in microseconds."""
        return self.as_sql(
            compiler,
            connection,
            template=(
                "CAST(django_timestamp_diff(%(expressions)s)"
                f" / {_SECONDS}000000.0 + 0.5 AS INTEGER)"
            ),
            **context,
        )


def count_days(
    business: Business, spans: Sequence[Span], *, zone: ZoneInfo
) -> dict[date, DayCounts]:
    """Return what came in on each day of ``spans``, by the calendar of ``zone``; days
    on which nothing did are missing. Six queries, however long the spans are.
    """
    found: defaultdict[date, DayCounts] = defaultdict(DayCounts)
    if spans:
        _add_replies(found, business, spans, zone)
        _add_askings(found, business, spans, zone)
    return dict(found)


def _add_replies(
    found: defaultdict[date, DayCounts],
    business: Business,
    spans: Sequence[Span],
    zone: ZoneInfo,
) -> None:
    everything = _replies(business)
    replies = everything.filter(_within("submitted_at", spans))
    replies = replies.annotate(day=TruncDate("submitted_at", tzinfo=zone))
    counted = replies.filter(is_verified=True)
    for day, apart, place, rating, n in _groups(replies):
        found[day].groups[apart, place, rating] = n
    for day, before, n in _again(counted, everything.filter(is_verified=True), zone):
        found[day].again[before] = n
    for day, steps, n in _took(counted):
        found[day].took[max(steps, 0)] += n
    for day, before, n in _answers(replies, zone):
        found[day].answers[before] = n


def _add_askings(
    found: defaultdict[date, DayCounts],
    business: Business,
    spans: Sequence[Span],
    zone: ZoneInfo,
) -> None:
    everything = _askings(business)
    asked = everything.filter(_within("asked_at", spans))
    asked = asked.annotate(day=TruncDate("asked_at", tzinfo=zone))
    for day, n in _number(asked, "day"):
        found[day].asked = n
    for day, before, n in _asked_again(asked, everything, zone):
        found[day].asked_again[before] = n


def _replies(business: Business) -> QuerySet[Reply]:
    return Reply.objects.filter(business=business, is_test=False, is_suspicious=False)


def _askings(business: Business) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        business=business,
        is_test=False,
        channel__in=ASKED_CHANNELS,
        status__in=ASKED,
    )


def _within(name: str, spans: Sequence[Span]) -> Q:
    within = Q()
    for span in spans:
        within |= Q((f"{name}__gte", span.start), (f"{name}__lt", span.end))
    return within


def _groups(replies: QuerySet[Reply]) -> Any:
    apart = Case(
        When(is_verified=True, then=Value(COUNTED)),
        When(channel__in=OPEN_CHANNELS, then=Value(OPEN)),
        output_field=CharField(),
    )
    place = Case(
        When(words="", then=Value(RATING_ONLY)),
        When(~Q(consent__in=Reply.MAY_SHOW), then=Value(PRIVATE)),
        default=Value(CONSENTED),
        output_field=CharField(),
    )
    rows = replies.annotate(apart=apart, allowed=place).exclude(apart=None)
    return _number(rows, "day", "apart", "allowed", "rating")


def _again(
    counted: QuerySet[Reply], everything: QuerySet[Reply], zone: ZoneInfo
) -> Any:
    before = everything.filter(
        Q(submitted_at__lt=OuterRef("submitted_at")) | Q(pk__lt=OuterRef("pk")),
        customer=OuterRef("customer"),
        submitted_at__lte=OuterRef("submitted_at"),
    ).order_by("-submitted_at", "-id")
    return _number(_with_before(counted, before, "submitted_at", zone), "day", "before")


def _asked_again(
    asked: QuerySet[Invitation], everything: QuerySet[Invitation], zone: ZoneInfo
) -> Any:
    before = everything.filter(
        Q(asked_at__lt=OuterRef("asked_at")) | Q(pk__lt=OuterRef("pk")),
        customer=OuterRef("customer"),
        asked_at__lte=OuterRef("asked_at"),
    ).order_by("-asked_at", "-id")
    return _number(_with_before(asked, before, "asked_at", zone), "day", "before")


def _with_before(
    rows: QuerySet[Any], before: QuerySet[Any], name: str, zone: ZoneInfo
) -> QuerySet[Any]:
    moment = Subquery(before.values(name)[:1], output_field=DateTimeField())
    rows = rows.annotate(moment_before=moment).exclude(moment_before=None)
    dated: QuerySet[Any] = rows.annotate(before=TruncDate("moment_before", tzinfo=zone))
    return dated


def _took(counted: QuerySet[Reply]) -> Any:
    heard = counted.filter(heard_at__isnull=False)
    heard = heard.annotate(steps=Steps(F("heard_at"), F("submitted_at")))
    return _number(heard, "day", "steps")


def _answers(replies: QuerySet[Reply], zone: ZoneInfo) -> Any:
    asked = Invitation.objects.filter(
        pk=OuterRef("invitation"),
        is_test=False,
        channel__in=ASKED_CHANNELS,
        status__in=ASKED,
    )
    rows = replies.filter(Exists(asked))
    rows = rows.annotate(before=TruncDate("invitation__asked_at", tzinfo=zone))
    return _number(rows, "day", "before")


def _number(rows: QuerySet[Any], *names: str) -> Any:
    """Return how many ``rows`` there are of each combination of the columns."""
    counted = rows.order_by().values(*names).annotate(number=Count("pk"))
    return list(counted.values_list(*names, "number"))
