"""Answering a comment in public."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback import clock
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs, next_url
from feedback.middleware import say
from public_wall.forms import PublicReplyForm
from public_wall.models import PublicReply
from public_wall.selectors.panel import Standing, standing
from public_wall.services.replies import reply_publicly, withdraw_public_reply
from surveys.models import Reply


@needs(Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def public_reply(request: BusinessRequest, reply: str) -> HttpResponse:
    """Write the business's words under a comment; ``?undo=1`` takes them away."""
    mine = Reply.objects.filter(business=request.business)
    found = get_object_or_404(
        mine.select_related("business", "customer", "public_reply"), pk=reply
    )
    if request.method == "POST" and "undo" in request.GET:
        return _undo(request, found)
    where = standing(request.business, found, now=clock.now())
    form = PublicReplyForm(request.POST or None, initial=_initial(where))
    if request.method == "POST" and form.is_valid():
        return _store(request, found, where, form)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "reply": found, "where": where}
    return render(request, "public_wall/public_reply.html", context, status=status)


def _store(
    request: BusinessRequest, reply: Reply, where: Standing, form: PublicReplyForm
) -> HttpResponse:
    reply_publicly(reply, words=form.cleaned_data["words"], by=request.actor)
    undo = ""
    if not where.public_reply:
        undo = reverse("public_wall:public-reply", args=[reply.pk]) + "?undo=1"
    say(request, _("Your public reply is saved."), undo=undo)
    return HttpResponseRedirect(_back(request, reply))


def _undo(request: BusinessRequest, reply: Reply) -> HttpResponse:
    given = get_object_or_404(PublicReply.objects.filter(reply=reply))
    withdraw_public_reply(given, by=request.actor)
    say(request, _("Your public reply is taken away."))
    return HttpResponseRedirect(_back(request, reply))


def _initial(where: Standing) -> dict[str, str]:
    return {"words": where.public_reply.words if where.public_reply else ""}


def _back(request: BusinessRequest, reply: Reply) -> str:
    return next_url(request, reverse("surveys:reply-detail", args=[reply.pk]))
