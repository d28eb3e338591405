"""What is kept behind a personal link: the draft of its page, and its photos."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from feedback import clock
from feedback.errors import BadLink
from feedback.http import file_answer
from surveys.extras import extras_of
from surveys.public_views import survey_pages as pages
from surveys.public_views.gate import Guest, by_invitation
from surveys.public_views.pages import SeeOther
from surveys.selectors import answering as selectors
from surveys.services import answering
from surveys.services.drafting_replies import drop_draft, keep_draft
from surveys.submission import read_submission

NO_CONTENT = 204


@require_POST
@by_invitation
def draft(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Keep what is typed so far, without its photos; nothing is sent by that.

    A small script calls it once somebody has touched the page. ``do=discard``, from a
    button, forgets it and opens an empty page.
    """
    if request.POST.get("do") == "discard":
        drop_draft(guest.invitation)
        return SeeOther(guest.url("survey"))
    now = clock.now()
    answering.check_open(guest.invitation, now=now)
    version = guest.invitation.version
    if version is None:
        raise BadLink
    typed = read_submission(
        request.POST,
        pages.questions_for(guest),
        asks_contact=version.asks_contact,
        extras=extras_of(version),
        language=guest.language,
    )
    keep_draft(guest.invitation, typed, now=now)
    return HttpResponse(status=NO_CONTENT)


@require_safe
@by_invitation
def photo(request: HttpRequest, guest: Guest, number: int) -> HttpResponse:
    """Show a photo to whoever added it."""
    reply = selectors.reply_to(guest.invitation)
    stored = selectors.photo_of(reply, number) if reply else None
    if stored is None:
        raise BadLink
    return file_answer(stored)
