"""How the pages of a business look to its customers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from feedback.accounts import branding, services
from feedback.accounts.forms_looks import ColorForm, LogoForm
from feedback.accounts.models import Role
from feedback.errors import Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say

PAGE = "accounts:looks"
STANDARD = "standard"


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def looks(request: BusinessRequest) -> HttpResponse:
    """Show and change the colour; the button "standard" goes back to ours."""
    business = request.business
    if request.method != "POST":
        return _page(request)
    sent = request.POST.copy()
    if sent.get("do") == STANDARD:
        sent["brand_color"] = branding.STANDARD
    form = ColorForm(sent)
    if not form.is_valid():
        return _page(request, color_form=form)
    changed = services.change_business(business, by=request.actor, **form.cleaned_data)
    say(request, _("Saved.") if changed else _("Nothing was different."))
    return redirect(PAGE)


@needs(Role.MANAGER)
@require_POST
def logo(request: BusinessRequest) -> HttpResponse:
    """Put a mark above the pages, in place of any other."""
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = form.cleaned_data["logo"]
            services.save_logo(request.business, file, by=request.actor)
        except Refused as refused:
            form.add_error("logo", refused.message)
        else:
            say(request, _("Saved."))
            return redirect(PAGE)
    return _page(request, logo_form=form)


@needs(Role.MANAGER)
@require_POST
def logo_removal(request: BusinessRequest) -> HttpResponse:
    """Take the mark away; what is gone already is gone."""
    services.remove_logo(request.business, by=request.actor)
    say(request, _("Your pages show the first letter of your name again."))
    return redirect(PAGE)


def _page(
    request: BusinessRequest,
    *,
    color_form: ColorForm | None = None,
    logo_form: LogoForm | None = None,
) -> HttpResponse:
    color = request.business.brand_color or branding.STANDARD
    context: dict[str, Any] = {
        "color_form": color_form or ColorForm(initial={"brand_color": color}),
        "logo_form": logo_form or LogoForm(),
        "chosen": color,
        "shades": [
            (label, branding.shade(color, ground), ground)
            for label, ground in (
                (_("On light pages"), branding.LIGHT),
                (_("On dark pages"), branding.DARK),
            )
        ],
        "least": branding.LEAST,
    }
    status = 422 if color_form or logo_form else 200
    return render(request, "accounts/looks.html", context, status=status)
