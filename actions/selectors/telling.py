"""Who raised an action, and which of them can be told about it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from actions.models import Action, Telling
from feedback.customers.addresses import email_key
from feedback.customers.models import Customer, Suppression
from feedback.customers.selectors import suppressions_of_all
from surveys.models import Reply

# Not to be asked again is no wish not to be told; see C5 and `Suppression.Reason`.
REFUSALS = (
    Suppression.Reason.NO_UPDATES,
    Suppression.Reason.COMPLAINED,
    Suppression.Reason.BOUNCED,
)


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who raised an action: one person, however often they said it.

    ``why_not`` says in words why they cannot be told; empty if they can.
    """

    customer: Customer
    replies: tuple[Reply, ...]
    why_not: str = ""


def listeners(action: Action) -> list[Listener]:
    """Return everybody who raised ``action``, whoever said it first first."""
    # What a machine may have said nobody said, as long as nobody says so.
    links = action.links.filter(reply__is_suspicious=False)
    links = links.select_related("reply__customer")
    said: dict[UUID, list[Reply]] = {}
    for link in links.order_by("reply__submitted_at", "reply_id"):
        said.setdefault(link.reply.customer_id, []).append(link.reply)
    people = [replies[0].customer for replies in said.values()]
    known = suppressions_of_all(action.business, [c.email for c in people])
    return [
        Listener(c, tuple(said[c.pk]), _why_not(c, known.get(email_key(c.email))))
        for c in people
    ]


def tells_about(action: Action) -> str:
    """Return what people would be told now, one of `Telling.About`."""
    if action.is_open:
        return Telling.About.LATER
    return Telling.About(action.outcome)


def told_ids(action: Action, about: str, due_on: date) -> set[UUID]:
    """Return the customers who were told this already."""
    rows = Telling.objects.filter(action=action, about=about, due_on=due_on)
    return set(rows.values_list("customer_id", flat=True))


def _why_not(customer: Customer, reasons: set[str] | None) -> str:
    if not customer.email:
        return gettext("no email address")
    for reason in REFUSALS:
        if reason in (reasons or ()):
            return str(reason.label)
    return ""
