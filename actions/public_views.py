"""The page behind a mail to the team: read the words, answer them, promise something.

It needs no login, so that whoever only gets words by mail can do something about
them. Only its buttons do anything.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actions.selectors import board
from actions.services import Promise, open_action
from actions.views.answers import went_through
from feedback import clock
from feedback.accounts.models import Role
from feedback.errors import NotAllowed, Refused
from feedback.history.services import Actor
from surveys import days
from surveys.emails_hearing import WILLS, i_will
from surveys.forms.hearing import AnswerByMailForm, ByMailForm, PromiseByMailForm
from surveys.models import Notice, Reply
from surveys.public_views.colleagues import by_notice, check_open, draw_for
from surveys.public_views.pages import SeeOther
from surveys.selectors import reading
from surveys.services import hearing

MOST_ANSWERS = 5
ANSWER, PROMISE = "answer-%s", "promise-%s"


@require_http_methods(["GET", "HEAD", "POST"])
@by_notice
def notice(request: HttpRequest, told: Notice) -> HttpResponse:
    """Show the words; POST answers them or promises something."""
    check_open(told)
    if request.method != "POST":
        return _page(request, told)
    if told.membership.role == Role.READER:
        raise NotAllowed(_("Your role here does not allow that. Ask an owner."))
    if request.POST.get("do") == "answer":
        return _answer(request, told)
    return _promise(request, told)


def _answer(request: HttpRequest, told: Notice) -> HttpResponse:
    form, reply = AnswerByMailForm(request.POST, auto_id=ANSWER), _reply(told)
    by = Actor.member(told.membership)

    def send() -> None:
        if reply.team_answers.filter(author=told.membership).count() >= MOST_ANSWERS:
            raise Refused(_("That is enough from one mail. Ask a colleague."))
        hearing.answer_customer(reply, words=form.cleaned_data["words"], by=by)

    if form.is_valid() and went_through(form, send):
        return SeeOther(_url(request, "answered"))
    return _page(request, told, status=422, answer_form=form)


def _promise(request: HttpRequest, told: Notice) -> HttpResponse:
    form, reply = PromiseByMailForm(request.POST, auto_id=PROMISE), _reply(told)

    def promise() -> None:
        due_on = clock.today(reply.business.zone) + form.days()
        made = Promise(form.cleaned_data["what"], told.membership, due_on)
        by = Actor.member(told.membership)
        open_action(reply.business, promise=made, replies=[reply], by=by)

    if form.is_valid() and went_through(form, promise):
        return SeeOther(_url(request, "promised"))
    return _page(request, told, status=422, promise_form=form)


def _page(
    request: HttpRequest,
    told: Notice,
    *,
    status: int = 200,
    answer_form: ByMailForm | None = None,
    promise_form: ByMailForm | None = None,
) -> HttpResponse:
    reply, reader = _reply(told), told.membership
    today = clock.today(reply.business.zone)
    context: dict[str, Any] = {
        "reply": reply,
        "job": days.job(reply.invitation.interaction, reply.business, today=today),
        "answers": reading.steps_said(list(reading.answers_of(reply))),
        "written": reply.team_answers.select_related("author__user").order_by(
            "sent_at"
        ),
        "promised": board.actions_about(reply),
        "done": request.GET.get("done", ""),
        "may_write": reader.role != Role.READER,
        "can_be_answered": bool(reply.customer.email),
        "answer_form": answer_form or AnswerByMailForm(auto_id=ANSWER),
        "promise_form": promise_form or _blank_promise(request, reply),
    }
    return draw_for(reader, "by_mail", status=status, **context)


def _blank_promise(request: HttpRequest, reply: Reply) -> PromiseByMailForm:
    """Return the form with what the link in the mail began to promise."""
    which = request.GET.get("will", "")
    name = reply.customer.first_name or _("them")
    begun = {"what": i_will(which, name)} if which in WILLS else {}
    return PromiseByMailForm(initial=begun, auto_id=PROMISE)


def _reply(told: Notice) -> Reply:
    assert told.reply is not None  # see `by_notice`
    return told.reply


def _url(request: HttpRequest, done: str) -> str:
    return f"{request.path}?done={done}"
