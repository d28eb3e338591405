"""Erasing the customer who sent a reply, because they asked for it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback import clock
from feedback.accounts.models import Role
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from surveys.selectors import inbox
from surveys.services import erasing


@needs(Role.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def reply_erasure(request: BusinessRequest, pk: str) -> HttpResponse:
    """Say what goes and what stays; with a press, erase it. There is no way back."""
    reply = get_object_or_404(inbox.replies(request.business), pk=pk)
    if request.method != "POST":
        return render(request, "surveys/inbox/erasure.html", {"reply": reply})
    erasing.erase(reply.customer, by=request.actor, now=clock.now())
    say(request, _("Erased. What they picked still counts, without a name."))
    return redirect("surveys:reply-list")
