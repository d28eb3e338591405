"""Doing: where it stands, a new date, somebody else."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actions import services
from actions.forms.promising import DateForm, DescribeForm, HandOverForm, MoveForm
from actions.models import Action
from actions.selectors.telling import listeners, tells_about, told_ids
from actions.views.answers import action_of, refusal, undo_or_post
from feedback import clock
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs, next_url
from feedback.middleware import say


@require_POST
def action_move(request: BusinessRequest, pk: str) -> HttpResponse:
    """Move an open action between "to do" and "doing"."""
    action, form = action_of(request, pk), MoveForm(undo_or_post(request))
    page = reverse("actions:action-detail", args=[action.pk])
    if not form.is_valid():
        return redirect(page)
    before = action.state
    if services.move(action, state=form.cleaned_data["state"], by=request.actor):
        undo = f"{request.path}?state={before}"
        say(
            request,
            _("Moved to “{state}”.").format(state=action.get_state_display()),
            undo=undo,
        )
    return redirect(next_url(request, page))


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def action_date(request: BusinessRequest, pk: str) -> HttpResponse:
    """Give an action a new date with a reason, then offer to tell who waits."""
    action, today = action_of(request, pk), clock.today(request.business.zone)
    form = DateForm(request.POST or None, action=action, today=today)
    status = 200
    if request.method == "POST":
        status = _move_date(request, action, form)
        if not status:
            return redirect(_after_new_date(action))
    context = {"action": action, "form": form, "today": today}
    return render(request, "actions/date.html", context, status=status)


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def action_words(request: BusinessRequest, pk: str) -> HttpResponse:
    """Change what an action is called, what it is for, or which team's it is."""
    action = action_of(request, pk)
    sent = undo_or_post(request) if request.method == "POST" else None
    form = DescribeForm(sent, action=action)
    status = 200
    if request.method == "POST":
        before = {"what": action.what, "kind": action.kind}
        before["team"] = str(action.team_id or "")
        status = _describe(request, action, form)
        if not status:
            undo = f"{request.path}?{urlencode(before)}"
            say(request, _("Changed."), undo=undo)
            return redirect("actions:action-detail", pk=action.pk)
    context = {"action": action, "form": form}
    return render(request, "actions/words.html", context, status=status)


@require_POST
def action_kept(request: BusinessRequest, pk: str) -> HttpResponse:
    """Keep a promise whose date has passed."""
    action = action_of(request, pk)
    services.keep_date(action, by=request.actor)
    again = date_format(action.asks_again_on or action.due_on, _("l j F"))
    say(request, _("Kept. We’ll ask again on {again}.").format(again=again))
    page = reverse("actions:action-detail", args=[action.pk])
    return redirect(next_url(request, page))


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def action_owner(request: BusinessRequest, pk: str) -> HttpResponse:
    """Hand an action to somebody else."""
    action = action_of(request, pk)
    sent = undo_or_post(request) if request.method == "POST" else None
    form = HandOverForm(sent, action=action, me=request.membership)
    status = 200
    if request.method == "POST":
        before = action.owner_id
        status = _hand_over(request, action, form)
        if not status:
            say(
                request,
                _("{owner} has it now.").format(owner=action.owner),
                undo=f"{request.path}?owner={before}",
            )
            return redirect("actions:action-detail", pk=action.pk)
    context = {"action": action, "form": form}
    return render(request, "actions/owner.html", context, status=status)


def _describe(request: BusinessRequest, action: Action, form: DescribeForm) -> int:
    if not form.is_valid():
        return 422
    given = form.cleaned_data
    return refusal(
        form,
        action,
        lambda: services.describe(
            action,
            what=given["what"],
            kind=given["kind"],
            team=form.chosen_team(),
            by=request.actor,
            expected_revision=given["revision"],
        ),
    )


def _move_date(request: BusinessRequest, action: Action, form: DateForm) -> int:
    if not form.is_valid():
        return 422
    given = form.cleaned_data
    return refusal(
        form,
        action,
        lambda: services.change_date(
            action,
            due_on=given["due_on"],
            because=given["because"],
            by=request.actor,
            expected_revision=given["revision"],
        ),
    )


def _after_new_date(action: Action) -> str:
    """Return where to go: to tell those who wait, or back to the action."""
    told = told_ids(action, tells_about(action), action.due_on)
    waits = [one for one in listeners(action) if not one.why_not]
    untold = [one for one in waits if one.customer.pk not in told]
    view = "telling" if action.offers_to_tell and untold else "detail"
    return reverse(f"actions:action-{view}", args=[action.pk])


def _hand_over(request: BusinessRequest, action: Action, form: HandOverForm) -> int:
    if not form.is_valid():
        return 422
    return refusal(
        form,
        action,
        lambda: services.hand_over(
            action,
            owner=form.cleaned_data["owner"],
            by=request.actor,
            expected_revision=form.cleaned_data["revision"],
        ),
    )
