"""The survey as anybody sees it who comes through an open channel."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from feedback import clock
from surveys import phrases, tickets
from surveys.languages import languages_of
from surveys.public_views import open_form
from surveys.public_views.doors import Door
from surveys.public_views.open_form import OpenForm
from surveys.public_views.sent_photos import photos_again
from surveys.selectors.answering import asked_questions
from surveys.submission import chosen_in
from surveys.survey_page import Problem, SurveyPage, render_page

# Where each kind of page is sent to, and what draws it.
OPEN, KIOSK, EMBED = "open", "kiosk", "embed"
TEMPLATES = {name: f"surveys/open/{name}.html" for name in (OPEN, KIOSK, EMBED)}


@dataclass(frozen=True, slots=True)
class Again:
    """Why a page is drawn once more: with ``problems`` to put right or a ``notice``.

    It keeps its ``ticket``, if one is given; else it gets a new one.
    """

    status: int
    problems: Sequence[Problem] = ()
    notice: str = ""
    ticket: str = ""


FIRST_TIME = Again(200)


def fresh(door: Door, name: str) -> HttpResponse:
    """Draw the page with nothing chosen and a ticket of its own."""
    return _draw(door, name, None, FIRST_TIME)


def again(door: Door, name: str, form: OpenForm, why: Again) -> HttpResponse:
    """Draw the page with everything that was typed still on it."""
    return _draw(door, name, form, why)


def _draw(door: Door, name: str, form: OpenForm | None, why: Again) -> HttpResponse:
    version = form.version if form and why.ticket else door.version
    page = SurveyPage(
        business=door.business,
        heading=_heading(door),
        lede=_lede(door),
        questions=asked_questions(version, door.language),
        asks_contact=version.asks_contact,
        extras=door.extras(version),
        photo_problem=_photo_problem(form),
        language=door.language,
        action_url=door.url(name),
        chosen=chosen_in(form.submission) if form else {},
        errors=why.problems,
        notice=why.notice,
        languages=_languages(door),
        asks_consent=not door.is_kiosk,
        names_authors=False,
    )
    return render_page(
        page,
        status=why.status,
        template=TEMPLATES[name],
        door=door,
        ticket=why.ticket or tickets.issue(door.channel, version, now=clock.now()),
        trap=open_form.TRAP,
        wrong={problem.anchor for problem in why.problems},
        name_typed=form.name if form else "",
        email_typed=form.typed_email if form else "",
    )


def _photo_problem(form: OpenForm | None) -> str:
    """Return what is wrong with the photos: at least that they are not here again."""
    if form is None:
        return ""
    return form.photo_problem or photos_again(tuple(form.submission.pictures))


def _heading(door: Door) -> str:
    work = phrases.inside_sentence(door.channel.work_kind)
    return _("How was your %(work)s?") % {"work": work}


def _lede(door: Door) -> str:
    reader = _("%(name)s reads every reply, good or bad.")
    rest = _("It takes about a minute, and you can skip anything.")
    return reader % {"name": door.business.voice} + " " + rest


def _languages(door: Door) -> list[str]:
    offered = languages_of(door.version)
    return offered if len(offered) > 1 else []
