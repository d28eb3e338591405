"""From words to a promise: a new action, or one more reply to an open one."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actions import services
from actions.forms.promising import PromiseForm
from actions.models import Action
from actions.selectors.templates import beginning, beginnings
from actions.views.answers import action_of
from actions.views.templates import spoken
from feedback.accounts.models import Role
from feedback.errors import Refused
from feedback.http import BusinessRequest, needs, next_url
from feedback.middleware import say
from surveys.models import Reply

MOST_REPLIES = 50


@needs(Role.MEMBER)
@require_http_methods(["GET", "POST"])
def action_new(request: BusinessRequest) -> HttpResponse:
    """Turn the words of one or more replies into an action, or do something special
    that nobody asked for. ``from`` names a template to begin from.
    """
    replies, language = _replies(request), spoken()
    begin = beginning(request.business, request.GET.get("from", ""), language)
    form = PromiseForm(
        request.POST or None,
        business=request.business,
        me=request.membership,
        customer=replies[0].customer.first_name if len(replies) == 1 else "",
        begin=begin,
    )
    if not replies:
        form.without_reply()
    status = 200
    if request.method == "POST":
        action, status = _open(request, form, replies)
        if action:
            _say_opened(request, action)
            return redirect(next_url(request, _page(action)))
    context = {
        "form": form,
        "replies": replies,
        "begin": begin,
        "beginnings": beginnings(request.business, language),
        "next": request.POST.get("next", ""),
    }
    return render(request, "actions/new.html", context, status=status)


@require_POST
def action_withdrawal(request: BusinessRequest, pk: str) -> HttpResponse:
    """Take back an action that was just added: the Undo of `action_new`."""
    action = action_of(request, pk)
    link = action.links.order_by("added_at", "id").first()
    if action.split_from_id:
        whole = services.unsplit(action, by=request.actor)
        say(request, _("They are one again."))
        return redirect("actions:action-detail", pk=whole.pk)
    services.take_back(action, by=request.actor)
    say(request, _("Taken back."))
    if link is None:
        return redirect("actions:action-list")
    return redirect("surveys:reply-detail", pk=link.reply_id)


@require_POST
def action_reply(request: BusinessRequest, pk: str) -> HttpResponse:
    """Say that one more reply raised the same thing."""
    action, replies = action_of(request, pk), _replies(request)
    for reply in replies:
        services.add_reply(action, reply, by=request.actor)
        say(
            request,
            _("Added to “{what}”.").format(what=action.what),
            undo=_link(action, reply),
        )
    return redirect(next_url(request, _page(action)))


@require_POST
def action_reply_remove(request: BusinessRequest, pk: str, reply: str) -> HttpResponse:
    """Take a reply out of an action."""
    action = action_of(request, pk)
    rows = Reply.objects.filter(business=request.business)
    removed = get_object_or_404(rows.select_related("customer"), pk=reply)
    services.remove_reply(action, removed, by=request.actor)
    again = f"{reverse('actions:action-reply', args=[action.pk])}?reply={removed.pk}"
    say(
        request,
        _("Took out what {customer} said.").format(customer=removed.customer),
        undo=again,
    )
    return redirect(next_url(request, _page(action)))


def _open(
    request: BusinessRequest, form: PromiseForm, replies: list[Reply]
) -> tuple[Action | None, int]:
    if not form.is_valid():
        return None, 422
    try:
        action = services.open_action(
            request.business, promise=form.promise(), replies=replies, by=request.actor
        )
    except Refused as refused:
        form.add_error(None, refused.message)
        return None, 422
    return action, 302


def _say_opened(request: BusinessRequest, action: Action) -> None:
    mine = action.owner_id == request.membership.pk
    words = _("You will do it by {day}.") if mine else _("{who} will do it by {day}.")
    day = date_format(action.due_on, _("l j F"))
    undo = reverse("actions:action-withdrawal", args=[action.pk])
    say(request, words.format(who=action.owner.user.first_name, day=day), undo=undo)


def _replies(request: BusinessRequest) -> list[Reply]:
    """Return the replies that were named, or 404 if one is not ours."""
    named = request.POST.getlist("reply") or request.GET.getlist("reply")
    try:
        keys = {UUID(key) for key in named if key}
    except ValueError as error:
        raise Http404 from error
    rows = Reply.objects.filter(business=request.business, pk__in=keys)
    found = list(rows.select_related("customer").order_by("submitted_at", "id"))
    if len(found) != len(keys) or len(keys) > MOST_REPLIES:
        raise Http404
    return found


def _page(action: Action) -> str:
    return reverse("actions:action-detail", kwargs={"pk": action.pk})


def _link(action: Action, reply: Reply) -> str:
    return reverse("actions:action-reply-remove", args=[action.pk, reply.pk])
