"""Saying a survey in further languages.

Words that somebody has been asked with stay as they were, in every language: adding,
changing or removing one then makes the next version.
"""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line
from surveys.languages import NAMES, normal, opening_in, same
from surveys.models import Survey, SurveyVersion, VersionText
from surveys.selectors import translating as selectors
from surveys.services.carrying import put_beside, take_away
from surveys.services.writing import hold, version_to_write_in
from surveys.translations import TranslatedQuestion, Translation
from surveys.words import LONGEST_OPENING, LONGEST_OPTION, LONGEST_TEXT

MOST_LANGUAGES = 12


@transaction.atomic
def add_language(survey: Survey, language: str, *, by: Actor) -> SurveyVersion:
    """Add a language with nothing written in it; nobody is asked in it before every
    question is there. One that was added already stays as it is.

    Raises `Refused` for a language that we do not list, the one the survey is written
    in, and for more than `MOST_LANGUAGES`.
    """
    code = normal(language)
    held, version = hold(survey, None)
    if code not in NAMES:
        raise Refused(_("Choose a language from the list."))
    if same(code, version.language):
        raise Refused(_("That is the language your questions are written in."))
    if opening_in(version, code):
        return version
    if VersionText.objects.filter(version=version).count() >= MOST_LANGUAGES:
        raise Refused(_("Twelve further languages are plenty. Remove one to add one."))
    open_version = version_to_write_in(held, version)
    put_beside(open_version, Translation(code))
    history.record("added language", held, by=by, language=(None, code))
    return open_version


@transaction.atomic
def save_translation(
    survey: Survey, translation: Translation, *, by: Actor, expected: str | None = None
) -> SurveyVersion:
    """Store what the survey says in one of its further languages.

    ``expected`` is the `selectors.translation_revision` that the writer had before
    them; None writes over whatever is there. Saving what is there stores nothing.

    Raises `Conflict` if the original or the translation changed meanwhile, and
    `Refused` if the language was not added.
    """
    held, found = hold(survey, None)
    version = selectors.wording(found)
    language = normal(translation.language)
    if not opening_in(version, language):
        raise Refused(_("That language is not part of this survey any more."))
    if expected not in (None, selectors.translation_revision(version, language)):
        raise Conflict(
            _("Somebody else changed these words while you were translating.")
        )
    wanted = _cleaned(translation, version)
    if wanted == selectors.translation_of(version, language):
        return version
    open_version = version_to_write_in(held, version)
    put_beside(open_version, wanted)
    numbers = (version.number, open_version.number)
    history.record(
        "translated", held, by=by, language=(None, language), version=numbers
    )
    return open_version


@transaction.atomic
def remove_language(survey: Survey, language: str, *, by: Actor) -> bool:
    """Remove a further language with everything written in it; False if it was not
    there. Whoever was asked in it keeps their page.
    """
    code = normal(language)
    held, version = hold(survey, None)
    if not opening_in(version, code):
        return False
    take_away(version_to_write_in(held, version), code)
    history.record("removed language", held, by=by, language=(code, None))
    return True


def _cleaned(translation: Translation, version: SurveyVersion) -> Translation:
    """Return ``translation`` as it may be stored: of the questions there are, each
    with as many options, texts on one line and no longer than the original may be.
    """
    said = translation.questions
    questions = {
        question.lineage: _cleaned_question(said[question.lineage], question.options)
        for question in version.questions.all()
        if question.lineage in said
    }
    opening = one_line(translation.opening, longest=LONGEST_OPENING)
    return Translation(
        language=normal(translation.language),
        opening=opening,
        opening_needs_check=bool(opening) and translation.opening_needs_check,
        questions={key: text for key, text in questions.items() if not text.is_empty},
    )


def _cleaned_question(
    said: TranslatedQuestion, options: list[str]
) -> TranslatedQuestion:
    written = [one_line(option, longest=LONGEST_OPTION) for option in said.options]
    cleaned = replace(
        said,
        text=one_line(said.text, longest=LONGEST_TEXT),
        hint=one_line(said.hint, longest=LONGEST_TEXT),
        options=tuple([*written, *[""] * len(options)][: len(options)]),
    )
    different = {option.casefold() for option in cleaned.options if option}
    if len(different) < sum(bool(option) for option in cleaned.options):
        raise Refused(_("Two answers to pick from are the same in this language."))
    return replace(cleaned, needs_check=said.needs_check and not cleaned.is_empty)
