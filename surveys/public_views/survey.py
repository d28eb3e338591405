"""Answering: the survey, what follows it, and changing one's mind."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from feedback import clock
from surveys.models import Reply
from surveys.public_views import survey_pages as pages
from surveys.public_views.gate import Guest, by_invitation
from surveys.public_views.pages import SeeOther, draw
from surveys.selectors import answering as selectors
from surveys.services import answering
from surveys.services.answering import AlreadyAnswered
from surveys.submission import Submission, read_submission, submission_of
from surveys.survey_page import render_page


@require_http_methods(["GET", "HEAD", "POST"])
@by_invitation
def survey(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Ask, and take the answers in once."""
    reply = selectors.reply_to(guest.invitation)
    if reply is not None:
        return _already(request, guest, reply)
    answering.check_open(guest.invitation, now=clock.now())
    if request.method != "POST":
        return render_page(pages.fresh_page(guest))
    submission = _sent(request, guest)
    if submission.is_blank:
        return render_page(pages.blank_page(guest, submission), status=422)
    try:
        answering.record_reply(guest.invitation, submission, now=clock.now())
    except AlreadyAnswered:
        return _second(guest, selectors.reply_to(guest.invitation), submission)
    return SeeOther(guest.url("thanks"))


@require_safe
@by_invitation
def rating(request: HttpRequest, guest: Guest, rating: str) -> HttpResponse:
    """Ask, with the word that was picked in the mail picked already. It counts only
    once the person sends the page: anybody's machine may follow a link.
    """
    reply = selectors.reply_to(guest.invitation)
    if reply is not None:
        return _already(request, guest, reply)
    answering.check_open(guest.invitation, now=clock.now())
    return render_page(pages.picked_page(guest, rating))


@require_safe
@by_invitation
def thanks(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Say who has it now, by when they hear, and what will be public."""
    reply = selectors.reply_to(guest.invitation)
    if reply is None:
        return SeeOther(guest.url("survey"))
    return _thanks(guest, reply)


@require_http_methods(["GET", "HEAD", "POST"])
@by_invitation
def edit(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Show what was answered, to change it for seven days."""
    reply = selectors.reply_to(guest.invitation)
    if reply is None:
        return SeeOther(guest.url("survey"))
    answering.check_editable(reply, now=clock.now())
    if request.method != "POST":
        return render_page(pages.editing_page(guest, reply, submission_of(reply)))
    submission = _sent(request, guest)
    if submission.is_blank:
        page = pages.nothing_said(pages.editing_page(guest, reply, submission))
        return render_page(page, status=422)
    answering.edit_reply(reply, submission, now=clock.now())
    return SeeOther(guest.url("thanks"))


def already_sent(guest: Guest, reply: Reply, submission: Submission) -> HttpResponse:
    """Offer to put ``submission`` in place of ``reply``, which was sent before."""
    page = pages.editing_page(guest, reply, submission)
    notice = _(
        "You had answered already, so this is not sent yet."
        " Save it here to put it in place of what you said first."
    )
    return render_page(replace(page, notice=notice), status=409)


def _sent(request: HttpRequest, guest: Guest) -> Submission:
    version = guest.invitation.version
    asks_contact = version is not None and version.asks_contact
    questions = pages.questions_for(guest)
    return read_submission(
        request.POST, questions, asks_contact=asks_contact, language=guest.language
    )


def _already(request: HttpRequest, guest: Guest, reply: Reply) -> HttpResponse:
    if request.method == "POST":
        return _second(guest, reply, _sent(request, guest))
    return _thanks(guest, reply, came_back=True)


def _second(guest: Guest, reply: Reply | None, submission: Submission) -> HttpResponse:
    """Answer somebody who sent the page twice. What they wrote the second time, in
    another tab or after going back, is neither taken over nor lost.
    """
    same = reply is None or submission_of(reply) == submission or submission.is_blank
    if reply is None or same or clock.now() >= reply.editable_until:
        return SeeOther(guest.url("thanks"))
    return already_sent(guest, reply, submission)


def _thanks(guest: Guest, reply: Reply, *, came_back: bool = False) -> HttpResponse:
    can_edit = clock.now() < reply.editable_until
    return draw(
        "thanks",
        guest.business,
        guest.language,
        reply=reply,
        customer=guest.customer,
        came_back=came_back,
        is_cut=submission_of(reply).is_cut,
        edit_url=guest.url("edit") if can_edit else "",
        mine_url=guest.url("mine"),
    )
