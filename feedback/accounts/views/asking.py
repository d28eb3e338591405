"""When people are asked: hours, days, holidays and closed days."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from feedback import clock
from feedback.accounts import opening_days, public_holidays, services
from feedback.accounts.forms_asking import AskingForm, ClosureForm, KnownClosureForm
from feedback.accounts.models import Business, Role
from feedback.errors import Refused
from feedback.http import BusinessRequest, needs, next_url
from feedback.middleware import say

PAGE = "accounts:asking-settings"
# How far ahead the page names the days on which nobody is asked.
SHOWN_AHEAD = 184
UNPROCESSABLE = 422


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def asking_settings(request: BusinessRequest) -> HttpResponse:
    """Show and change when people are asked."""
    business = request.business
    form = AskingForm(
        request.POST or None, initial=_stored(business), business=business
    )
    if request.method == "POST" and form.is_valid():
        changed = services.change_business(
            business, by=request.actor, **form.cleaned_data
        )
        say(request, _("Saved.") if changed else _("Nothing was different."))
        return redirect(next_url(request, request.path))
    return _page(request, form, _closure_form(business))


@needs(Role.MANAGER)
@require_POST
def closure_new(request: BusinessRequest) -> HttpResponse:
    """Add closed days."""
    business = request.business
    form = ClosureForm(request.POST, today=clock.today(business.zone))
    if form.is_valid():
        try:
            services.add_closure(business, form.closure, by=request.actor)
        except Refused as refusal:
            form.add_error("first", refusal.message)
        else:
            say(request, _("Nobody is asked on those days."))
            return redirect(PAGE)
    asking = AskingForm(initial=_stored(business), business=business)
    return _page(request, asking, form)


@needs(Role.MANAGER)
@require_POST
def closure_removal(request: BusinessRequest) -> HttpResponse:
    """Open on closed days again; what is gone already is gone."""
    form = KnownClosureForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Choose which closed days to remove."))
    services.remove_closure(request.business, form.closure, by=request.actor)
    say(request, _("Those days are like any others again."))
    return redirect(PAGE)


def _stored(business: Business) -> dict[str, Any]:
    return {name: getattr(business, name) for name in AskingForm.base_fields}


def _closure_form(business: Business) -> ClosureForm:
    return ClosureForm(today=clock.today(business.zone))


def _page(
    request: BusinessRequest, form: AskingForm, closure: ClosureForm
) -> HttpResponse:
    business = request.business
    today = clock.today(business.zone)
    context = {
        "form": form,
        "closure_form": closure,
        "closures": [
            row for row in opening_days.closures_of(business) if row.last >= today
        ],
        "coming": opening_days.closed_days(business, today, SHOWN_AHEAD),
        "knows_country": public_holidays.is_listed(business.country),
    }
    bad = form.errors or closure.errors
    status = UNPROCESSABLE if bad else 200
    return render(request, "accounts/asking_settings.html", context, status=status)
