"""Two actions become one, or one becomes two."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions import services
from actions.forms.work import SplitForm
from actions.models import Action
from actions.selectors import board, work
from actions.views.answers import action_of, refusal, undo_or_post
from feedback import clock
from feedback.accounts.models import Role
from feedback.errors import Conflict
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from feedback.text import one_line
from surveys.models import Reply

MOST_OFFERED = 50


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def action_merging(request: BusinessRequest, pk: str) -> HttpResponse:
    """Choose the action that this one is joined to; ``undo`` takes them apart again."""
    action = action_of(request, pk)
    sent = undo_or_post(request)
    if request.method == "POST" and sent.get("undo"):
        services.unmerge(action, by=request.actor, now=clock.now())
        say(request, _("They are two again."))
        return redirect("actions:action-detail", pk=action.pk)
    problem, status = "", 200
    if request.method == "POST":
        into = _other(request, sent.get("into", ""))
        try:
            _merge(request, action, into, sent.get("revision", ""))
        except Conflict as conflict:
            problem, status = conflict.message, conflict.status
            action.refresh_from_db()
        else:
            undo = f"{request.path}?undo=1"
            say(request, _("Joined to “{what}”.").format(what=into.what), undo=undo)
            return redirect("actions:action-detail", pk=into.pk)
    search = one_line(request.GET.get("q", ""), longest=100)
    found = board.with_words(work.to_join(action, containing=search))
    today = clock.today(request.business.zone)
    context = {
        "action": action,
        "others": [board.Card(one, today) for one in found[:MOST_OFFERED]],
        "search": search,
        "problem": problem,
        "today": today,
    }
    return render(request, "actions/merging.html", context, status=status)


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def action_splitting(request: BusinessRequest, pk: str) -> HttpResponse:
    """Give some of the replies of an action a promise of their own."""
    action = action_of(request, pk)
    rows = Reply.objects.filter(links__action=action).select_related("customer")
    replies = list(rows.order_by("submitted_at", "id"))
    if not action.is_open or len(replies) < 2:
        return redirect("actions:action-detail", pk=action.pk)
    form = SplitForm(
        request.POST or None,
        action=action,
        business=request.business,
        me=request.membership,
        replies=replies,
    )
    status = 200
    if request.method == "POST":
        status, made = _split(request, action, form)
        if made is not None:
            undo = reverse("actions:action-withdrawal", args=[made.pk])
            say(request, _("They are two actions now."), undo=undo)
            return redirect("actions:action-detail", pk=made.pk)
    context = {"action": action, "form": form, "replies": replies}
    return render(request, "actions/splitting.html", context, status=status)


def _merge(
    request: BusinessRequest, action: Action, into: Action, revision: str
) -> None:
    expected = int(revision) if revision.isdecimal() and len(revision) < 9 else None
    services.merge(
        action, into, by=request.actor, now=clock.now(), expected_revision=expected
    )


def _other(request: BusinessRequest, key: str) -> Action:
    try:
        pk = UUID(key)
    except ValueError as error:
        raise Http404 from error
    rows = Action.objects.filter(business=request.business)
    return get_object_or_404(rows.select_related("business"), pk=pk)


def _split(
    request: BusinessRequest, action: Action, form: SplitForm
) -> tuple[int, Action | None]:
    if not form.is_valid():
        return 422, None
    made: list[Action] = []

    def split() -> None:
        made.append(
            services.split(
                action,
                form.cleaned_data["reply"],
                promise=form.promise(),
                by=request.actor,
                expected_revision=form.cleaned_data["revision"],
            )
        )

    status = refusal(form, action, split)
    return status, made[0] if made else None
