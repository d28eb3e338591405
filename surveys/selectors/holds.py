"""Reading open complaints: for pages, the API and the daily list."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from feedback.accounts.models import Business
from feedback.customers.models import Customer
from surveys.models import ComplaintHold, HoldAddress

# Those that ended stay in the lists of a month, so that whoever comes by once a day,
# or has been ill, hears of it.
LISTED = timedelta(days=31)


def holds(business: Business) -> QuerySet[ComplaintHold]:
    """Return every hold of ``business``; no try-outs, and nobody who was merged."""
    rows = ComplaintHold.objects.filter(
        business=business, customer__is_test=False, customer__merged_into=None
    )
    return rows.select_related("customer")


def open_holds(business: Business) -> QuerySet[ComplaintHold]:
    """Return the open ones, the oldest first."""
    return holds(business).filter(lifted_at=None).order_by("opened_at", "id")


def listed(business: Business, *, now: datetime) -> QuerySet[ComplaintHold]:
    """Return what the daily list has: all open ones, and what ended in the last month,
    in the order in which they changed.
    """
    rows = holds(business)
    lately = rows.filter(changed_at__gte=now - LISTED)
    both = rows.filter(lifted_at=None) | lately
    return both.order_by("changed_at", "id")


def hold_of(customer: Customer) -> ComplaintHold | None:
    """Return the open hold of ``customer``, with who opened it and why."""
    if customer.complaint_open_since is None:
        return None
    rows = ComplaintHold.objects.filter(customer=customer, lifted_at=None)
    return rows.select_related("reply", "opened_by__user").first()


def past_holds_of(customer: Customer) -> QuerySet[ComplaintHold]:
    """Return the holds of ``customer`` that ended, the last first."""
    rows = ComplaintHold.objects.filter(customer=customer, lifted_at__isnull=False)
    return rows.select_related("lifted_by__user").order_by("-lifted_at")


def hold_behind(pk: UUID) -> ComplaintHold | None:
    """Return a hold with everything that its page shows."""
    rows = ComplaintHold.objects.select_related(
        "business", "customer__business", "reply"
    )
    return rows.filter(pk=pk).first()


def address_of(business: Business) -> HoldAddress | None:
    """Return the secret address of the daily list that works now, if there is one."""
    rows = HoldAddress.objects.filter(business=business, revoked_at=None)
    return rows.select_related("created_by__user").first()
