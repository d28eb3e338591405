"""Drawing the pages around the survey, and where they lead."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.errors import BadLink, Refused, TooLarge
from feedback.text import clean
from surveys import days
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
    """Draw ``templates/surveys/public/<name>.html``.

    No request goes into it: nothing on these pages may depend on who looks.
    """
    context |= {"business": business, **page_language(language)}
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
    business, work = invitation.business, invitation.interaction
    day = days.local_day(work.happened_at, business)
    kind = days.inside_sentence(work.kind)
    if day == today:
        return _("How was today’s %(work)s?") % {"work": kind}
    if day == today - timedelta(days=1):
        return _("How was yesterday’s %(work)s?") % {"work": kind}
    if today - timedelta(days=6) <= day < today:
        weekday = date_format(day, "l")
        return _("How was %(day)s’s %(work)s?") % {"day": weekday, "work": kind}
    written = days.full_day(day, today=today)
    return _("How was the %(work)s on %(day)s?") % {"day": written, "work": kind}
