"""One action: the words, who and by when, its steps, what the team says, its files."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from actions.forms.work import CommentForm, FileForm, StepForm
from actions.models import Action
from actions.selectors import board, work
from actions.selectors.story import story
from actions.selectors.telling import listeners
from actions.views.answers import action_of
from feedback import clock
from feedback.accounts import selectors as accounts
from feedback.http import BusinessRequest

STEPS = "actions/parts/steps.html"
TOASTS = "parts/toasts.html"


@require_safe
def action_detail(request: BusinessRequest, pk: str) -> HttpResponse:
    """Show one action and what happened since."""
    return detail_page(request, action_of(request, pk))


def detail_page(
    request: BusinessRequest, action: Action, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Answer with the page of ``action``; ``forms`` are those that were sent and are
    shown again.
    """
    today = clock.today(request.business.zone)
    people = listeners(action)
    joined = work.joined_to(action)
    family = [action, *joined]
    context = {
        "action": action,
        "people": people,
        "replies": [reply for one in people for reply in one.replies],
        "joined": joined,
        "comments": work.comments(family),
        "files": list(work.files(family)),
        "lines": story(action, today=today),
        "today": today,
        "slips": board.Card(action, today).slips,
        "can_unmerge": work.can_unmerge(action, now=clock.now()),
        "step_form": StepForm(),
        "comment_form": CommentForm(),
        "file_form": FileForm(),
        "team": accounts.workers(request.business),
    }
    drawn = context | _steps(action) | forms
    return render(request, "actions/detail.html", drawn, status=status)


def after_step(
    request: BusinessRequest, action: Action, form: StepForm | None = None
) -> HttpResponse:
    """Answer what was done to a step: with the list alone where a script asked for it
    (and the messages, so that Undo is at hand), else with the page.
    """
    status = 422 if form else 200
    if "HX-Request" not in request.headers:
        if form:
            return detail_page(request, action, status=status, step_form=form)
        return redirect(f"{page_of(action)}#steps")
    context = {"action": action, "step_form": form or StepForm()} | _steps(action)
    drawn = render_to_string(STEPS, context, request)
    messages = render_to_string(TOASTS, {"swaps": True}, request)
    return HttpResponse(drawn + messages, status=status)


def _steps(action: Action) -> dict[str, Any]:
    steps = list(work.steps(action))
    return {"steps": steps, "steps_done": sum(bool(one.done_at) for one in steps)}


def page_of(action: Action) -> str:
    """Return the address of an action."""
    return reverse("actions:action-detail", kwargs={"pk": action.pk})
