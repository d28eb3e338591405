"""What comes again by the calendar."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actions.forms.templates import RepeatingForm
from actions.models import Action, Repeating
from actions.selectors import templates as selectors
from actions.selectors import work
from actions.services import repeating as services
from actions.views.answers import undo_or_post
from feedback import clock
from feedback.accounts.models import Role
from feedback.errors import Conflict, Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say


@require_safe
def repeating_list(request: BusinessRequest) -> HttpResponse:
    """Show what comes again, the next first."""
    context = {"rows": selectors.repeating(request.business)}
    return render(request, "actions/repeating_list.html", context)


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def repeating_new(request: BusinessRequest) -> HttpResponse:
    """Let something come again: from nothing, or like an action (``like``)."""
    like = _like(request)
    form = RepeatingForm(
        request.POST or None,
        business=request.business,
        me=request.membership,
        begin=_begin(like) if like else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.repeat(
                request.business, form.plan(), by=request.actor, made_from=like
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            _say_next(request, made)
            return redirect("actions:repeating-list")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "like": like}
    return render(request, "actions/repeating.html", context, status=status)


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def repeating_edit(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Change what comes again, from the next one on."""
    made = _of(request, pk)
    if made.ended_at:
        return redirect("actions:repeating-list")
    form = RepeatingForm(
        request.POST or None,
        business=request.business,
        me=request.membership,
        made=made,
    )
    status = 200
    if request.method == "POST":
        status = _change(request, made, form)
        if not status:
            _say_next(request, made)
            return redirect("actions:repeating-list")
    context = {"form": form, "made": made}
    return render(request, "actions/repeating.html", context, status=status)


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def repeating_state(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Let it rest, go on, or end for good (``do``); each with its Undo."""
    made, now = _of(request, pk), clock.now()
    do = undo_or_post(request).get("do", "") if request.method == "POST" else ""
    if do == "pause" and services.pause(made, by=request.actor, now=now):
        say(request, _("It rests."), undo=f"{request.path}?do=resume")
    elif do == "resume" and services.resume(made, by=request.actor, now=now):
        _say_next(request, made)
    elif do == "end" and services.end(made, by=request.actor, now=now):
        say(request, _("No more will come."), undo=f"{request.path}?do=unend")
    elif do == "unend" and services.unend(made, by=request.actor, now=now):
        _say_next(request, made)
    return redirect("actions:repeating-list")


def _of(request: BusinessRequest, pk: UUID) -> Repeating:
    rows = Repeating.objects.filter(business=request.business)
    return get_object_or_404(rows.select_related("owner__user", "business"), pk=pk)


def _like(request: BusinessRequest) -> Action | None:
    """Return the action that this is to be like, if the address names one."""
    named = request.GET.get("like", "")
    try:
        key = UUID(named)
    except ValueError:
        return None
    rows = Action.objects.filter(business=request.business)
    return get_object_or_404(rows.select_related("business"), pk=key)


def _begin(like: Action) -> dict[str, object]:
    return {
        "what": like.what,
        "kind": like.kind,
        "owner": like.owner_id,
        "team": like.team_id,
        "steps": "\n".join(step.words for step in work.steps(like)),
    }


def _change(request: BusinessRequest, made: Repeating, form: RepeatingForm) -> int:
    """Return 0, or the status with which to show ``form`` again, which keeps what was
    typed and learns the new revision.
    """
    if not form.is_valid():
        return 422
    try:
        services.change_repeating(
            made,
            form.plan(),
            by=request.actor,
            expected_revision=form.cleaned_data["revision"],
        )
    except Conflict as conflict:
        made.refresh_from_db()
        form.data = {**form.data, "revision": str(made.revision)}
        form.add_error(None, conflict.message)
        return conflict.status
    except Refused as refused:
        form.add_error(None, refused.message)
        return 422
    return 0


def _say_next(request: BusinessRequest, made: Repeating) -> None:
    text = _("The next one is for {day}.")
    say(request, text.format(day=date_format(made.next_on, _("l j F Y"))))
