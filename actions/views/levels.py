"""Service levels: add one, change one, take one away."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actions.forms.deadlines import LevelForm
from actions.models import ServiceLevel
from actions.selectors.levels import level_named
from actions.services import levels
from actions.views.answers import undo_or_post, went_through
from feedback.accounts.models import Role
from feedback.errors import Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say

PAGE = "actions:deadline-settings"


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def level_new(request: BusinessRequest) -> HttpResponse:
    """Add a service level."""
    form = LevelForm(request.POST or None)

    def add() -> None:
        levels.add_level(request.business, form.terms(), by=request.actor)

    if form.is_valid() and went_through(form, add):
        say(request, _("Added."))
        return redirect(PAGE)
    return _page(request, form, None)


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def level_edit(request: BusinessRequest, choice: str) -> HttpResponse:
    """Change a service level. No date that was promised moves."""
    level = _level(request, choice)
    form = LevelForm(request.POST or None, level=level)

    def change() -> None:
        levels.change_level(level, form.terms(), by=request.actor)

    if form.is_valid() and went_through(form, change):
        say(request, _("Saved. What is promised keeps its date."))
        return redirect(PAGE)
    return _page(request, form, level)


@needs(Role.MANAGER)
@require_POST
def level_removal(request: BusinessRequest, choice: str) -> HttpResponse:
    """Offer a level no more; ``undo`` offers it again."""
    level = _level(request, choice)
    if undo_or_post(request).get("undo"):
        levels.set_active(level, active=True, by=request.actor)
        say(request, _("“{level}” is offered again.").format(level=level))
        return redirect(PAGE)
    try:
        levels.set_active(level, active=False, by=request.actor)
    except Refused as refusal:
        say(request, refusal.message)
    else:
        gone = _("“{level}” is not offered any more.").format(level=level)
        say(request, gone, undo=f"{request.path}?undo=1")
    return redirect(PAGE)


def _level(request: BusinessRequest, choice: str) -> ServiceLevel:
    level = level_named(request.business, choice, also_gone=True)
    if level is None:
        raise Http404
    level.business = request.business
    return level


def _page(
    request: BusinessRequest, form: LevelForm, level: ServiceLevel | None
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "level": level}
    return render(request, "actions/settings/level.html", context, status=status)
