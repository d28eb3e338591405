"""Saying a survey in further languages."""

from dataclasses import replace

import pytest

from feedback.errors import Conflict, Refused
from feedback.history.models import Event
from surveys.languages import languages_of
from surveys.models import QuestionText, SurveyVersion, VersionText
from surveys.selectors import translating as selectors
from surveys.services import translating
from surveys.services.writing import current_version, freeze
from surveys.translations import TranslatedQuestion, Translation
from tests import builders
from tests.conftest import NOON, World
from tests.languages import rows


@pytest.mark.parametrize("language", ["tlh", "", "de; drop table", "x" * 300])
def test_only_listed_languages_are_added(inside: World, language: str) -> None:
    with pytest.raises(Refused, match="from the list"):
        translating.add_language(builders.survey(), language, by=inside.by)
    assert not VersionText.objects.exists()


@pytest.mark.parametrize("language", ["en", "en-gb", "EN_US"])
def test_the_language_it_is_written_in_is_no_further_one(
    inside: World, language: str
) -> None:
    with pytest.raises(Refused, match="written in"):
        translating.add_language(builders.survey(), language, by=inside.by)


def test_adding_one_twice_keeps_what_is_there(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    translating.add_language(survey, "de-AT", by=inside.by)
    assert QuestionText.objects.count() == 3


def test_there_is_an_end_to_adding(inside: World) -> None:
    survey = builders.survey()
    codes = ["ar", "bg", "cs", "cy", "da", "de", "el", "es", "fi", "fr", "ga", "he"]
    for code in codes:
        translating.add_language(survey, code, by=inside.by)
    with pytest.raises(Refused, match="Twelve"):
        translating.add_language(survey, "hr", by=inside.by)


def test_a_sent_version_is_not_touched(inside: World) -> None:
    survey = builders.survey()
    sent = current_version(survey)
    freeze(sent, now=NOON)
    translating.add_language(survey, "de", by=inside.by)
    assert not sent.texts.exists()
    assert current_version(survey).number == sent.number + 1
    lineages = [
        {question.lineage for question in version.questions.all()}
        for version in survey.versions.all()
    ]
    assert lineages[0] == lineages[1]


def test_saving_what_is_there_stores_nothing(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    version = current_version(survey)
    freeze(version, now=NOON)
    events = Event.objects.count()
    said = rows.translation(version, "de")
    assert translating.save_translation(survey, said, by=inside.by) == version
    assert SurveyVersion.objects.count() == 1
    assert Event.objects.count() == events


def test_two_people_at_once_do_not_overwrite_each_other(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    version = selectors.wording(current_version(survey))
    seen = selectors.translation_revision(version, "de")
    said = selectors.translation_of(version, "de")
    theirs = replace(said, opening="Wie lief es?")
    translating.save_translation(survey, theirs, by=inside.by, expected=seen)
    with pytest.raises(Conflict):
        translating.save_translation(survey, said, by=inside.by, expected=seen)
    kept = selectors.translation_of(selectors.wording(version), "de")
    assert kept.opening == "Wie lief es?"


def test_a_language_that_was_removed_meanwhile_is_not_written(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    said = rows.translation(current_version(survey), "de")
    assert translating.remove_language(survey, "de", by=inside.by)
    assert not translating.remove_language(survey, "de", by=inside.by)
    with pytest.raises(Refused, match="not part"):
        translating.save_translation(survey, said, by=inside.by)
    assert not QuestionText.objects.exists()


def test_words_are_kept_on_one_line_and_not_too_long(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    version = current_version(survey)
    said = rows.translation(version, "de")
    first = next(iter(said.questions))
    odd = {
        **said.questions,
        first: TranslatedQuestion(" Wie\n war\x00 es? " + "x" * 300),
    }
    saved = translating.save_translation(
        survey, Translation("de", questions=odd), by=inside.by
    )
    text = selectors.translation_of(selectors.wording(saved), "de").questions[first]
    assert text.text.startswith("Wie war es?")
    assert len(text.text) == 140


def test_two_answers_to_pick_must_differ(inside: World) -> None:
    survey = builders.survey()
    version = current_version(survey)
    question = version.questions.get(position=2)
    question.kind, question.options = "choice", ["A day", "A week"]
    question.save(update_fields=["kind", "options"])
    translating.add_language(survey, "de", by=inside.by)
    same = TranslatedQuestion("Wie lange?", "", ("Ein Tag", "ein tag"))
    with pytest.raises(Refused, match="same in this language"):
        translating.save_translation(
            survey, Translation("de", questions={question.lineage: same}), by=inside.by
        )


def test_a_missing_option_keeps_a_language_from_being_offered(inside: World) -> None:
    survey = builders.survey()
    version = current_version(survey)
    question = version.questions.get(position=2)
    question.kind, question.options = "choice", ["A day", "A week"]
    question.save(update_fields=["kind", "options"])
    translating.add_language(survey, "de", by=inside.by)
    said = rows.translation(version, "de").questions
    half = {**said, question.lineage: TranslatedQuestion("Wie lange?", "", ("Tag", ""))}
    saved = translating.save_translation(
        survey, Translation("de", questions=half), by=inside.by
    )
    (row,) = selectors.progress_of(selectors.wording(saved))
    assert (row.there, row.missing, row.is_offered) == (2, 1, False)
    assert languages_of(selectors.wording(saved)) == ["en-gb"]
