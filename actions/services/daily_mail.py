"""The one mail that a customer gets on a day: all that waits for them goes in it.

A sweep, safe to run at any time, again and in parallel: each mail is one transaction,
which holds the person's row, and its key in the outbox has the person and the day.
Everything is looked at again here, since it may have waited for days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from actions.emails_telling import Daily, News, Question, Word, daily_email
from actions.models import Action, Telling, TellingRhythm, Verdict
from actions.selectors import telling as selectors
from actions.selectors.asked import telling_before
from actions.selectors.telling import UNDO, Listener
from actions.services.stale import is_stale, question_is_stale
from feedback import tenancy
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer
from feedback.customers.selectors import suppressions_of_all
from feedback.history import services as history
from feedback.history.services import CLOCK
from feedback.mail import services as mail
from feedback.mail.services import Posting
from surveys import days
from surveys.services import complaints

# What somebody sends "today" goes at any hour; the rest not in the evening, nor at
# night after an outage.
LATEST_HOUR = 20
FRESH = timedelta(hours=1)
MOST_PEOPLE = 500
ONE_DAY = timedelta(days=1)
WhyNot = Telling.WhyNot


@dataclass(slots=True)
class Round:
    """One pass over one business: what is the same for everybody in it."""

    business: Business
    now: datetime
    rhythm: TellingRhythm
    heard: dict[UUID, dict[UUID, Listener]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day on the business's calendar."""
        return self._local.date()

    @property
    def is_hour(self) -> bool:
        """Whether the mails of the day go now."""
        return self.rhythm.tells_at <= self._local.hour < LATEST_HOUR

    @property
    def _local(self) -> datetime:
        return self.now.astimezone(ZoneInfo(self.business.zone))

    def listeners(self, action: Action) -> dict[UUID, Listener]:
        """Return who raised ``action``, by customer; read once a pass."""
        if action.pk not in self.heard:
            everybody = selectors.listeners(action)
            self.heard[action.pk] = {one.customer.pk: one for one in everybody}
        return self.heard[action.pk]


def mail_due(*, now: datetime) -> int:
    """Post every mail of a day that is due at ``now``, in all businesses; returns how
    many. A business whose turn goes wrong holds up no other.
    """
    return sum(_mail_business(pk, now) for pk in _businesses(now))


def _businesses(now: datetime) -> list[UUID]:
    with tenancy.every_business():
        told = _waiting_tellings(now).order_by().values_list("business_id", flat=True)
        tomorrow = now.date() + ONE_DAY  # on the calendars farthest ahead of UTC
        asked = _waiting_questions(tomorrow).order_by()
        return sorted({*told, *asked.values_list("business_id", flat=True)})


def _mail_business(business_id: UUID, now: datetime) -> int:
    business = accounts.business_by_id(business_id)
    with tenancy.enter(business_id):
        turn = Round(business, now, selectors.rhythm_of(business))
        people = _people(turn)
    sent = 0
    for pk in people:
        with tenancy.enter(business_id), transaction.atomic():
            sent += _mail_person(turn, pk)
    return sent


def _people(turn: Round) -> list[UUID]:
    """Return whom anything is due for, the longest waiting first."""
    told = _waiting_tellings(turn.now)
    if not turn.is_hour:
        told = told.filter(goes_at__gt=turn.now - FRESH)
    found = list(_by_person(told.order_by("goes_at", "id")))
    if turn.is_hour:
        found += _by_person(_waiting_questions(turn.today).order_by("asks_on", "id"))
    return list(dict.fromkeys(found))[:MOST_PEOPLE]


def _by_person(rows: QuerySet[Telling] | QuerySet[Verdict]) -> Iterable[UUID]:
    own = Coalesce(F("customer__merged_into_id"), F("customer_id"))
    return rows.annotate(person=own).values_list("person", flat=True)


def _mail_person(turn: Round, pk: UUID) -> int:
    """Post one mail with everything that is for one person, if they have had none."""
    customer = Customer.objects.select_for_update(no_key=True).get(pk=pk)
    customer.business = turn.business
    family = [pk, *_merged_into(customer)]
    if selectors.had_mail(family, turn.today):
        return 0
    told, asked = _tellings_of(turn, family), _questions_of(turn, family)
    if against := _against(customer):
        _give_up(told, asked, against)
        return 0
    if selectors.paused_until(turn.business, [customer]):
        return 0
    news = _news(turn, customer, told)
    questions = _questions(turn, customer, asked)
    if not news and not questions:
        return 0
    return _post(turn, customer, news, questions)


