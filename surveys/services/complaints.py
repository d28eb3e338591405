"""While a complaint is open, nobody asks how it went."""

from django.db import transaction

from feedback import clock
from feedback.customers.models import Customer
from feedback.history import services as history
from feedback.history.services import Actor
from surveys.rules import Reason
from surveys.services.withdrawing import withdraw_unsent


@transaction.atomic
def hold_asking_for_complaint(customer: Customer, *, by: Actor) -> bool:
    """Ask and remind ``customer`` of nothing until the complaint is settled; False if
    one is open already. What waits in the outbox is taken out of it.
    """
    now = clock.now()
    rows = Customer.objects.filter(pk=customer.pk, complaint_open_since=None)
    if not rows.update(complaint_open_since=now):
        return False
    customer.complaint_open_since = now
    withdraw_unsent(customer, Reason.COMPLAINT)
    history.record(
        "complaint opened",
        customer,
        by=by,
        customer_id=customer.pk,
        complaint_open_since=(None, now),
    )
    return True


@transaction.atomic
def release_asking_after_complaint(customer: Customer, *, by: Actor) -> bool:
    """Let the rules for asking hold again; False if no complaint is open.

    Whatever was decided while it was open stays so: it can be asked by hand.
    """
    rows = Customer.objects.filter(pk=customer.pk).exclude(complaint_open_since=None)
    if not rows.update(complaint_open_since=None):
        return False
    since, customer.complaint_open_since = customer.complaint_open_since, None
    history.record(
        "complaint settled",
        customer,
        by=by,
        customer_id=customer.pk,
        complaint_open_since=(since, None),
    )
    return True
