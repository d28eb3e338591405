"""One customer after another: the list, and what is kept about each."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback.customers import phones, selectors, services
from feedback.customers.forms import CustomerForm, PauseForm
from feedback.customers.models import Customer
from feedback.customers.services import KeyTaken
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
    """Change what is kept about a customer; whoever was merged leads to the person."""
    customer = selectors.customer_or_404(request.business, pk)
    if customer.pk != pk:
        return redirect("customers:customer-edit", pk=customer.pk)
    posted = request.POST if request.method == "POST" else None
    form = _form(request, customer, posted)
    taken: Customer | None = None
    if form.is_valid():
        try:
            services.edit_customer(customer, form.details, by=request.actor)
        except KeyTaken as error:
            form.add_error(error.field, error.message)
            taken = error.other
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            say(request, _("Saved."))
            return _after_saving(customer)
    pause = PauseForm(business=request.business)
    return _edit_page(request, customer, form, pause, taken)


@require_POST
def customer_pause(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Stop asking somebody until a day, or with ``resume`` ask again."""
    customer = selectors.customer_or_404(request.business, pk)
    here = reverse("customers:customer-pause", args=[customer.pk])
    if "resume" in request.POST or "resume" in request.GET:
        services.lift_pause(customer, by=request.actor)
        text = _("The rules for asking hold for %(who)s again.")
        say(request, text % {"who": customer})
        return redirect("customers:customer-edit", pk=customer.pk)
    pause = PauseForm(request.POST, business=request.business)
    if not pause.is_valid():
        return _edit_page(request, customer, _form(request, customer), pause)
    services.pause_asking(customer, until=pause.cleaned_data["until"], by=request.actor)
    text = _("We ask %(who)s nothing for now.") % {"who": customer}
    say(request, text, undo=f"{here}?resume=1")
    return redirect("customers:customer-edit", pk=customer.pk)


def _after_saving(customer: Customer) -> HttpResponse:
    # A number that we cannot read is kept; the page says what that means.
    if customer.phone and not customer.phone_key:
        return redirect("customers:customer-edit", pk=customer.pk)
    return redirect("customers:customer-list")


def _form(
    request: BusinessRequest, customer: Customer, posted: QueryDict | None = None
) -> CustomerForm:
    kept = {name: getattr(customer, name) for name in CustomerForm.base_fields}
    return CustomerForm(posted, initial=kept, business=request.business)


def _edit_page(
    request: BusinessRequest,
    customer: Customer,
    form: CustomerForm,
    pause: PauseForm,
    taken: Customer | None = None,
) -> HttpResponse:
    wishes = selectors.suppressions_of(request.business, customer.email)
    context: dict[str, Any] = {
        "customer": customer,
        "form": form,
        "pause": pause,
        "wishes": sorted(wishes),
        "taken": taken,
        "merged": selectors.merged_rows(customer),
        "phone_example": phones.example(request.business.country),
    }
    status = UNPROCESSABLE if form.errors or pause.errors else 200
    return render(request, "customers/edit.html", context, status=status)
