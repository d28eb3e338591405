"""Counting what the public page says in numbers, without counting large tables."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from actions.models import Action
from feedback.accounts.models import Business
from public_wall.days import (
    CONSENTED,
    COUNTED,
    OPEN,
    PRIVATE,
    RATING_ONLY,
    DayCounts,
    Sums,
    add_up,
)
from public_wall.models import Removal, Update
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
    Month,
    Showing,
)
from public_wall.rules import last_year
from public_wall.selectors import comments
from public_wall.selectors.hidden import Apart, answered_in_public, apart
from public_wall.selectors.kept import days_of
from public_wall.selectors.updates import published_updates
from surveys.models import Reply

Days = dict[date, DayCounts]


def facts(business: Business, *, now: datetime) -> Facts:
    """Return the numbers of ``business`` for the fixed period: a fixed number of
    queries, none of them over more than the last days' replies once the others are
    folded.
    """
    period = last_year(business, now=now)
    days = days_of(business, period)
    sums = add_up(days.items(), first=period.first)
    aside = apart(business, period, now=now)
    counted = [each for each in aside if each.apart == COUNTED]
    ratings = sums.ratings(COUNTED)
    return Facts(
        period=period,
        asking=Asking(sums.asked, sums.asked_people, sums.asked_replied),
        answered=sums.number(COUNTED),
        people=sums.people,
        ratings={rating: ratings[rating] for rating in RATINGS},
        unrated=ratings[None],
        places=_places(sums, aside, COUNTED),
        removed_by_ground=_grounds(counted),
        showing=_showing(sums, counted, answered_in_public(business, period, now=now)),
        hearing=_hearing(business, sums),
        changes=_changes(business, now),
        months=tuple(_months(days, counted, period.first)),
        unchecked=_places(sums, aside, OPEN),
    )


def _places(sums: Sums, aside: Sequence[Apart], kind: str) -> dict[str, int]:
    elsewhere = Counter(each.place for each in aside if each.apart == kind)
    found = {
        **elsewhere,
        comments.PRIVATE: sums.number(kind, PRIVATE),
        comments.RATING_ONLY: sums.number(kind, RATING_ONLY),
        comments.SHOWN: sums.number(kind, CONSENTED) - elsewhere.total(),
    }
    return {place: found.get(place, 0) for place in PLACES}


def _grounds(aside: Iterable[Apart]) -> dict[str, int]:
    removed = Counter(each.ground for each in aside if each.place == comments.REMOVED)
    return {ground: removed[ground] for ground in Removal.Ground.values}


def _showing(sums: Sums, aside: Sequence[Apart], answered: int) -> Showing:
    ratings = sums.ratings(COUNTED, CONSENTED)
    ratings.subtract(each.rating for each in aside)
    hidden = sum(each.is_answered for each in aside)
    return Showing(
        happy=sum(ratings[rating] for rating in HAPPY),
        between=sum(ratings[rating] for rating in BETWEEN),
        unhappy=sum(ratings[rating] for rating in UNHAPPY),
        replied=answered - hidden,
    )


def _hearing(business: Business, sums: Sums) -> Hearing:
    waiting = Reply.objects.filter(
        business=business,
        is_test=False,
        is_suspicious=False,
        is_verified=True,
        waits_for_person=True,
    )
    return Hearing(sums.took.total(), sums.median_hours, waiting.count())


def _months(days: Days, aside: Sequence[Apart], first: date) -> Iterable[Month]:
    by_month: dict[date, Days] = {}
    for day, counts in days.items():
        by_month.setdefault(day.replace(day=1), {})[day] = counts
    for month, inside in sorted(by_month.items()):
        sums = add_up(inside.items(), first=first)
        here = [each for each in aside if each.day.replace(day=1) == month]
        number = sums.number(COUNTED)
        if number:
            places = _places(sums, here, COUNTED)
            yield Month(month, number, places, _grounds(here))


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
        later=kinds[Update.Kind.LATER],
    )


def _in_progress(business: Business) -> int:
    doing = (Action.State.TODO, Action.State.DOING)
    return Action.objects.filter(business=business, state__in=doing).count()
