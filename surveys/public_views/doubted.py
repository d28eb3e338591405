"""Answers that a machine may have sent: whoever comes after it can still answer."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from feedback import clock
from surveys.models import Reply
from surveys.public_views import survey_pages as pages
from surveys.public_views.evidence import evidence_of
from surveys.public_views.gate import Guest
from surveys.public_views.pages import SeeOther
from surveys.services import answering
from surveys.submission import Submission
from surveys.survey_page import render_page
from surveys.suspecting import Evidence


def evidence(request: HttpRequest, guest: Guest) -> Evidence:
    """Return how this guest's page came back."""
    return evidence_of(request, guest.scope, guest.invitation.pk, now=clock.now())


def ask_again(guest: Guest, rating: str = "") -> HttpResponse:
    """Ask as if nobody had answered, and say why: perhaps it was only a machine."""
    notice = _(
        "Something answered from this link already, and we could not tell whether it"
        " was a person. Send your answer here and it takes that one’s place. If it was"
        " you, you can also press the button in the email that we sent you."
    )
    page = pages.picked_page(guest, rating) if rating else pages.fresh_page(guest)
    return render_page(replace(page, notice=notice))


def put_in_place(
    request: HttpRequest, guest: Guest, reply: Reply, submission: Submission
) -> HttpResponse:
    """Put what was sent now in place of ``reply``. If that was doubted and this is a
    person's, it is doubted no more.
    """
    seen = evidence(request, guest)
    answering.edit_reply(reply, submission, now=clock.now(), evidence=seen)
    return SeeOther(guest.url("thanks"))
