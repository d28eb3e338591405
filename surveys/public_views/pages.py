"""Drawing the pages around the survey, and where they lead."""

from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

from feedback.accounts.models import Business
from feedback.errors import BadLink, Refused, TooLarge
from feedback.text import clean
from surveys import days, phrases
from surveys.languages import frame
from surveys.models import Invitation
from surveys.survey_page import page_language

LONGEST_MAIL_QUERY = 1800


class SeeOther(HttpResponseRedirect):
    """Go on with a GET: the answer to a form that was taken in."""

    status_code = 303


def draw(
    name: str,
    business: Business | None,
    language: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Draw ``templates/surveys/public/<name>.html`` for a reader of ``language``.

    No request goes into it: nothing on these pages may depend on who looks.
    """
    spoken = frame(language, business) if business else language
    context |= {"business": business, **page_language(spoken)}
    html = render_to_string(f"surveys/public/{name}.html", context)
    return HttpResponse(html, status=status)


def unknown_page() -> HttpResponse:
    """Return the one answer to every link that is not ours: it says nothing of any
    business, and not why.
    """
    return draw("unknown", None, settings.LANGUAGE_CODE, status=BadLink.status)


def closed_page(
    refused: Refused,
    business: Business,
    language: str,
    *,
    words: str = "",
    write_to: str = "",
    mine_url: str = "",
) -> HttpResponse:
    """Return a refusal that still offers a human: ``words`` are not lost on it, and go
    along in a mail to ``write_to``, or to the business's own address.
    """
    to, kept = write_to or business.reply_to, clean(words)
    return draw(
        "closed",
        business,
        language,
        status=refused.status,
        message=refused.message,
        words=kept,
        write_to=to,
        mail_url=_mail_url(to, refused.message, kept) if to else "",
        mine_url=mine_url,
        is_too_much=isinstance(refused, TooLarge),
    )


def _mail_url(to: str, subject: str, words: str) -> str:
    """Return what opens a mail that is begun already (RFC 6068). Of long words only
    the beginning fits: some programs take no more than 2,000 characters.
    """
    said = {"subject": subject.rstrip(".")} | ({"body": words} if words else {})
    while len(urlencode(said, quote_via=quote)) > LONGEST_MAIL_QUERY:
        said["body"] = said["body"][: len(said["body"]) * 3 // 4]
    return f"mailto:{quote(to, safe='@+')}?{urlencode(said, quote_via=quote)}"


def question(invitation: Invitation, *, today: date) -> str:
    """Return what the page is about: “How was Tuesday’s boiler service?”."""
    work = invitation.interaction
    day = days.local_day(work.happened_at, invitation.business)
    return phrases.how_was(work.kind, day, today=today)
