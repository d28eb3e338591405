"""Promising something about words on one's own work."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions.services import Promise, open_action
from feedback import clock
from feedback.accounts.models import Role
from feedback.errors import NotAllowed, Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from surveys.forms.hearing import OwnPromiseForm
from surveys.models import Reply
from surveys.selectors import hearing as selectors


@needs(Role.OWN_ONLY)
@require_http_methods(["GET", "HEAD", "POST"])
def own_promise(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Promise something oneself, to a customer whose work one did."""
    reply = get_object_or_404(selectors.own_replies(request.membership), pk=pk)
    form = OwnPromiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if request.membership.role == Role.READER:
            raise NotAllowed(_("Your role here does not allow that. Ask an owner."))
        if _promise(request, form, reply):
            say(request, _("It is promised, in your name."))
            return redirect("surveys:own-detail", pk=reply.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "reply": reply}
    return render(request, "surveys/hearing/own_promise.html", context, status=status)


def _promise(request: BusinessRequest, form: OwnPromiseForm, reply: Reply) -> bool:
    due_on = clock.today(request.business.zone) + form.days()
    made = Promise(form.cleaned_data["what"], request.membership, due_on)
    try:
        open_action(request.business, promise=made, replies=[reply], by=request.actor)
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True
