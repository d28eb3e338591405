"""After telling: taking it back, adding somebody, and what they say to it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from actions import services
from actions.forms.telling import ListenerForm, RhythmForm, StandForm
from actions.models import Verdict
from actions.selectors.telling import rhythm_of
from actions.services.rhythm import CHOICES, choose_rhythm
from actions.views.answers import action_of
from feedback import clock
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from surveys.models import Reply


@needs(Role.MEMBER)
@require_POST
def action_telling_undo(request: BusinessRequest, pk: str) -> HttpResponse:
    """Take back what was sent within ten minutes."""
    action = action_of(request, pk)
    count = services.take_back_telling(action, by=request.actor, now=clock.now())
    text = ngettext(
        "Taken back: one email does not go.",
        "Taken back: {count} emails do not go.",
        count,
    )
    say(request, text.format(count=count))
    return redirect("actions:action-detail", pk=action.pk)


@needs(Role.MEMBER)
@require_POST
def action_listener(request: BusinessRequest, pk: str) -> HttpResponse:
    """Add a reply that says the same as what has been done."""
    action, form = action_of(request, pk), ListenerForm(request.POST)
    if not form.is_valid():
        say(request, _("Choose a reply."))
        return redirect("actions:action-telling", pk=action.pk)
    rows = Reply.objects.filter(business=request.business, is_test=False)
    reply = get_object_or_404(rows, pk=form.cleaned_data["reply"])
    if services.add_listener(action, reply, by=request.actor):
        say(request, _("Added. Tell them too."))
    return redirect("actions:action-telling", pk=action.pk)


@needs(Role.MEMBER)
@require_POST
def action_doubt(request: BusinessRequest, pk: str) -> HttpResponse:
    """Answer to "it is not fixed": open it again, or say why it stands."""
    action, form = action_of(request, pk), StandForm(request.POST)
    if request.POST.get("do") == "open":
        services.reopen_doubted(action, by=request.actor)
        say(request, _("Open again. It has a new date."))
    elif form.is_valid():
        services.stand_by(
            action,
            because=form.cleaned_data["because"],
            by=request.actor,
            expected_revision=form.cleaned_data["revision"],
        )
        say(request, _("It stays as it is. What they said stays counted."))
    else:
        say(request, _("Say why it stays as it is."))
    return redirect("actions:action-detail", pk=action.pk)


@needs(Role.MEMBER)
@require_POST
def verdict_belief(request: BusinessRequest, pk: str, verdict: UUID) -> HttpResponse:
    """Say that a person sent an answer that looked like a machine's."""
    action = action_of(request, pk)
    row = get_object_or_404(Verdict.objects.filter(action=action), pk=verdict)
    if services.believe(row, by=request.actor, now=clock.now()):
        say(request, _("It counts now."))
    return redirect("actions:action-detail", pk=action.pk)


@needs(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def telling_settings(request: BusinessRequest) -> HttpResponse:
    """Show and change when people are told, and whether they are asked."""
    rhythm = rhythm_of(request.business)
    initial = {name: getattr(rhythm, name) for name in CHOICES}
    form = RhythmForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            choose_rhythm(request.business, form.cleaned_data, by=request.actor)
            say(request, _("Saved."))
            return redirect("actions:telling-settings")
        status = 422
    context = {"form": form}
    return render(request, "actions/telling_settings.html", context, status=status)
