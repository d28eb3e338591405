"""One customer: how to reach them, what we owe them, and everything that was said."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from actions.selectors import timeline
from actions.selectors.timeline import Cursor
from feedback import clock
from feedback.customers.selectors import customer_or_404, suppressions_of
from feedback.http import BusinessRequest

MOST_PROMISES = 10


@require_safe
def customer_detail(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Show one customer with one timeline. There is no score."""
    customer = customer_or_404(request.business, pk)
    if customer.pk != pk:
        return redirect("actions:customer-detail", pk=customer.pk)
    before = Cursor.read(request.GET.get("before", ""))
    part = request.GET.get("show", "")
    part = part if part in timeline.PARTS else ""
    entries = timeline.timeline(customer, before=before, part=part)
    shown = entries[: timeline.PAGE]
    context = {
        "customer": customer,
        "promises": timeline.open_promises(customer)[:MOST_PROMISES],
        "entries": shown,
        "older": shown[-1].cursor if len(entries) > timeline.PAGE else "",
        "is_first_page": before is None,
        "part": part,
        "parts": [(name, title) for name, (title, _) in timeline.PARTS.items()],
        "refusals": suppressions_of(request.business, customer.email),
        "today": clock.today(request.business.zone),
    }
    return render(request, "actions/customer.html", context)
