"""Saying that a person sent a reply that we took for a machine's."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feedback import clock
from feedback.http import BusinessRequest
from feedback.middleware import say
from surveys.selectors import inbox
from surveys.services import suspecting


@require_POST
def reply_clearance(request: BusinessRequest, pk: str) -> HttpResponse:
    """Count the reply from now on, and tell whoever should hear of it."""
    reply = get_object_or_404(inbox.replies(request.business), pk=pk)
    if suspecting.clear(reply, by=request.actor, now=clock.now()):
        say(request, _("Counted from now on."))
    return redirect("surveys:reply-detail", pk=reply.pk)
