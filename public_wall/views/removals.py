"""Asking for the removal of a comment, and deciding as the second person."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from public_wall.forms import RemovalForm
from public_wall.models import Removal
from public_wall.rules import DECIDED_WITHIN
from public_wall.selectors import moderation
from public_wall.selectors.panel import standing
from public_wall.services.removals import ask_removal, decide_removal
from surveys.models import Reply


@require_safe
def removal_list(request: BusinessRequest) -> HttpResponse:
    """Show the requests that wait for a second person, and what became of others."""
    now = clock.now()
    waiting = moderation.open_removals(request.business, now=now)
    rows = [
        (removal, removal.asked_at + DECIDED_WITHIN, _may_decide(request, removal))
        for removal in waiting
    ]
    context = {
        "waiting": rows,
        "closed": moderation.closed_removals(request.business, now=now),
    }
    return render(request, "public_wall/removal_list.html", context)


@needs(Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def removal_new(request: BusinessRequest, reply: str) -> HttpResponse:
    """Ask for the removal of one comment, on a ground of the closed list."""
    mine = Reply.objects.filter(business=request.business)
    found = get_object_or_404(mine.select_related("business", "customer"), pk=reply)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_removal(
            found,
            ground=form.cleaned_data["ground"],
            note=form.cleaned_data["note"],
            by=request.actor,
        )
        say(request, _("Asked. A second person decides within seven days."))
        return redirect("public_wall:removal-list")
    context = {
        "form": form,
        "reply": found,
        "where": standing(request.business, found, now=clock.now()),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "public_wall/removal_form.html", context, status=status)


@needs(Role.MANAGER)
@require_POST
def removal_decision(request: BusinessRequest, pk: str) -> HttpResponse:
    """Keep the comment or remove it for good."""
    removal = get_object_or_404(moderation.removals(request.business), pk=pk)
    keep = request.POST.get("decision") != "remove"
    decide_removal(removal, keep=keep, by=request.actor)
    say(request, _("Kept. It is shown again.") if keep else _("Removed. A note stays."))
    return redirect("public_wall:removal-list")


def _may_decide(request: BusinessRequest, removal: Removal) -> bool:
    return moderation.may_decide(removal, request.membership)
