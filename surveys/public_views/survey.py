"""Answering: the survey, what follows it, and changing one's mind."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from feedback import clock
from surveys import trail
from surveys.extras import DROPPED, extras_of, photos_of
from surveys.models import Reply
from surveys.public_views import doubted
from surveys.public_views import survey_pages as pages
from surveys.public_views.bodies import takes_photos
from surveys.public_views.gate import Guest, by_invitation
from surveys.public_views.pages import SeeOther, draw
from surveys.public_views.sent_photos import photos_again, photos_sent
from surveys.selectors import answering as selectors
from surveys.services import answering
from surveys.services.answering import AlreadyAnswered
from surveys.submission import (
    Submission,
    read_submission,
    submission_of,
    with_photos,
)
from surveys.survey_page import render_page


@require_http_methods(["GET", "HEAD", "POST"])
@by_invitation
@takes_photos
def survey(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Ask, and take the answers in once."""
    reply = selectors.reply_to(guest.invitation)
    if reply is not None and reply.is_suspicious and request.method != "POST":
        return doubted.ask_again(guest)
    if reply is not None:
        return _already(request, guest, reply)
    answering.check_open(guest.invitation, now=clock.now())
    if request.method != "POST":
        return render_page(pages.fresh_page(guest))
    submission, problem = _sent(request, guest)
    if problem or submission.is_blank:
        page = pages.again_page(guest, submission, photo_problem=problem)
        return render_page(page, status=422)
    try:
        answering.record_reply(
            guest.invitation,
            submission,
            now=clock.now(),
            evidence=doubted.evidence(request, guest),
        )
    except AlreadyAnswered:
        first = selectors.reply_to(guest.invitation)
        return _second(request, guest, first, submission)
    return SeeOther(guest.url("thanks"))


@require_safe
@by_invitation
def rating(request: HttpRequest, guest: Guest, rating: str) -> HttpResponse:
    """Ask, with the word that was picked in the mail picked already. It counts only
    once the person sends the page: anybody's machine may follow a link.
    """
    trail.leave(request, guest.invitation.pk, rating, now=clock.now())
    reply = selectors.reply_to(guest.invitation)
    if reply is not None and reply.is_suspicious:
        return doubted.ask_again(guest, rating)
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
@takes_photos
def edit(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Show what was answered, to change it for seven days."""
    reply = selectors.reply_to(guest.invitation)
    if reply is None:
        return SeeOther(guest.url("survey"))
    answering.check_editable(reply, now=clock.now())
    if request.method != "POST":
        return render_page(pages.editing_page(guest, reply, submission_of(reply)))
    submission, problem = _sent(request, guest, reply)
    if problem or submission.is_blank:
        page = pages.editing_page(guest, reply, submission)
        return render_page(pages.to_put_right(page, problem), status=422)
    return doubted.put_in_place(request, guest, reply, submission)


def already_sent(guest: Guest, reply: Reply, submission: Submission) -> HttpResponse:
    """Offer to put ``submission`` in place of ``reply``, which was sent before."""
    page = pages.editing_page(guest, reply, submission)
    notice = _(
        "You had answered already, so this is not sent yet."
        " Save it here to put it in place of what you said first."
    )
    lost = photos_again(tuple(submission.pictures))
    page = replace(page, notice=f"{notice} {lost}".strip(), photo_problem=lost)
    return render_page(page, status=409)


def _sent(
    request: HttpRequest, guest: Guest, reply: Reply | None = None
) -> tuple[Submission, str]:
    """Return what was sent, to put in place of ``reply`` if there is one, and what is
    wrong with its photos.
    """
    version = guest.invitation.version
    if version is None:
        return Submission({}, {}), ""
    submission = read_submission(
        request.POST,
        pages.questions_for(guest),
        asks_contact=version.asks_contact,
        extras=extras_of(version),
        language=guest.language,
    )
    if not version.asks_photos:
        return submission, ""
    sent = photos_sent(request)
    dropped = set(request.POST.getlist(DROPPED))
    there = photos_of(reply) if reply else ()
    kept = [photo.digest for photo in there if str(photo.pk) not in dropped]
    return with_photos(submission, sent.pictures, kept=kept), sent.problem


def _already(request: HttpRequest, guest: Guest, reply: Reply) -> HttpResponse:
    if request.method == "POST":
        return _second(request, guest, reply, _sent(request, guest)[0])
    return _thanks(guest, reply, came_back=True)


def _second(
    request: HttpRequest, guest: Guest, reply: Reply | None, submission: Submission
) -> HttpResponse:
    """Answer somebody who sent the page twice. What they wrote the second time, in
    another tab or after going back, is neither taken over nor lost.
    """
    same = reply is None or submission_of(reply) == submission or submission.is_blank
    if reply is None or same or clock.now() >= reply.editable_until:
        return SeeOther(guest.url("thanks"))
    if reply.is_suspicious:
        return doubted.put_in_place(request, guest, reply, submission)
    return already_sent(guest, reply, submission)


def _thanks(guest: Guest, reply: Reply, *, came_back: bool = False) -> HttpResponse:
    can_edit = clock.now() < reply.editable_until
    return draw(
        "thanks",
        guest.business,
        guest.language,
        reply=reply,
        customer=guest.customer,
        holder=_holder(guest),
        photos=pages.photos_shown(guest, reply),
        came_back=came_back,
        is_cut=submission_of(reply).is_cut,
        edit_url=guest.url("edit") if can_edit else "",
        mine_url=guest.url("mine"),
    )


def _holder(guest: Guest) -> str:
    """Return the first name of whoever has it now: who looks after this customer, else
    the voice of the business.
    """
    owner = guest.customer.relationship_owner
    looks_after = owner.user.first_name if owner and owner.is_active else ""
    return looks_after or guest.business.voice
