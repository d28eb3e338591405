"""Surveys in several languages, for tests. Inside an entered business."""

from typing import Final

from surveys.models import Survey, SurveyVersion
from surveys.selectors import translating as selectors
from surveys.services import translating
from surveys.services.writing import current_version
from surveys.translations import TranslatedQuestion, Translation
from tests import builders
from tests.conftest import World

# The three questions of `builders.version`, and a first line of the mail.
SAID: Final = {
    "de": (
        "Insgesamt: Wie war es?",
        "Kamen wir zur vereinbarten Zeit?",
        "Was hätten wir besser machen können?",
    ),
    "ar": (
        "كيف كانت التجربة عمومًا؟",
        "هل حضرنا في الموعد المتفق عليه؟",
        "ما الذي كان يمكننا فعله بشكل أفضل؟",
    ),
}


def translation(version: SurveyVersion, language: str) -> Translation:
    """Return the questions of ``version`` in German or Arabic, whole."""
    pairs = zip(version.questions.all(), SAID[language], strict=True)
    questions = {q.lineage: TranslatedQuestion(text) for q, text in pairs}
    return Translation(language, questions=questions)


def add(world: World, survey: Survey, language: str) -> SurveyVersion:
    """Say ``survey`` in German or Arabic too, and return its words."""
    translating.add_language(survey, language, by=world.by)
    said = translation(current_version(survey), language)
    saved = translating.save_translation(survey, said, by=world.by)
    return selectors.wording(saved)


def survey_in(world: World, *languages: str) -> Survey:
    """Store a live survey in English and in ``languages``."""
    made = builders.survey()
    for language in languages:
        add(world, made, language)
    return made
