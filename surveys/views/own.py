"""What is about oneself: words of customers after one's own work.

Marked for people who see nothing else; everybody in the business may look at theirs.
"""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from feedback import clock
from feedback.accounts.models import Role
from feedback.errors import NotAllowed, Refused
from feedback.http import BusinessRequest, needs
from feedback.middleware import say
from surveys import days
from surveys.forms.hearing import OwnAnswerForm
from surveys.models import Reply
from surveys.selectors import hearing as selectors
from surveys.selectors import reading
from surveys.services import hearing
from surveys.views.photos import photo_answer

PAGE = 50


@needs(Role.OWN_ONLY)
@require_safe
def own_list(request: BusinessRequest) -> HttpResponse:
    """List what customers said about one's own work, newest first."""
    rows = list(selectors.own_replies(request.membership)[: PAGE + 1])
    context = {
        "replies": rows[:PAGE],
        "has_more": len(rows) > PAGE,
        "most": PAGE,
        "has_names": bool(request.membership.handler_names),
        "today": clock.today(request.business.zone),
    }
    return render(request, "surveys/hearing/own_list.html", context)


@needs(Role.OWN_ONLY)
@require_http_methods(["GET", "HEAD", "POST"])
def own_detail(request: BusinessRequest, pk: UUID) -> HttpResponse:
    """Show one of them; POST answers the customer."""
    rows = selectors.own_replies(request.membership)
    reply = get_object_or_404(rows, pk=pk)
    form = OwnAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if request.membership.role == Role.READER:
            text = _("Your role here does not allow that. Ask an owner.")
            raise NotAllowed(text)
        try:
            words = form.cleaned_data["words"]
            hearing.answer_customer(reply, words=words, by=request.actor)
        except Refused as refused:
            form.add_error("words", refused.message)
        else:
            say(request, _("On its way to %(name)s.") % {"name": reply.customer})
            return redirect("surveys:own-detail", pk=reply.pk)
    status = 422 if form.is_bound else 200
    return render(
        request, "surveys/hearing/own_detail.html", _own(reply, form), status=status
    )


@needs(Role.OWN_ONLY)
@require_safe
def own_photo(request: BusinessRequest, pk: UUID, number: int) -> HttpResponse:
    """Show one photo of a reply about one's own work."""
    rows = selectors.own_replies(request.membership)
    return photo_answer(get_object_or_404(rows, pk=pk), number)


def _own(reply: Reply, form: OwnAnswerForm) -> dict[str, object]:
    today = clock.today(reply.business.zone)
    return {
        "reply": reply,
        "form": form,
        "job": days.job(reply.invitation.interaction, reply.business, today=today),
        "answers": reading.steps_said(list(reading.answers_of(reply))),
        "written": reply.team_answers.select_related("author__user").order_by(
            "sent_at"
        ),
    }
