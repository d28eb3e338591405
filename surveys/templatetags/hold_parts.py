"""What pages about a customer say of an open complaint."""

from django import template

from feedback.customers.models import Customer
from surveys.models import ComplaintHold
from surveys.selectors import holds

register = template.Library()


@register.filter
def hold_of(customer: Customer) -> ComplaintHold | None:
    """Return the open hold of ``customer``: why, by whom, and by which reply."""
    return holds.hold_of(customer)
