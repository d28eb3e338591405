"""The first page after the first login."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from feedback.accounts import places
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs
from surveys.forms.onboarding import WelcomeForm
from surveys.selectors import writing as selectors
from surveys.services import onboarding


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def welcome(request: BusinessRequest) -> HttpResponse:
    """Ask what a new business does and who speaks for it; make its first survey."""
    if selectors.surveys_of(request.business).exists():
        return redirect("surveys:reply-list")
    form = WelcomeForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        onboarding.set_up(request.business, form.welcome(), by=request.actor)
        return redirect("surveys:reply-list")
    status = 422 if form.is_bound else 200
    return render(request, "surveys/welcome.html", {"form": form}, status=status)


def _initial(request: BusinessRequest) -> dict[str, Any]:
    business = request.business
    languages = request.headers.get("Accept-Language", "")
    return {
        "trade": business.trade,
        "sign_off": business.sign_off or request.user.name,
        "reply_to": business.reply_to or request.user.email,
        "place": business.place,
        "country": places.country_wanted(languages),
    }
