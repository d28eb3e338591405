"""The steps of an action: added, ticked, moved, taken away and put back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions import services
from actions.forms.work import StepForm
from actions.models import ChecklistItem
from actions.views.answers import action_of, undo_or_post
from actions.views.detail import after_step, page_of
from feedback.errors import Refused
from feedback.http import BusinessRequest
from feedback.middleware import say


@require_http_methods(["GET", "HEAD", "POST"])
def step_list(request: BusinessRequest, pk: str) -> HttpResponse:
    """Add a step. Reading only leads back to the action: the address stands in the
    browser after a refusal.
    """
    action = action_of(request, pk)
    if request.method != "POST":
        return redirect(f"{page_of(action)}#steps")
    form = StepForm(request.POST)
    if not form.is_valid():
        return after_step(request, action, form)
    try:
        services.add_step(action, words=form.cleaned_data["words"], by=request.actor)
    except Refused as refused:
        form.add_error("words", refused.message)
        return after_step(request, action, form)
    return after_step(request, action)


@require_http_methods(["GET", "HEAD", "POST"])
def step_detail(request: BusinessRequest, pk: str, step: str) -> HttpResponse:
    """Do what the button says (``do``) to one step; Undo brings it in its address."""
    action = action_of(request, pk)
    if request.method != "POST":
        return redirect(f"{page_of(action)}#steps")
    rows = ChecklistItem.objects.filter(action=action).select_related("action")
    found, do = get_object_or_404(rows, pk=step), undo_or_post(request).get("do", "")
    by = request.actor
    if do in ("done", "undone"):
        services.tick(found, done=do == "done", by=by)
    elif do in ("up", "down"):
        services.move_step(found, up=do == "up", by=by)
    elif do == "remove" and services.remove_step(found, by=by):
        undo = f"{request.path}?do=restore"
        say(request, _("Took away “{step}”.").format(step=found.words), undo=undo)
    elif do == "restore":
        services.restore_step(found, by=by)
    return after_step(request, action)
