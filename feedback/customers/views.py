"""The people a business works for, as pages."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback.customers import selectors, services
from feedback.customers.forms import CustomerForm, PauseForm
from feedback.customers.models import Customer
from feedback.errors import Conflict
from feedback.http import BusinessRequest
from feedback.middleware import say

UNPROCESSABLE = 422


@require_safe
def customer_list(request: BusinessRequest) -> HttpResponse:
    """Show the customers by name, or those a search finds."""
    search, after = request.GET.get("q", ""), request.GET.get("after", "")
    rows = list(selectors.customer_list(request.business, search=search, after=after))
    page = rows[: selectors.PAGE]
    context = {
        "customers": page,
        "last": page[-1] if len(rows) > len(page) else None,
        "search": search,
        "is_first_page": not after,
        "has_any": bool(page) or selectors.has_customers(request.business),
    }
    return render(request, "customers/list.html", context)


@require_http_methods(["GET", "POST"])
def customer_edit(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Change what is kept about a customer."""
    customer = _customer(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = _form(request, customer, posted)
    if form.is_valid():
        try:
            services.edit_customer(customer, form.details, by=request.actor)
        except Conflict as error:
            form.add_error("email", error.message)
        else:
            say(request, "Saved.")
            return redirect("customers:customer-list")
    return _edit_page(request, customer, form, PauseForm(business=request.business))


@require_POST
def customer_pause(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Stop asking somebody until a day, or with ``resume`` ask again."""
    customer = _customer(request, pk)
    here = reverse("customers:customer-pause", args=[pk])
    if "resume" in request.POST or "resume" in request.GET:
        services.lift_pause(customer, by=request.actor)
        say(request, f"The rules for asking hold for {customer} again.")
        return redirect("customers:customer-edit", pk=pk)
    pause = PauseForm(request.POST, business=request.business)
    if not pause.is_valid():
        return _edit_page(request, customer, _form(request, customer), pause)
    services.pause_asking(customer, until=pause.cleaned_data["until"], by=request.actor)
    say(request, f"We ask {customer} nothing for now.", undo=f"{here}?resume=1")
    return redirect("customers:customer-edit", pk=pk)


def _customer(request: BusinessRequest, pk: UUID) -> Customer:
    rows = Customer.objects.filter(business=request.business)
    return get_object_or_404(rows.select_related("relationship_owner__user"), pk=pk)


def _form(
    request: BusinessRequest, customer: Customer, posted: QueryDict | None = None
) -> CustomerForm:
    kept = {name: getattr(customer, name) for name in CustomerForm.base_fields}
    return CustomerForm(posted, initial=kept, business=request.business)


def _edit_page(
    request: BusinessRequest, customer: Customer, form: CustomerForm, pause: PauseForm
) -> HttpResponse:
    wishes = selectors.suppressions_of(request.business, customer.email)
    context: dict[str, Any] = {
        "customer": customer,
        "form": form,
        "pause": pause,
        "wishes": sorted(wishes),
    }
    status = UNPROCESSABLE if form.errors or pause.errors else 200
    return render(request, "customers/edit.html", context, status=status)
