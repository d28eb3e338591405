"""How often one person was asked, why, and when it could happen again."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from feedback.customers.models import Customer, Suppression
from feedback.customers.wishing import NO_WISHES, Wishes, wishes_of
from feedback.local_time import at_local
from surveys import phrases, rules
from surveys.days import local_day
from surveys.hours import NoOpening, next_sending_time
from surveys.models import ASKED_CHANNELS, Invitation
from surveys.rules import Standing
from surveys.selectors.asking import WRITTEN_TO, standings

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Asking:
    """One time that somebody was asked: when, after what, and whether reminded."""

    on: str
    why: str
    reminded_on: str = ""
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class HowOften:
    """What the page for one person says about asking them.

    ``next_on`` is the earliest day on which it could happen again, None if it will
    not; ``paused_until`` and ``every_days`` are their own wishes, if they hold.
    """

    asked: list[Asking]
    count: int
    next_on: date | None
    is_stopped: bool
    paused_until: date | None
    every_days: int


def how_often(
    customer: Customer, *, now: datetime, about: Invitation | None = None
) -> HowOften:
    """Return how often ``customer`` was asked; ``about`` is the asking whose mail
    they came from, if that is known (else the last one).
    """
    today = local_day(now, customer.business)
    rows = Invitation.objects.filter(
        customer=customer,
        status__in=WRITTEN_TO,
        channel__in=ASKED_CHANNELS,
        is_test=False,
        asked_at__lte=now,
    )
    rows = rows.select_related("interaction").order_by("-asked_at", "-id")
    shown = list(rows[:MOST_SHOWN])
    this = about.pk if about else next((row.pk for row in shown), None)
    wishes = wishes_of(customer) if customer.asked_at else NO_WISHES
    return HowOften(
        asked=[_asking(row, customer, today, is_this=row.pk == this) for row in shown],
        count=len(shown) if len(shown) < MOST_SHOWN else rows.count(),
        next_on=_next_on(customer, now),
        is_stopped=Suppression.Reason.OPTED_OUT in wishes.reasons,
        paused_until=_holding(wishes, today),
        every_days=wishes.every_days,
    )


def _asking(
    row: Invitation, customer: Customer, today: date, *, is_this: bool
) -> Asking:
    work, business = row.interaction, customer.business
    asked_on = local_day(row.asked_at or row.due_at, business)
    reminded = local_day(row.reminded_at, business) if row.reminded_at else None
    day = local_day(work.happened_at, business)
    return Asking(
        on=phrases.full_day(asked_on, today=today),
        why=phrases.job(work.kind, day, work.handler, today=today),
        reminded_on=phrases.full_day(reminded, today=today) if reminded else "",
        is_this=is_this,
    )


def _holding(wishes: Wishes, today: date) -> date | None:
    until = wishes.paused_until
    return until if until and until > today else None


def _next_on(customer: Customer, now: datetime) -> date | None:
    business = customer.business
    standing = standings(business, [customer], around=now)[customer.pk]
    if rules.hard_reason(standing):
        return None
    try:
        moment = next_sending_time(business, _free_from(customer, standing, now))
    except NoOpening:
        return None
    planned = [row.due_at for row in standing.planned if row.due_at >= moment]
    return local_day(min([*planned, moment]), business)


def _free_from(customer: Customer, standing: Standing, now: datetime) -> datetime:
    business = customer.business
    rest = rules.rest_of(business, standing)
    pauses = [standing.own_pause_until, standing.paused_until]
    ends = [at_local(day, time(), business.zone) for day in pauses if day]
    # A second more, so that the day is one on which it is over.
    ends += [at + rest + timedelta(seconds=1) for at in standing.contacts]
    return max([now, *ends])