def _post(
    turn: Round,
    customer: Customer,
    news: Sequence[tuple[Telling, News]],
    questions: Sequence[tuple[Verdict, Question]],
) -> int:
    hold = complaints.ask_if_settled(customer, now=turn.now) if news else None
    daily = Daily(
        customer,
        news=[item for _, item in news],
        questions=[item for _, item in questions],
        hold=hold,
    )
    key = f"told:{customer.pk}:{turn.today}"
    posting = Posting(mail.Kind.TOLD, key, customer.pk, due_at=turn.now)
    email = daily_email(daily, today=turn.today)
    if not mail.post(email, posting, business=turn.business):
        return 0
    _note_told(turn, [telling for telling, _ in news])
    _note_asked(turn, [verdict for verdict, _ in questions])
    return 1


def _note_told(turn: Round, told: Sequence[Telling]) -> None:
    rows = Telling.objects.filter(pk__in=[telling.pk for telling in told])
    rows.update(mailed_at=turn.now, mail_day=turn.today)
    if not turn.rhythm.asks_if_fixed:
        return
    after = timedelta(days=turn.rhythm.asks_after_days)
    Verdict.objects.bulk_create(
        (
            Verdict(
                business_id=telling.business_id,
                action_id=telling.action_id,
                customer_id=telling.customer_id,
                round=telling.round,
                asks_on=turn.today + after,
            )
            for telling in told
            if telling.about == Telling.About.DID
        ),
        ignore_conflicts=True,
    )


def _note_asked(turn: Round, asked: Sequence[Verdict]) -> None:
    rows = Verdict.objects.filter(pk__in=[verdict.pk for verdict in asked])
    rows.update(asked_at=turn.now, ask_day=turn.today)
    targets = [(verdict, verdict.customer_id) for verdict in asked]
    history.record_each("asked_if_fixed", targets, by=CLOCK)


def _news(
    turn: Round, customer: Customer, told: Sequence[Telling]
) -> list[tuple[Telling, News]]:
    """Return what is still true of it; the rest is marked as not sent."""
    found: list[tuple[Telling, News]] = []
    said: set[tuple[UUID, str]] = set()
    for telling in told:
        everybody = turn.listeners(telling.action)
        one = everybody.get(customer.pk)
        of = (telling.action_id, telling.about)
        if one is None or of in said or is_stale(telling, now=turn.now):
            _give_up([telling], [], WhyNot.OUTDATED)
            continue
        said.add(of)
        word = Word(telling.about, telling.words, others=len(everybody) > 1)
        found.append((telling, News(telling.action, one, word)))
    return found


def _questions(
    turn: Round, customer: Customer, asked: Sequence[Verdict]
) -> list[tuple[Verdict, Question]]:
    found = []
    for verdict in asked:
        one = turn.listeners(verdict.action).get(customer.pk)
        telling = telling_before(verdict)
        if one is None or telling is None or question_is_stale(verdict, now=turn.now):
            _give_up([], [verdict], WhyNot.OUTDATED)
            continue
        told_on = days.local_day(telling.mailed_at or telling.sent_at, turn.business)
        found.append((verdict, Question(verdict, one, telling.words, told_on)))
    return found


def _give_up(told: Sequence[Telling], asked: Sequence[Verdict], why: str) -> None:
    """Write down that these never go, and why; the action's history says so too."""
    Telling.objects.filter(pk__in=[row.pk for row in told]).update(why_not=why)
    Verdict.objects.filter(pk__in=[row.pk for row in asked]).update(why_not=why)
    for row in told:
        history.record(
            "not_told",
            row.action,
            by=CLOCK,
            customer_id=row.customer_id,
            why=(None, str(why)),
        )


def _against(customer: Customer) -> str:
    known = suppressions_of_all(customer.business, [customer.email])
    return selectors.reason_against(customer, known.get(email_key(customer.email)))


def _merged_into(customer: Customer) -> list[UUID]:
    rows = Customer.objects.filter(merged_into=customer)
    return list(rows.values_list("pk", flat=True))


def _tellings_of(turn: Round, family: Sequence[UUID]) -> list[Telling]:
    """Return what waits for these rows of one person: also what would have waited for
    a later hour, once it cannot be taken back.
    """
    rows = Telling.objects.filter(
        _IS_WAITING, customer__in=family, sent_at__lte=turn.now - UNDO
    )
    rows = rows.select_related("action__business").order_by("sent_at", "id")
    return list(rows)


def _questions_of(turn: Round, family: Sequence[UUID]) -> list[Verdict]:
    rows = _waiting_questions(turn.today).filter(customer__in=family)
    rows = rows.select_related("action__business", "customer")
    return list(rows.order_by("asks_on", "id"))


_IS_WAITING = Q(goes_at__isnull=False, mailed_at=None, why_not=WhyNot.NO)


def _waiting_tellings(now: datetime) -> QuerySet[Telling]:
    return Telling.objects.filter(_IS_WAITING, goes_at__lte=now)


def _waiting_questions(on: date) -> QuerySet[Verdict]:
    return Verdict.objects.filter(asked_at=None, why_not="", asks_on__lte=on)
