"""Leaving: a person says stop, and nobody but that person can take it back."""

from django.db import transaction

from feedback.customers.models import Customer, Suppression
from feedback.customers.suppressing import lift_opt_out, suppress
from feedback.history import services as history
from feedback.history.services import CUSTOMER, Actor
from feedback.mail import services as mail
from surveys.models import Invitation
from surveys.services.withdrawing import empty_outbox, withdraw_unsent

Reason = Suppression.Reason
ABOUT_ASKING = (Reason.OPTED_OUT, Reason.PAUSED, Reason.LESS_OFTEN)


@transaction.atomic
def stop_asking(customer: Customer, *, by: Actor) -> None:
    """Never ask this person again, from this moment on.

    Whatever is planned is not asked, and what waits in the outbox is taken out of
    it; delivery looks once more before each mail. Saying it twice changes nothing.
    """
    _suppress(customer, Reason.OPTED_OUT, "stopped_asking", by=by)
    planned = Invitation.objects.filter(
        business_id=customer.business_id,
        customer=customer,
        status=Invitation.Status.PLANNED,
    )
    planned.update(
        status=Invitation.Status.NOT_ASKED, reason=Invitation.Reason.OPTED_OUT
    )
    withdraw_unsent(customer, Invitation.Reason.OPTED_OUT)


@transaction.atomic
def stop_telling(customer: Customer, *, by: Actor) -> None:
    """Never tell this person again what changed because of their words."""
    _suppress(customer, Reason.NO_UPDATES, "stopped_telling", by=by)
    empty_outbox(customer, [mail.Kind.TOLD])


@transaction.atomic
def resume_asking(customer: Customer) -> None:
    """Let the rules of the business hold again, because the person said so: it takes
    back stopping, pausing and asking less often.
    """
    taken = [reason for reason in ABOUT_ASKING if _take_back(customer, reason)]
    if taken:
        history.record("resumed_asking", customer, by=CUSTOMER, customer_id=customer.pk)


@transaction.atomic
def resume_telling(customer: Customer) -> None:
    """Let the business tell them what changed again, because they said so."""
    if _take_back(customer, Reason.NO_UPDATES):
        history.record(
            "resumed_telling", customer, by=CUSTOMER, customer_id=customer.pk
        )


def _suppress(customer: Customer, reason: Reason, verb: str, *, by: Actor) -> None:
    business, email = customer.business, customer.asked_at
    if email and suppress(business, email=email, reason=reason, by=by):
        history.record(verb, customer, by=by, customer_id=customer.pk)


def _take_back(customer: Customer, reason: Reason) -> bool:
    # What they said by text and what by mail: they take back both.
    addresses = filter(None, (customer.email, customer.phone_key))
    lifted = [
        lift_opt_out(customer.business, email=address, reason=reason)
        for address in addresses
    ]
    return any(lifted)
