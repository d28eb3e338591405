"""Who raised an action, which of them can be told about it, and who was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext

from actions.models import Action, ActionReply, LeftOut, Telling, TellingRhythm
from feedback import clock
from feedback.accounts.models import Business
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer, Suppression
from feedback.customers.selectors import suppressions_of_all
from feedback.customers.wishing import NO_WISHES, wishes_of_all
from surveys.models import Reply

# Not to be asked again is no wish not to be told; see C5 and `Suppression.Reason`.
REFUSALS = (
    Suppression.Reason.NO_UPDATES,
    Suppression.Reason.COMPLAINED,
    Suppression.Reason.BOUNCED,
)
UNDO = timedelta(minutes=10)
MOST_TO_ADD = 50


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who raised an action: one person, however often they said it.

    ``why_not`` says in words why they cannot be told; empty if they can.
    """

    customer: Customer
    replies: tuple[Reply, ...]
    why_not: str = ""


def listeners(action: Action) -> list[Listener]:
    """Return everybody who raised ``action``, whoever said it first first.

    Whoever was merged into somebody is that person, once.
    """
    # What a machine may have said nobody said, as long as nobody says so.
    links = action.links.filter(reply__is_suspicious=False)
    links = links.select_related("reply__customer__merged_into", "reply__business")
    people: dict[UUID, Customer] = {}
    said: dict[UUID, list[Reply]] = {}
    for link in links.order_by("reply__submitted_at", "reply_id"):
        customer = link.reply.customer.merged_into or link.reply.customer
        customer.business = action.business
        people.setdefault(customer.pk, customer)
        said.setdefault(customer.pk, []).append(link.reply)
    known = suppressions_of_all(action.business, [c.email for c in people.values()])
    pauses = paused_until(action.business, list(people.values()))
    return [
        Listener(
            customer,
            tuple(said[pk]),
            _why_not(customer, known.get(email_key(customer.email)), pauses.get(pk)),
        )
        for pk, customer in people.items()
    ]


def paused_until(business: Business, customers: Sequence[Customer]) -> dict[UUID, date]:
    """Return until when each of ``customers`` is left alone, of those who are: they
    asked for it, or somebody of the team did.
    """
    wishes, today = wishes_of_all(business, customers), clock.today(business.zone)
    found = {}
    for customer in customers:
        own = wishes.get(customer.pk, NO_WISHES).paused_until
        days = [day for day in (own, customer.paused_until) if day and day > today]
        if days:
            found[customer.pk] = max(days)
    return found


def tells_about(action: Action) -> str:
    """Return what people would be told now, one of `Telling.About`."""
    if action.is_open:
        return Telling.About.LATER
    return Telling.About(action.outcome)


def told_ids(action: Action, about: str, due_on: date) -> set[UUID]:
    """Return the customers who were told this already, or who will be."""
    rows = Telling.objects.filter(
        action=action, about=about, due_on=due_on, round=action.round, why_not=""
    )
    pairs = rows.values_list("customer_id", "customer__merged_into_id")
    return {merged or own for own, merged in pairs}


def left_out(action: Action) -> QuerySet[LeftOut]:
    """Return who is not told of this, and why."""
    rows = LeftOut.objects.filter(
        action=action,
        about=tells_about(action),
        due_on=action.due_on,
        round=action.round,
    )
    return rows.select_related("customer", "left_out_by__user").order_by("left_out_at")


def tellings(action: Action) -> QuerySet[Telling]:
    """Return what was sent about how it stands now, first first."""
    rows = Telling.objects.filter(
        action=action,
        about=tells_about(action),
        due_on=action.due_on,
        round=action.round,
    )
    return rows.select_related("customer").order_by("sent_at", "id")


def newcomers(action: Action) -> list[Listener]:
    """Return who could be told and is neither told nor left out: they said the same
    later, or their pause is over.
    """
    told = told_ids(action, tells_about(action), action.due_on)
    left = {row.customer_id for row in left_out(action)}
    everybody = (one for one in listeners(action) if not one.why_not)
    return [one for one in everybody if one.customer.pk not in told | left]


def can_be_undone(action: Action, *, now: datetime) -> bool:
    """Whether something was sent within ten minutes and no mail has it yet."""
    return waiting(action).filter(sent_at__gt=now - UNDO).exists()


def waiting(action: Action) -> QuerySet[Telling]:
    """Return what was sent about an action and waits for the mail of its day."""
    return tellings(action).filter(
        goes_at__isnull=False, mailed_at=None, why_not=Telling.WhyNot.NO
    )


def rhythm_of(business: Business) -> TellingRhythm:
    """Return when this business tells and asks; as usual if nobody chose."""
    chosen = TellingRhythm.objects.filter(business=business).first()
    return chosen or TellingRhythm(business=business)


def replies_to_add(action: Action) -> QuerySet[Reply]:
    """Return recent replies with words that could say the same, newest first."""
    linked = ActionReply.objects.filter(action=action)
    rows = Reply.objects.filter(
        Q(waits_for_person=True) | Q(state=Reply.State.NEW),
        business=action.business,
        is_test=False,
        is_suspicious=False,
    )
    rows = rows.exclude(words="").exclude(pk__in=linked.values("reply"))
    return rows.select_related("customer").order_by("-submitted_at")[:MOST_TO_ADD]


def had_mail(people: Iterable[UUID], day: date) -> bool:
    """Whether any of these rows of one person had their mail of ``day``."""
    ids = list(people)
    rows = Telling.objects.filter(customer__in=ids, mail_day=day)
    if rows.exists():
        return True
    # The layer's other mail of a day: a question alone.
    return Action.objects.filter(
        verdicts__customer__in=ids, verdicts__ask_day=day
    ).exists()


def reason_against(customer: Customer, reasons: set[str] | None) -> str:
    """Return why somebody can never be told, one of `Telling.WhyNot`, or nothing."""
    if not customer.email:
        return Telling.WhyNot.NO_ADDRESS
    found = (str(reason.value) for reason in REFUSALS if reason in (reasons or ()))
    return next(found, "")


def _why_not(customer: Customer, reasons: set[str] | None, paused: date | None) -> str:
    if not customer.email:
        return gettext("no email address")
    for reason in REFUSALS:
        if reason in (reasons or ()):
            return str(reason.label)
    if paused:
        day = date_format(paused, gettext("j F"))
        return gettext("paused until {day}").format(day=day)
    return ""
