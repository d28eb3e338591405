"""Open complaints: opened, looked at, ended, and handed to other systems."""

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock
from feedback.accounts.models import Role
from feedback.customers.models import Customer
from feedback.errors import Refused
from feedback.http import BusinessRequest, needs, next_url
from feedback.links import absolute
from feedback.middleware import say
from surveys.forms.holds import LiftingForm
from surveys.models import Reply
from surveys.selectors import holds as selectors
from surveys.services import complaints, holds_file
from surveys.services.complaints import Why

PAGE = 50


@require_safe
def hold_list(request: BusinessRequest) -> HttpResponse:
    """Show whose complaint is open, the longest first, and what ended of late."""
    rows = selectors.holds(request.business).filter(lifted_at__isnull=False)
    before = _before(request)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    ended = list(rows.select_related("lifted_by__user").order_by("-pk")[: PAGE + 1])
    still = selectors.open_holds(request.business)
    address = selectors.address_of(request.business)
    context = {
        "open_holds": still.select_related("reply", "opened_by__user")[: PAGE * 4],
        "ended": ended[:PAGE],
        "older": ended[PAGE - 1].pk if len(ended) > PAGE else None,
        "is_first_page": before is None,
        "address": address,
        "last_fetched": holds_file.last_use_of(address) if address else None,
    }
    return render(request, "surveys/holds/list.html", context)


@needs(Role.MANAGER)
@require_safe
def hold_csv(request: BusinessRequest) -> StreamingHttpResponse:
    """Send the list as a file for a spreadsheet."""
    found = holds_file.lines(request.business, now=clock.now(), for_people=True)
    answer = StreamingHttpResponse(found, content_type="text/csv; charset=utf-8")
    day = clock.today(request.business.zone)
    answer["Content-Disposition"] = f'attachment; filename="holds-{day}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


@needs(Role.MANAGER)
@require_POST
def hold_address(request: BusinessRequest) -> HttpResponse:
    """Make a secret address for the list and show it, this once; or end it."""
    now = clock.now()
    if "end" in request.POST:
        holds_file.end_address(request.business, by=request.actor, now=now)
        say(request, _("The address leads nowhere now."))
        return redirect("surveys:hold-list")
    secret = holds_file.make_address(request.business, by=request.membership, now=now)
    path = reverse("surveys_public:holds-file", kwargs={"secret": secret})
    page = render(
        request, "surveys/holds/address.html", {"url": absolute(path)}, status=201
    )
    page["Cache-Control"] = "no-store"
    return page


@require_POST
def customer_complaint(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Open a hold for a customer; from a reply's page with ``reply``."""
    customer = _customer(request, pk)
    complaints.open_hold(
        customer, why=Why.MARKED, by=request.actor, reply=_reply(request, customer)
    )
    text = _("Nobody asks %(name)s anything until the complaint is settled.")
    say(request, text % {"name": customer})
    return redirect(next_url(request, reverse("customers:customer-edit", args=[pk])))


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def hold_end(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """End a hold although the customer has not said that it is settled, and say why."""
    customer = _customer(request, pk)
    form, status = LiftingForm(request.POST or None), 200
    if request.method == "POST":
        status = _lift(request, customer, form)
        if not status:
            text = _("The rules for asking hold for %(name)s again.")
            say(request, text % {"name": customer})
            return redirect("surveys:hold-list")
    context = {
        "customer": customer,
        "form": form,
        "hold": selectors.hold_of(customer),
        "past": selectors.past_holds_of(customer)[:20],
    }
    return render(request, "surveys/holds/end.html", context, status=status)


def _lift(request: BusinessRequest, customer: Customer, form: LiftingForm) -> int:
    if not form.is_valid():
        return 422
    because = form.cleaned_data["because"]
    try:
        complaints.release_asking_after_complaint(
            customer, by=request.actor, because=because
        )
    except Refused as refused:
        form.add_error("because", refused.message)
        return refused.status
    return 0


def _customer(request: BusinessRequest, pk: UUID) -> Customer:
    rows = Customer.objects.filter(business=request.business)
    customer = get_object_or_404(rows.select_related("business", "merged_into"), pk=pk)
    return customer.merged_into or customer


def _reply(request: BusinessRequest, customer: Customer) -> Reply | None:
    try:
        wanted = UUID(request.POST.get("reply", ""))
    except ValueError:
        return None
    return Reply.objects.filter(customer=customer, pk=wanted).first()


def _before(request: BusinessRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None
