"""Open channels: ask anybody, take the answer in once, and thank them."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from feedback import clock
from feedback.errors import BadLink
from feedback.links import make_token, read_token
from surveys.models import OpenChannel, Reply
from surveys.public_views import open_pages as pages
from surveys.public_views.bodies import takes_photos
from surveys.public_views.doors import Door, by_door
from surveys.public_views.gate import Guest
from surveys.public_views.open_form import TICKET, OpenForm, read_form
from surveys.public_views.open_pages import Again
from surveys.public_views.pages import SeeOther, draw
from surveys.public_views.survey import already_sent
from surveys.services.open_answering import TooManyAnswers, take_open_reply
from surveys.submission import submission_of

Kind = OpenChannel.Kind
THANKS_SECONDS = 8


@require_http_methods(["GET", "HEAD", "POST"])
@by_door()
@takes_photos
def survey(request: HttpRequest, door: Door) -> HttpResponse:
    """Ask whoever scanned the poster or followed the link."""
    if door.is_kiosk:
        return SeeOther(door.url("kiosk"))
    if request.method != "POST":
        return pages.fresh(door, pages.OPEN)
    return _take(request, door, pages.OPEN)


@require_http_methods(["GET", "HEAD", "POST"])
@by_door(Kind.KIOSK)
def kiosk(request: HttpRequest, door: Door) -> HttpResponse:
    """Ask one person after the other on a tablet."""
    if request.method != "POST":
        return pages.fresh(door, pages.KIOSK)
    return _take(request, door, pages.KIOSK)


@require_safe
@by_door(Kind.KIOSK)
def kiosk_thanks(request: HttpRequest, door: Door) -> HttpResponse:
    """Say thanks and nothing of what was said, then make way for the next person."""
    next_url = door.url("kiosk")
    page = draw("kiosk_thanks", door.business, door.language, next_url=next_url)
    # The limit is essential (WCAG 2.2.1): the next person stands behind this one.
    page["Refresh"] = f"{THANKS_SECONDS};url={next_url}"
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@by_door(Kind.EMBED)
@takes_photos
def embed(request: HttpRequest, door: Door) -> HttpResponse:
    """Ask inside a page of the business's own website."""
    if request.method != "POST":
        return _framed(pages.fresh(door, pages.EMBED), door)
    return _framed(_take(request, door, pages.EMBED), door)


@require_safe
@by_door(Kind.EMBED)
def embed_thanks(request: HttpRequest, door: Door) -> HttpResponse:
    """Say thanks there, with a link that opens what they said on a page of its own."""
    page = draw(
        "embed_thanks",
        door.business,
        door.language,
        door=door,
        token=_survey_token(request.GET.get("for", "")),
    )
    return _framed(page, door)


def _take(request: HttpRequest, door: Door, name: str) -> HttpResponse:
    now = clock.now()
    form = read_form(request, door, now=now)
    problems = form.problems(now=now)
    if problems:
        # The same ticket once more: by then enough time has gone by.
        kept = request.POST[TICKET] if form.ticket else ""
        why = Again(422, problems=problems, ticket=kept)
        return pages.again(door, name, form, why)
    try:
        reply, is_new = take_open_reply(
            door.channel, form.as_sent(request, door, now=now), now=now
        )
    except TooManyAnswers as refused:
        return _later(request, door, name, form, refused)
    if is_new or submission_of(reply) == form.submission:
        return SeeOther(_thanks_url(door, name, reply))
    return _second(door, name, form, reply)


def _later(
    request: HttpRequest,
    door: Door,
    name: str,
    form: OpenForm,
    refused: TooManyAnswers,
) -> HttpResponse:
    why = Again(refused.status, notice=refused.message, ticket=request.POST[TICKET])
    response = pages.again(door, name, form, why)
    response["Retry-After"] = str(max(int(refused.retry_after.total_seconds()), 1))
    return response


def _second(door: Door, name: str, form: OpenForm, reply: Reply) -> HttpResponse:
    """Answer a page that was sent before and says something else now.

    On a device of their own it is the same person, who may put the one in place of
    the other; elsewhere it may be somebody else, who gets a page of their own.
    """
    if name == pages.OPEN:
        guest = Guest(_token(reply), reply.invitation, door.language)
        return already_sent(guest, reply, form.submission)
    text = _(
        "This page had been sent before, so this is not sent yet."
        " Send it again if you want to add it."
    )
    return pages.again(door, name, form, Again(409, notice=text))


def _thanks_url(door: Door, name: str, reply: Reply) -> str:
    if name == pages.KIOSK:
        return door.url("kiosk-thanks")
    if name == pages.EMBED:
        return f"{door.url('embed-thanks')}?for={_token(reply)}"
    guest = Guest(_token(reply), reply.invitation, door.language)
    return guest.url("thanks")


def _token(reply: Reply) -> str:
    return make_token("survey", reply.business_id, reply.invitation_id)


def _survey_token(text: str) -> str:
    """Return ``text`` if it is the token of a reply, else nothing."""
    try:
        read_token("survey", text)
    except BadLink:
        return ""
    return text


def _framed(response: HttpResponse, door: Door) -> HttpResponse:
    """Let the pages that the owner listed show this one, and nobody else's."""
    origins = door.channel.origins or ["'none'"]
    response._csp_replace = {"frame-ancestors": origins}  # type: ignore[attr-defined]  # read by django-csp
    return response
