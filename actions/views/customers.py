"""One customer: how to reach them, what we owe them, and everything that was said."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actions.selectors import timeline
from actions.selectors.timeline import Cursor
from feedback import clock
from feedback.customers.models import Customer
from feedback.customers.selectors import suppressions_of
from feedback.http import BusinessRequest

MOST_PROMISES = 10


@require_safe
def customer_detail(request: BusinessRequest, pk: str) -> HttpResponse:
    """Show one customer with one timeline. There is no score."""
    rows = Customer.objects.filter(business=request.business)
    rows = rows.select_related("relationship_owner__user")
    customer = get_object_or_404(rows, pk=pk)
    before = Cursor.read(request.GET.get("before", ""))
    entries = timeline.timeline(customer, before=before)
    shown = entries[: timeline.PAGE]
    context = {
        "customer": customer,
        "promises": timeline.open_promises(customer)[:MOST_PROMISES],
        "entries": shown,
        "older": shown[-1].cursor if len(entries) > timeline.PAGE else "",
        "is_first_page": before is None,
        "refusals": suppressions_of(request.business, customer.email),
        "today": clock.today(request.business.zone),
    }
    return render(request, "actions/customer.html", context)
