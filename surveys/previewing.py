"""The page a customer would see, drawn from words that may not be stored yet."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from feedback import clock
from feedback.accounts.models import User
from feedback.customers.selectors import recent_kinds
from surveys import phrases
from surveys.forms.builder import LANGUAGES
from surveys.forms.draft import Draft
from surveys.languages import frame
from surveys.models import MOST_QUESTIONS, Survey
from surveys.starters import starter_for
from surveys.survey_page import AskedQuestion, SurveyPage
from surveys.words import QuestionWords, Words

KNOWN_LANGUAGES = [code for code, _name in LANGUAGES]


def preview(draft: Draft, survey: Survey, *, reader: User) -> SurveyPage:
    """Return the page for ``draft``, addressed to whoever is writing it."""
    language = str(draft.form["language"].value())
    words = Words(
        tuple(draft.readable()[:MOST_QUESTIONS]),
        asks_contact=bool(draft.form["asks_contact"].value()),
        language=language if language in KNOWN_LANGUAGES else KNOWN_LANGUAGES[0],
        extras=draft.form.extras(),
    )
    return preview_words(words, survey, reader=reader)


def preview_words(words: Words, survey: Survey, *, reader: User) -> SurveyPage:
    """Return the page with ``words``, addressed to whoever is writing them."""
    with override(frame(words.language, survey.business)):
        heading, lede = _greeting(survey, reader), _lede(survey)
    asked = enumerate(words.questions, start=1)
    return SurveyPage(
        business=survey.business,
        heading=heading,
        lede=lede,
        questions=[_asked(number, question) for number, question in asked],
        asks_contact=words.asks_contact,
        extras=words.extras,
        language=words.language,
        action_url="",
        is_preview=True,
    )


def _asked(number: int, words: QuestionWords) -> AskedQuestion:
    return AskedQuestion(
        f"q-{number}", words.kind, words.text, words.hint, words.options
    )


def _greeting(survey: Survey, reader: User) -> str:
    kind = survey.kinds[0] if survey.kinds else _usual_work(survey)
    yesterday = clock.today(survey.business.zone) - timedelta(days=1)
    about = phrases.how_was(kind, yesterday, today=yesterday + timedelta(days=1))
    greeting = _("Hello %(name)s. %(question)s")
    return greeting % {"name": reader.first_name, "question": about}


def _usual_work(survey: Survey) -> str:
    recent = recent_kinds(survey.business)
    return recent[0] if recent else starter_for(survey.business.trade).interaction


def _lede(survey: Survey) -> str:
    rest = _("It takes about a minute, and you can skip anything.")
    reader = _("%(name)s reads every reply, good or bad.")
    return reader % {"name": survey.business.voice} + " " + rest
