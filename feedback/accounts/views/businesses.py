"""A business: starting one, going to another, what it says."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.accounts import joining, selectors, services
from feedback.accounts.forms import (
    BusinessForm,
    NewBusinessForm,
    initial_of,
)
from feedback.accounts.models import Role, User
from feedback.errors import NotAllowed
from feedback.http import BusinessRequest, needs, next_url, without_business
from feedback.middleware import SESSION_KEY, say


@without_business
@require_http_methods(["GET", "POST"])
def business_new(request: HttpRequest) -> HttpResponse:
    """Start a business, for somebody who is logged in; invitations come first."""
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first."))
    form = NewBusinessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        business = services.open_business(name=name, owner=request.user)
        request.session[SESSION_KEY] = str(business.pk)
        return redirect("surveys:reply-list")
    context = {"form": form, "invitations": joining.invitations_for(request.user)}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/business_new.html", context, status=status)


@needs(Role.EMAIL_ONLY)
@require_http_methods(["GET", "POST"])
def business_switch(request: BusinessRequest) -> HttpResponse:
    """List one's businesses; POST goes to one of them."""
    memberships = selectors.memberships_of(request.user)
    wanted = request.POST.get("business")
    if wanted in [str(place.business_id) for place in memberships]:
        request.session[SESSION_KEY] = wanted
        return redirect("surveys:reply-list")
    context = {"places": memberships, "is_unknown": request.method == "POST"}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/business_switch.html", context, status=status)


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def business_settings(request: BusinessRequest) -> HttpResponse:
    """Show and change what the business says about itself."""
    return _change(request, BusinessForm, "accounts/business_settings.html")


def _change(
    request: BusinessRequest, form_class: type[forms.Form], template: str
) -> HttpResponse:
    initial = initial_of(form_class, request.business)
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = services.change_business(
            request.business, by=request.actor, **form.cleaned_data
        )
        say(request, _("Saved.") if changed else _("Nothing was different."))
        return redirect(next_url(request, request.path))
    context: dict[str, Any] = {"form": form}
    return render(request, template, context, status=422 if form.is_bound else 200)
