"""Drawing the pages around the survey, and where they lead."""

from datetime import date
from typing import Any

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
    refused: Refused, business: Business, language: str, *, words: str = ""
) -> HttpResponse:
    """Return a refusal that still offers a human; ``words`` are not lost on it."""
    return draw(
        "closed",
        business,
        language,
        status=refused.status,
        message=refused.message,
        words=clean(words),
        is_too_much=isinstance(refused, TooLarge),
    )


def question(invitation: Invitation, *, today: date) -> str:
    """Return what the page is about: “How was Tuesday’s boiler service?”."""
    work = invitation.interaction
    day = days.local_day(work.happened_at, invitation.business)
    return phrases.how_was(work.kind, day, today=today)
