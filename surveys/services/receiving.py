"""Taking in one piece of work that another system or a forwarded mail tells us of."""

from django.db import transaction

from feedback.accounts.models import Business
from feedback.customers import people
from feedback.customers.models import Customer, Interaction
from feedback.customers.services import NewInteraction, Person, find_or_add_all
from feedback.history.services import Actor
from surveys.models import Invitation
from surveys.services.collecting import take_in_for


@transaction.atomic
def add_customer(
    business: Business, person: Person, *, by: Actor
) -> tuple[Customer, bool]:
    """Return the customer that ``person`` is, stored if there was none; True beside
    one that is new. Raises `NotAnAddress`.
    """
    _one_at_a_time(business)
    row = people.as_row(business, person)
    known = people.known(business, [row])
    customer = find_or_add_all(business, [person], by=by)[0]
    return customer, not known


@transaction.atomic
def receive(
    business: Business, who: Customer | Person, work: NewInteraction, *, by: Actor
) -> tuple[Interaction, bool, list[Invitation]]:
    """Store ``work`` for ``who`` and decide whether they are asked.

    Returns the interaction, whether it is new, and every decision about it; what is
    there already changes nothing. Raises `NotAnAddress`.
    """
    _one_at_a_time(business)
    if isinstance(who, Person):
        who = find_or_add_all(business, [who], by=by)[0]
    row = take_in_for(business, [(who, work)], by=by).rows[0]
    return row.interaction, row.is_new, decisions_about(row.interaction)


def decisions_about(interaction: Interaction) -> list[Invitation]:
    """Return whether each survey asks about ``interaction``, or why not."""
    rows = interaction.invitations.select_related("survey")
    return list(rows.order_by("created_at", "id"))


def _one_at_a_time(business: Business) -> None:
    # As `collecting.take_in`: two requests must not add one person twice.
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
