"""A date about to slip: keep it, move it, or decide not to. And "I have it"."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from actions.forms.slipping import SlipForm
from actions.models import Action
from actions.selectors.slips import slip_of, who_waits
from actions.services import acknowledging, slipping
from actions.views.answers import action_of, refusal, undo_or_post
from feedback import clock
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs, next_url
from feedback.mail.email import Email
from feedback.middleware import say


@needs(Role.MEMBER)
@require_POST
def action_acknowledgement(request: BusinessRequest, pk: str) -> HttpResponse:
    """Say "I have it"; ``undo`` takes it back. Anybody else's tap changes nothing."""
    action, page = action_of(request, pk), reverse("actions:action-detail", args=[pk])
    if undo_or_post(request).get("undo"):
        acknowledging.wait_again(action, by=request.actor)
        say(request, _("It waits for you again."))
    elif not acknowledging.may_acknowledge(action, request.membership):
        name = action.owner.user.first_name
        say(request, _("Only {name} can say that.").format(name=name))
    elif acknowledging.acknowledge(action, by=request.actor):
        say(request, _("You have it."), undo=f"{request.path}?undo=1")
    return redirect(next_url(request, page))


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def action_slip(request: BusinessRequest, pk: str) -> HttpResponse:
    """Ask whether a date holds. What customers read is shown before it goes."""
    action, today = action_of(request, pk), clock.today(request.business.zone)
    if not action.is_open:
        return redirect("actions:action-detail", pk=action.pk)
    waiting = who_waits(action)
    form = SlipForm(
        request.POST or None, action=action, today=today, waiting=len(waiting)
    )
    status, mails = 200, list[Email]()
    if request.method == "POST":
        status, mails = _answer(request, action, form)
        if not status:
            return redirect("actions:action-detail", pk=action.pk)
    context = {
        "action": action,
        "form": form,
        "mails": mails,
        "waiting": waiting,
        "today": today,
        "slip": slip_of(action, today=today),
    }
    return render(request, "actions/slip.html", context, status=status)


def _answer(
    request: BusinessRequest, action: Action, form: SlipForm
) -> tuple[int, list[Email]]:
    """Do what was answered; return 0, or the status and the mails to show first."""
    if not form.is_valid():
        return 422, []
    if form.keeps:
        return _keep(request, action, form), []
    mails: list[Email] = []
    if "preview" in request.POST or not form.has_been_seen():
        status = refusal(
            form, action, lambda: mails.extend(_mails(request, action, form))
        )
        if not status:
            form.mark_seen()
        return status or 200, mails
    return _slip(request, action, form), mails


def _mails(request: BusinessRequest, action: Action, form: SlipForm) -> list[Email]:
    return slipping.previews(action, form.slipping(), by=request.actor)


def _keep(request: BusinessRequest, action: Action, form: SlipForm) -> int:
    expected = form.cleaned_data["revision"]
    status = refusal(
        form,
        action,
        lambda: slipping.keep(action, by=request.actor, expected_revision=expected),
    )
    if status:
        return status
    if action.asks_again_on:
        day = date_format(action.asks_again_on, _("l j F"))
        say(request, _("Kept. We’ll ask again on {again}.").format(again=day))
    else:
        say(request, _("It stands."))
    return 0


def _slip(request: BusinessRequest, action: Action, form: SlipForm) -> int:
    told = 0

    def act() -> None:
        nonlocal told
        told = slipping.slip(
            action,
            form.slipping(),
            by=request.actor,
            expected_revision=form.cleaned_data["revision"],
        )

    status = refusal(form, action, act)
    if not status:
        say(request, said(form, told))
    return status


def said(form: SlipForm, told: int) -> str:
    """Return what was done, in words."""
    due_on = form.slipping().due_on
    if due_on:
        done = _("Moved to {day}.").format(day=date_format(due_on, _("l j F")))
    else:
        done = _("Decided not to.")
    if not told:
        return done
    people = ngettext("One person is told.", "{count} people are told.", told)
    return f"{done} {people.format(count=told)}"
