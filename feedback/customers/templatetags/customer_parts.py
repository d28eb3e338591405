"""Small pieces of the pages about customers."""

from uuid import UUID

from django import template

from feedback.customers.models import Customer
from feedback.customers.selectors import Work

register = template.Library()


@register.filter
def of(work: dict[UUID, Work], customer: Customer) -> Work:
    """Return what was done for ``customer``; see `selectors.work_of`."""
    return work.get(customer.pk, Work())
