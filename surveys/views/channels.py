"""Ways in for anybody: posters, tablets, links, forms on websites; and notes."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock
from feedback.accounts.models import Role
from feedback.customers.models import Customer
from feedback.customers.selectors import customer_or_404, recent_kinds
from feedback.errors import NotAllowed
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from surveys import posters
from surveys.forms.channels import ChannelForm, HeardForm
from surveys.hours import local_noon
from surveys.languages import frame
from surveys.models import OpenChannel, Survey
from surveys.selectors import channels as selectors
from surveys.selectors import inbox
from surveys.selectors.asking import asking_surveys
from surveys.services import channels as services
from surveys.services.heard import Heard, can_write_down, write_down
from surveys.survey_page import page_language

UNPROCESSABLE = 422
Kind = OpenChannel.Kind


@require_safe
def channel_list(request: BusinessRequest) -> HttpResponse:
    """Show every way in for anybody, and how many came through it."""
    context = {
        "channels": selectors.channel_list(request.business),
        "kinds": Kind.choices,
        "has_survey": inbox.has_survey(request.business),
        "surveys": asking_surveys(request.business),
        "texts_go_out": settings.SMS_READY,
    }
    return render(request, "surveys/channels/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.MANAGER)
def channel_new(request: BusinessRequest) -> HttpResponse:
    """Open a way in of the kind in the query."""
    wanted = _kind(request.GET.get("kind", ""))
    if not inbox.has_survey(request.business):
        return redirect("surveys:survey-new")
    initial = {"work_kind": next(iter(recent_kinds(request.business)), _("Visit"))}
    form = ChannelForm(
        request.POST or None, business=request.business, kind=wanted, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        channel = _stored(request, form, None)
        if channel:
            say(request, _("It is open. Try it yourself first."))
            return redirect("surveys:channel-detail", pk=channel.pk)
    context = {"form": form, "kind": wanted}
    return render(request, "surveys/channels/new.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def channel_detail(request: BusinessRequest, pk: str) -> HttpResponse:
    """Show the address, poster or snippet of a way in, and change its details."""
    channel = _channel(request, pk)
    if request.method != "POST":
        return _detail(request, channel, _bound(request, channel))
    return _edit(request, channel)


@needs(Role.MANAGER)
@require_POST
def channel_closure(request: BusinessRequest, pk: str) -> HttpResponse:
    """Close a way in, or (``undo``) open it again."""
    channel = _channel(request, pk)
    if "undo" in request.POST or "undo" in request.GET:
        services.reopen_channel(channel, by=request.actor)
        say(request, _("Open again."))
    else:
        services.close_channel(channel, by=request.actor)
        say(request, _("Closed."), undo=f"{request.path}?undo=1")
    return redirect("surveys:channel-detail", pk=channel.pk)


@require_safe
def channel_poster(request: BusinessRequest, pk: str) -> HttpResponse:
    """Show a page to print, with the code and the address in words."""
    channel = _channel(request, pk)
    poster = posters.poster(channel, size=request.GET.get("size", ""))
    language = frame(poster.language, request.business)
    with translation.override(language):
        context = {"poster": poster, **page_language(language)}
        return render(request, "surveys/channels/poster.html", context)


@needs(Role.MANAGER)
@require_POST
def survey_texting(request: BusinessRequest, pk: str) -> HttpResponse:
    """Ask by text message whoever has no e-mail address, or stop doing so."""
    rows = Survey.objects.filter(business=request.business)
    survey = get_object_or_404(rows, pk=pk)
    asks = request.POST.get("asks") == "1"
    services.set_texting(survey, asks=asks, by=request.actor)
    say(request, _("Saved."))
    return redirect("surveys:channel-list")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.MEMBER)
def heard_new(request: BusinessRequest) -> HttpResponse:
    """Write down what somebody told a person of the team."""
    if not can_write_down(request.business):
        return redirect("surveys:survey-list")
    customer = _customer(request)
    form = HeardForm(
        request.POST or None, business=request.business, initial=_heard_now(request)
    )
    if request.method == "POST" and form.is_valid():
        heard = _heard(request, form)
        reply = write_down(request.business, customer, heard, by=request.actor)
        say(request, _("Written down."))
        return redirect("surveys:reply-detail", pk=reply.pk)
    context = {
        "form": form,
        "customer": customer,
        "kinds": recent_kinds(request.business),
    }
    return render(request, "surveys/channels/heard.html", context, status=_status(form))


def _edit(request: BusinessRequest, channel: OpenChannel) -> HttpResponse:
    if not request.membership.may(Role.MANAGER):
        # Anybody may read here; only managers decide where the doors are.
        raise NotAllowed(_("Your role here does not allow that. Ask an owner."))
    form = ChannelForm(request.POST, business=request.business, kind=channel.kind)
    if not form.is_valid() or not _stored(request, form, channel):
        return _detail(request, channel, form, status=UNPROCESSABLE)
    say(request, _("Saved."))
    return redirect("surveys:channel-detail", pk=channel.pk)


def _stored(
    request: BusinessRequest, form: ChannelForm, channel: OpenChannel | None
) -> OpenChannel | None:
    """Store the form; None if it turned out to be wrong, with the reason in it."""
    details = form.details
    try:
        if channel is None:
            return services.open_channel(
                request.business, form.kind, details, by=request.actor
            )
        return services.edit_channel(channel, details, by=request.actor)
    except services.NameTaken as taken:
        form.add_error("name", taken.message)
        return None


def _detail(
    request: BusinessRequest,
    channel: OpenChannel,
    form: ChannelForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "channel": channel,
        "form": form,
        "address": posters.address(channel),
        "snippets": posters.snippets(channel),
        "answers": channel.replies.count(),
    }
    return render(request, "surveys/channels/detail.html", context, status=status)


def _bound(request: BusinessRequest, channel: OpenChannel) -> ChannelForm:
    initial = {
        "name": channel.name,
        "survey": channel.survey_id,
        "work_kind": channel.work_kind,
        "handler": channel.handler,
        "origins": "\n".join(channel.origins),
    }
    return ChannelForm(business=request.business, kind=channel.kind, initial=initial)


def _channel(request: BusinessRequest, pk: str) -> OpenChannel:
    rows = OpenChannel.objects.filter(business=request.business)
    return get_object_or_404(rows.select_related("business", "survey"), pk=pk)


def _kind(text: str) -> str:
    return text if text in Kind.values else Kind.LINK.value


def _customer(request: BusinessRequest) -> Customer | None:
    pk = request.GET.get("customer", "")
    return customer_or_404(request.business, pk) if pk else None


def _heard_now(request: BusinessRequest) -> dict[str, Any]:
    return {
        "heard_by": request.membership.pk,
        "heard_on": clock.today(request.business.zone),
        "once": uuid4(),
    }


def _heard(request: BusinessRequest, form: HeardForm) -> Heard:
    said = form.cleaned_data
    noon = local_noon(said["heard_on"], request.business.zone)
    return Heard(
        words=said["words"],
        heard_by=said["heard_by"],
        at=min(noon, clock.now()),
        work_kind=said["work_kind"],
        once=said["once"],
        rating=said["rating"],
        waits=said["waits"],
    )


def _status(form: Any) -> int:
    return UNPROCESSABLE if form.errors else 200
