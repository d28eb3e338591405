"""What paid off: every comparison of the business."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.models import PayOff
from actions.selectors import pay_off as selectors
from feedback.http import BusinessRequest


@require_safe
def pay_off_list(request: BusinessRequest) -> HttpResponse:
    """Show what was done, the last first, and whether replies are better since."""
    found = list(selectors.all_of(request.business, before=_before(request)))
    shown, more = found[: selectors.PAGE], len(found) > selectors.PAGE
    context = {
        "pay_offs": shown,
        "verdicts": selectors.verdicts(request.business),
        "older": shown[-1].pk if more else None,
    }
    return render(request, "actions/pay_off_list.html", context)


def _before(request: BusinessRequest) -> PayOff | None:
    try:
        pk = UUID(request.GET.get("before", ""))
    except ValueError:
        return None
    return PayOff.objects.filter(business=request.business, pk=pk).first()
