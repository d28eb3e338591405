"""Pages by which customers come in, and who is asked."""

import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock
from feedback.customers.models import Interaction
from feedback.customers.selectors import recent_kinds
from feedback.http import BusinessRequest, next_url
from feedback.middleware import say
from surveys.forms.collecting import (
    AddForm,
    ConfirmForm,
    ListForm,
    PasteForm,
)
from surveys.models import Invitation
from surveys.rows import MOST_ROWS, Reading
from surveys.selectors import asking as selectors
from surveys.services import collecting
from surveys.services.asking import ask_now
from surveys.services.importing import receive
from surveys.taken_words import asked_in_words, foreseen_in_words, taken_in_words

MOST_SHOWN = 50
UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def customer_add(request: BusinessRequest) -> HttpResponse:
    """Add one customer and what was done for them."""
    business = request.business
    form = AddForm(request.POST or None, business=business)
    if request.method == "POST" and form.is_valid():
        taken = collecting.add_one(business, form.details, form.work, by=request.actor)
        say(request, taken_in_words(taken, business))
        return redirect("customers:customer-list")
    context = {"form": form, "kinds": recent_kinds(business)}
    return render(request, "surveys/collecting/add.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def customer_paste(request: BusinessRequest) -> HttpResponse:
    """Paste a list, see what would happen, then store it."""
    if "rows" in request.POST:
        return _store(request, Interaction.Source.PASTE)
    form = PasteForm(request.POST or None, business=request.business)
    if request.method == "POST" and form.is_valid():
        return _check(request, form.reading)
    if form.is_long:
        return _as_import(request, request.POST["text"])
    return _paste_page(request, form, form.reading)


@require_safe
def invitation_list(request: BusinessRequest) -> HttpResponse:
    """Show who will be asked, who was, and who was not and why."""
    status = request.GET.get("state", "")
    before = request.GET.get("before", "")
    rows = selectors.invitation_list(request.business, status=status, before=before)
    page, last = selectors.split_page(rows)
    context = {
        "invitations": page,
        "last": last,
        "status": status if status in Invitation.Status.values else "",
        "states": Invitation.Status.choices,
        "is_first_page": not before,
    }
    return render(request, "surveys/collecting/asked.html", context)


@require_POST
def invitation_ask(request: BusinessRequest, pk: Any) -> HttpResponse:
    """Ask somebody now, in spite of a rule of ours."""
    rows = Invitation.objects.filter(business=request.business)
    invitation = get_object_or_404(rows, pk=pk)
    in_spite = "in_spite" in request.POST
    asked = ask_now(invitation, by=request.actor, in_spite_of_complaint=in_spite)
    say(request, asked_in_words(asked, request.business, now=clock.now()))
    return redirect(next_url(request, reverse("surveys:invitation-list")))


def _check(request: BusinessRequest, reading: Reading) -> HttpResponse:
    business = request.business
    taken = collecting.foresee(business, reading.rows, now=clock.now())
    context = {
        "reading": reading,
        "taken": taken,
        "sentence": foreseen_in_words(taken, business),
        "shown": taken.rows[:MOST_SHOWN],
        "hidden": max(len(taken.rows) - MOST_SHOWN, 0),
    }
    return render(request, "surveys/collecting/check.html", context)


def _as_import(request: BusinessRequest, text: str) -> HttpResponse:
    """Let a list that is too long for one request go the way of a file."""
    content = text.encode()
    of = receive(
        request.business,
        io.BytesIO(content),
        name=_("Pasted list"),
        size=len(content),
        by=request.actor,
        pasted=True,
    )
    return redirect("surveys:customer-import-columns", pk=of.pk)


def _store(request: BusinessRequest, source: str) -> HttpResponse:
    business = request.business
    form = ConfirmForm(request.POST, business=business)
    if not form.is_valid():
        # Nobody edits a hidden field: start again from what came.
        again = PasteForm({"text": request.POST["rows"]}, business=business)
        again.is_valid()
        return _paste_page(request, again, again.reading, status=UNPROCESSABLE)
    taken = collecting.take_in(
        business, form.reading.rows, source=source, by=request.actor
    )
    done = taken_in_words(taken, business)
    if form.cleaned_data["rest"].strip():
        return _rest_page(request, form.cleaned_data["rest"], done)
    say(request, done)
    return redirect("surveys:invitation-list")


def _rest_page(request: BusinessRequest, rest: str, done: str) -> HttpResponse:
    """Show the lines that still have to be corrected; the others are stored."""
    form = PasteForm(initial={"text": rest}, business=request.business)
    checked = PasteForm({"text": rest}, business=request.business)
    checked.is_valid()
    return _paste_page(request, form, checked.reading, done=done)


def _paste_page(
    request: HttpRequest, form: ListForm, reading: Reading, **more: Any
) -> HttpResponse:
    status = more.pop("status", _status(form))
    context = {"form": form, "reading": reading, "most_rows": MOST_ROWS, **more}
    return render(request, "surveys/collecting/paste.html", context, status=status)


def _status(form: Any) -> int:
    return UNPROCESSABLE if form.is_bound and form.errors else 200
