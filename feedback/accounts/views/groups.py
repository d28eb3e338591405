"""Teams inside the business, and people who get words by mail only."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback.accounts import selectors, services
from feedback.accounts.forms import ByMailPersonForm, GroupForm
from feedback.accounts.models import Role, Team
from feedback.errors import Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say


@needs(Role.OWNER)
@require_http_methods(["GET", "POST"])
def by_mail_new(request: BusinessRequest) -> HttpResponse:
    """Add somebody who gets words by mail and has no login."""
    form = ByMailPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            place = services.add_by_mail(
                request.business,
                email=typed["email"],
                name=typed["name"],
                by=request.actor,
            )
        except Refused as refused:
            form.add_error("email", refused.message)
        else:
            text = _("{name} gets by mail whatever a rule leads to them.")
            say(request, text.format(name=place))
            return redirect("accounts:team")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/by_mail_new.html", {"form": form}, status=status)


@needs(Role.MANAGER)
@require_safe
def group_list(request: BusinessRequest) -> HttpResponse:
    """List the teams and who is in them."""
    context = {"groups": selectors.groups(request.business)}
    return render(request, "accounts/groups.html", context)


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def group_new(request: BusinessRequest) -> HttpResponse:
    """Make a team."""
    return _edit(request, None)


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def group_edit(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Change a team."""
    return _edit(request, get_object_or_404(selectors.groups(request.business), pk=pk))


@needs(Role.MANAGER)
@require_POST
def group_removal(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Take a team away; its people stay."""
    team = get_object_or_404(selectors.groups(request.business), pk=pk)
    services.remove_team(team, by=request.actor)
    say(request, _("The team “{team}” is gone.").format(team=team))
    return redirect("accounts:group-list")


def _edit(request: BusinessRequest, team: Team | None) -> HttpResponse:
    places = team.places.all() if team else []
    initial = {
        "name": team.name if team else "",
        "people": [str(place.membership_id) for place in places],
    }
    members = list(selectors.team(request.business))
    form = GroupForm(request.POST or None, members=members, initial=initial)
    if request.method == "POST" and form.is_valid() and _keep(request, form, team):
        say(request, _("Kept."))
        return redirect("accounts:group-list")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "group": team}
    return render(request, "accounts/group.html", context, status=status)


def _keep(request: BusinessRequest, form: GroupForm, team: Team | None) -> bool:
    try:
        services.save_team(
            request.business,
            name=form.cleaned_data["name"],
            people=form.chosen(),
            by=request.actor,
            team=team,
        )
    except Refused as refused:
        form.add_error("name", refused.message)
        return False
    return True
