"""Counting what the public page says in numbers."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)

from actions.models import Action
from feedback.accounts.models import Business
from public_wall.models import PublicReply, Removal, Update
from public_wall.numbers import (
    BETWEEN,
    HAPPY,
    PLACES,
    RATINGS,
    UNHAPPY,
    Asking,
    Changes,
    Facts,
    Hearing,
    Showing,
)
from public_wall.rules import Period, last_year
from public_wall.selectors import comments
from public_wall.selectors.updates import published_updates
from surveys.models import ASKED_CHANNELS, Invitation, Reply

ASKED = (
    Invitation.Status.ASKED,
    Invitation.Status.ANSWERED,
    Invitation.Status.EXPIRED,
)


Row = tuple[str, int | None, bool, int]


def facts(business: Business, *, now: datetime) -> Facts:
    """Return the numbers of ``business`` for the fixed period; nine queries."""
    period = last_year(business, now=now)
    replies = comments.counted_replies(business, now=now)
    rows = _grouped(replies, now)
    ratings = _sum(rows, lambda row: row[1])
    places = _sum(rows, lambda row: row[0])
    return Facts(
        period=period,
        asking=_asking(business, period),
        answered=sum(row[3] for row in rows),
        people=replies.values("customer").distinct().count(),
        ratings={rating: ratings[rating] for rating in RATINGS},
        unrated=ratings[None],
        places={place: places[place] for place in PLACES},
        removed_by_ground=_removed(replies, now),
        showing=_showing([row for row in rows if row[0] == comments.SHOWN]),
        hearing=_hearing(business, replies),
        changes=_changes(business, now),
        unchecked=_unchecked(business, now),
    )


def _unchecked(business: Business, now: datetime) -> dict[str, int]:
    rows = _grouped(comments.open_replies(business, now=now), now)
    places = _sum(rows, lambda row: row[0])
    return {place: places[place] for place in PLACES}


def _grouped(replies: QuerySet[Reply], now: datetime) -> list[Row]:
    answered = Exists(PublicReply.objects.filter(reply=OuterRef("pk")))
    rows = comments.with_place(replies, now=now).annotate(is_answered=answered)
    groups = rows.values("place", "rating", "is_answered").order_by()
    groups = groups.annotate(number=Count("pk"))
    return list(groups.values_list("place", "rating", "is_answered", "number"))


def _sum(rows: list[Row], key: Callable[[Row], Any]) -> Counter[Any]:
    total: Counter[Any] = Counter()
    for row in rows:
        total[key(row)] += row[3]
    return total


def _showing(shown: list[Row]) -> Showing:
    ratings = _sum(shown, lambda row: row[1])
    return Showing(
        happy=sum(ratings[rating] for rating in HAPPY),
        between=sum(ratings[rating] for rating in BETWEEN),
        unhappy=sum(ratings[rating] for rating in UNHAPPY),
        replied=sum(row[3] for row in shown if row[2]),
    )


def _asking(business: Business, period: Period) -> Asking:
    asked = Invitation.objects.filter(
        business=business,
        is_test=False,
        channel__in=ASKED_CHANNELS,
        status__in=ASKED,
        asked_at__gte=period.start,
        asked_at__lte=period.end,
    )
    counted = Reply.objects.filter(
        invitation=OuterRef("pk"), is_test=False, is_suspicious=False
    )
    found = asked.aggregate(
        times=Count("pk"),
        people=Count("customer", distinct=True),
        replied=Count("pk", filter=Q(Exists(counted))),
    )
    return Asking(**found)


def _removed(replies: QuerySet[Reply], now: datetime) -> dict[str, int]:
    gone = comments.with_place(replies, now=now).filter(
        comments.is_in(comments.REMOVED)
    )
    rows = Removal.objects.filter(
        state=Removal.State.REMOVED, reply__in=gone.values("pk")
    )
    found = dict(rows.values_list("ground").order_by().annotate(Count("pk")))
    return {ground: found.get(ground, 0) for ground in Removal.Ground.values}


def _hearing(business: Business, replies: QuerySet[Reply]) -> Hearing:
    took = ExpressionWrapper(
        F("heard_at") - F("submitted_at"), output_field=DurationField()
    )
    heard = replies.filter(heard_at__isnull=False)
    number = heard.count()
    times = heard.annotate(took=took).order_by("took").values_list("took", flat=True)
    middle = list(times[(number - 1) // 2 : number // 2 + 1]) if number else []
    seconds = [each.total_seconds() for each in middle]
    waiting = Reply.objects.filter(
        business=business,
        is_test=False,
        is_suspicious=False,
        is_verified=True,
        waits_for_person=True,
    )
    hours = round(sum(seconds) / len(seconds) / 3600, 1) if seconds else None
    return Hearing(number, hours, waiting.count())


def _changes(business: Business, now: datetime) -> Changes:
    period = last_year(business, now=now)
    kinds = Counter(
        published_updates(business, now=now).order_by().values_list("kind", flat=True)
    )
    taken_back = Update.objects.filter(
        business=business,
        withdrawn_at__isnull=False,
        decided_on__gte=period.first,
        decided_on__lte=period.last,
    )
    return Changes(
        changed=kinds[Update.Kind.DID],
        decided_not_to=kinds[Update.Kind.NOT_THIS_TIME],
        in_progress=_in_progress(business),
        withdrawn=taken_back.count(),
    )


def _in_progress(business: Business) -> int:
    doing = (Action.State.TODO, Action.State.DOING)
    return Action.objects.filter(business=business, state__in=doing).count()
