"""Two rows that are perhaps one person: finding them, merging, and taking it back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback.customers import duplicates, merging, selectors
from feedback.customers.forms import PairForm
from feedback.customers.models import Customer, Merge
from feedback.errors import Refused
from feedback.http import BusinessRequest, next_url
from feedback.middleware import say

UNPROCESSABLE = 422


@require_safe
def duplicate_list(request: BusinessRequest) -> HttpResponse:
    """Show customers that are perhaps the same person, two and two."""
    pairs = duplicates.duplicates(request.business, limit=duplicates.PAGE + 1)
    page = pairs[: duplicates.PAGE]
    people = [customer for pair in page for customer in (pair.one, pair.other)]
    context = {
        "pairs": page,
        "has_more": len(pairs) > len(page),
        "work": selectors.work_of(people),
    }
    return render(request, "customers/duplicates.html", context)


@require_POST
def duplicate_dismissal(request: BusinessRequest) -> HttpResponse:
    """Remember that two are two people, or with ``undo`` forget it."""
    form = PairForm(request.POST or request.GET, business=request.business)
    if not form.is_valid():
        raise Refused(_("Nothing was changed: one of the two is not there any more."))
    one, other = form.pair
    if "undo" in request.GET:
        merging.doubt_again(one, other, by=request.actor)
        say(request, _("They are suggested again."))
    else:
        merging.tell_apart(one, other, by=request.actor)
        here = reverse("customers:duplicate-dismissal")
        undo = f"{here}?undo=1&one={one.pk}&other={other.pk}"
        say(request, _("Noted: they are two people."), undo=undo)
    return redirect("customers:duplicate-list")


@require_http_methods(["GET", "POST"])
def customer_merge(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Find somebody who is the same person as this customer, compare, and merge."""
    customer = selectors.customer_or_404(request.business, pk)
    if request.method == "POST":
        return _merge(request, customer)
    return _merge_page(request, customer)


@require_safe
def merge_list(request: BusinessRequest) -> HttpResponse:
    """Show which rows were merged, newest first, each to be taken back."""
    before = request.GET.get("before", "")
    rows = list(selectors.merges(request.business, before=before))
    page = rows[: selectors.PAGE]
    context = {
        "merges": page,
        "last": page[-1] if len(rows) > len(page) else None,
        "is_first_page": not before,
    }
    return render(request, "customers/merges.html", context)


@require_POST
def merge_undo(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Make two people of one again."""
    rows = Merge.objects.filter(business=request.business)
    done = get_object_or_404(rows.select_related("survivor", "duplicate"), pk=pk)
    merging.undo_merge(done, by=request.actor)
    say(request, _("They are two people again, each with what was theirs."))
    return redirect("customers:customer-edit", pk=done.duplicate_id)


def _merge(request: BusinessRequest, customer: Customer) -> HttpResponse:
    form = PairForm(
        {"one": customer.pk, "other": request.POST.get("other", "")},
        business=request.business,
    )
    if not form.is_valid():
        return _merge_page(request, customer, form=form)
    survivor, duplicate = form.pair
    done = merging.merge(survivor, duplicate, by=request.actor)
    undo = reverse("customers:merge-undo", args=[done.pk])
    text = _("%(who)s is one person now.") % {"who": survivor}
    say(request, text, undo=undo)
    return redirect(next_url(request, _edit_url(survivor)))


def _merge_page(
    request: BusinessRequest, customer: Customer, form: PairForm | None = None
) -> HttpResponse:
    search = request.GET.get("q", "")
    wanted = {"one": customer.pk, "other": request.GET.get("with", "")}
    chosen = PairForm(wanted, business=request.business)
    other = chosen.pair[1] if chosen.is_valid() else None
    found = selectors.others_like(customer, search) if search else []
    people = [customer, *([other] if other else found)]
    context = {
        "customer": customer,
        "other": other,
        "found": found,
        "search": search,
        "work": selectors.work_of(people),
        "form": form,
    }
    status = UNPROCESSABLE if form else 200
    return render(request, "customers/merge.html", context, status=status)


def _edit_url(customer: Customer) -> str:
    return reverse("customers:customer-edit", args=[customer.pk])
