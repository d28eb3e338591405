"""Closing: done, not this time, and nobody told."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions import services
from actions.forms.closing import ClosingForm, DecisionForm, NotTellingForm
from actions.models import Action
from actions.views.answers import action_of, refusal, undo_or_post
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs
from feedback.middleware import say


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def action_closure(request: BusinessRequest, pk: str) -> HttpResponse:
    """Close an action as done or (``outcome=not_this_time``) as decided against;
    ``undo`` opens it again.
    """
    action, sent = action_of(request, pk), undo_or_post(request)
    if request.method == "POST" and sent.get("undo"):
        services.reopen(action, by=request.actor)
        say(request, _("Open again."))
        return redirect("actions:action-detail", pk=action.pk)
    decides = sent.get("outcome") == Action.Outcome.NOT_THIS_TIME
    kind = DecisionForm if decides else ClosingForm
    form = kind(request.POST or None, action=action)
    status = 200
    if request.method == "POST":
        status = _close(request, action, form)
        if not status:
            say(request, _("Closed."), undo=f"{request.path}?undo=1")
            return redirect(_after_closing(action))
    context: dict[str, Any] = {"action": action, "form": form, "decides": decides}
    return render(request, "actions/closing.html", context, status=status)


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def action_silence(request: BusinessRequest, pk: str) -> HttpResponse:
    """Close a done action without telling anybody, with the reason."""
    action = action_of(request, pk)
    initial = {"revision": action.revision}
    form = NotTellingForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = _close_quietly(request, action, form)
        if not status:
            say(request, _("Closed without telling."), undo=_undo(action))
            return redirect("actions:action-detail", pk=action.pk)
    context = {"action": action, "form": form}
    return render(request, "actions/silence.html", context, status=status)


def _close(
    request: BusinessRequest, action: Action, form: ClosingForm | DecisionForm
) -> int:
    if not form.is_valid():
        return 422
    revision = form.cleaned_data["revision"]

    def close() -> None:
        if isinstance(form, ClosingForm):
            services.complete(
                action, form.closing(), by=request.actor, expected_revision=revision
            )
            return
        services.decide_not_to(
            action,
            because=form.cleaned_data["because"],
            tell=form.tells,
            not_told_because=form.silence,
            by=request.actor,
            expected_revision=revision,
        )

    return refusal(form, action, close)


def _close_quietly(
    request: BusinessRequest, action: Action, form: NotTellingForm
) -> int:
    if not form.is_valid():
        return 422
    given = form.cleaned_data
    return refusal(
        form,
        action,
        lambda: services.close_without_telling(
            action,
            because=given["not_told_because"],
            by=request.actor,
            expected_revision=given["revision"],
        ),
    )


def _after_closing(action: Action) -> str:
    view = "detail" if action.not_told_because else "telling"
    return reverse(f"actions:action-{view}", args=[action.pk])


def _undo(action: Action) -> str:
    return f"{reverse('actions:action-closure', args=[action.pk])}?undo=1"
