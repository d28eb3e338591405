"""What one reply was about, said by a person: reason, cause, themes."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.errors import Refused
from feedback.http import BusinessRequest, next_url
from feedback.middleware import say
from surveys.forms.themes import PlaceForm, UnderstandingForm
from surveys.models import Reply
from surveys.services import theming, understanding


@require_http_methods(["GET", "HEAD", "POST"])
def reply_understanding(request: BusinessRequest, pk: str) -> HttpResponse:
    """Confirm or choose why the customer got in touch and what lay behind it."""
    reply = _reply(request, pk)
    if request.method != "POST":
        return _back(request, reply)
    form = UnderstandingForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Choose one of the list."))
    understanding.confirm_understanding(
        reply,
        reason=form.cleaned_data["reason"],
        cause=form.cleaned_data["cause"],
        by=request.actor,
    )
    say(request, _("Noted."))
    return _back(request, reply)


@require_http_methods(["GET", "HEAD", "POST"])
def reply_theme(request: BusinessRequest, pk: str) -> HttpResponse:
    """Put a reply into a theme as well."""
    reply = _reply(request, pk)
    if request.method != "POST":
        return _back(request, reply)
    form = PlaceForm(request.POST, business=request.business)
    if not form.is_valid():
        raise Refused(_("Choose one of the list."))
    theming.place_reply(reply, theme=form.cleaned_data["theme"], by=request.actor)
    say(request, _("Added."))
    return _back(request, reply)


def _reply(request: BusinessRequest, pk: str) -> Reply:
    return get_object_or_404(Reply.objects.filter(business=request.business), pk=pk)


def _back(request: BusinessRequest, reply: Reply) -> HttpResponse:
    fallback = reverse("surveys:reply-detail", kwargs={"pk": reply.pk})
    return redirect(next_url(request, fallback))
