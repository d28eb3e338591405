"""Reading one month as it really was, to try other rules on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from feedback.accounts.models import Business
from feedback.customers.models import Interaction
from feedback.customers.wishing import NO_WISHES, wishes_of_all
from surveys import rules
from surveys.models import Invitation, Survey
from surveys.rules import Standing
from surveys.selectors import asking

# Try-outs, and what is there only because somebody answered unasked or told us.
_NO_VISITS = (
    Interaction.Source.TEST,
    Interaction.Source.OPEN,
    Interaction.Source.HEARD,
)
MONTH = timedelta(days=30)
# More visits than these are not looked at: the page says so.
MOST_VISITS = 20_000


@dataclass(frozen=True, slots=True)
class Month:
    """What happened between two moments: the visits in order of time, how each
    person stood when it began, what was really decided for one survey, by visit,
    and whether there was more than we look at.
    """

    since: datetime
    until: datetime
    works: list[Interaction]
    surveys: list[Survey]
    standings: dict[UUID, Standing]
    really: dict[UUID, Invitation]
    is_cut: bool


def last_month(business: Business, survey: Survey, *, now: datetime) -> Month:
    """Return the 30 days up to ``now``, in a fixed number of queries.

    Of more than `MOST_VISITS` visits the latest are taken. Wishes, pauses and
    addresses are those of today.
    """
    since = now - MONTH
    works = list(_visits(business, since, now)[: MOST_VISITS + 1])
    kept = sorted(works[:MOST_VISITS], key=lambda work: (work.happened_at, work.pk))
    return Month(
        since=since,
        until=now,
        works=kept,
        surveys=asking.asking_surveys(business),
        standings=_standings_at(business, kept, since),
        really=_really(survey, kept, since, now),
        is_cut=len(works) > MOST_VISITS,
    )


def _visits(
    business: Business, since: datetime, until: datetime
) -> QuerySet[Interaction]:
    rows = Interaction.objects.filter(
        business=business,
        happened_at__gt=since,
        happened_at__lte=until,
        customer__is_test=False,
    )
    rows = rows.exclude(source__in=_NO_VISITS).select_related("customer")
    return rows.order_by("-happened_at", "-id")


def _standings_at(
    business: Business, works: Iterable[Interaction], since: datetime
) -> dict[UUID, Standing]:
    people = {work.customer_id: work.customer for work in works}
    wishes = wishes_of_all(business, people.values())
    wanted = max((wish.every_days for wish in wishes.values()), default=0)
    apart = max(rules.rest(business), timedelta(days=wanted))
    contacts = _contacts_before(business, since, since - apart)
    return {
        pk: asking.standing_of(
            customer, wishes.get(pk, NO_WISHES), contacts=contacts.get(pk, [])
        )
        for pk, customer in people.items()
    }


def _contacts_before(
    business: Business, moment: datetime, since: datetime
) -> dict[UUID, list[datetime]]:
    # By the whole business: so many visits are as many people to name in a query.
    rows = Invitation.objects.filter(
        business=business,
        asked_at__lt=moment,
        asked_at__gt=since - MONTH,
        status__in=asking.WRITTEN_TO,
        is_test=False,
    )
    found: dict[UUID, list[datetime]] = {}
    moments = rows.values_list("customer_id", "asked_at", "reminded_at")
    for customer_id, *contacts in moments.iterator(chunk_size=5000):
        before = [at for at in contacts if at is not None and since < at < moment]
        found.setdefault(customer_id, []).extend(before)
    return found


def _really(
    survey: Survey, works: Iterable[Interaction], since: datetime, until: datetime
) -> dict[UUID, Invitation]:
    wanted = {work.pk for work in works}
    rows = Invitation.objects.filter(
        survey=survey,
        interaction__happened_at__gt=since,
        interaction__happened_at__lte=until,
        is_test=False,
    )
    return {row.interaction_id: row for row in rows if row.interaction_id in wanted}
