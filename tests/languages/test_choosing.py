"""Who is asked in which language."""

import pytest

from surveys.languages import (
    chosen,
    direction,
    frame,
    language_for,
    languages_of,
    name_of,
    normal,
    shown_words,
)
from surveys.models import QuestionText
from surveys.selectors.translating import wording
from surveys.services import translating
from surveys.services.writing import current_version
from tests import builders
from tests.conftest import World
from tests.languages import rows


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE_at", "de"),
        (" de-CH-1996 ", "de"),
        ("en-gb", "en"),
        ("", ""),
    ],
)
def test_a_tag_is_its_language(tag: str, language: str) -> None:
    assert normal(tag) == language


@pytest.mark.parametrize(
    ("spoken", "asked_in"),
    [("de-AT", "de"), ("ar", "ar"), ("fr", "en-gb"), ("", "en-gb"), ("en-us", "en-gb")],
)
def test_each_is_asked_in_their_own_if_the_survey_has_it(
    inside: World, spoken: str, asked_in: str
) -> None:
    version = current_version(rows.survey_in(inside, "de", "ar"))
    assert language_for(version, builders.customer(language=spoken)) == asked_in


def test_the_survey_knows_its_languages_its_own_first(inside: World) -> None:
    version = current_version(rows.survey_in(inside, "de", "ar"))
    assert languages_of(version) == ["en-gb", "ar", "de"]


def test_a_language_is_not_offered_before_it_is_whole(inside: World) -> None:
    survey = builders.survey()
    translating.add_language(survey, "de", by=inside.by)
    version = current_version(survey)
    said = rows.translation(version, "de")
    first, second, _third = list(said.questions)
    part = {key: said.questions[key] for key in (first, second)}
    translating.save_translation(survey, type(said)("de", questions=part), by=inside.by)
    assert languages_of(wording(version)) == ["en-gb"]
    translating.save_translation(survey, said, by=inside.by)
    assert languages_of(wording(version)) == ["en-gb", "de"]


def test_nor_while_something_waits_to_be_checked(inside: World) -> None:
    version = current_version(rows.survey_in(inside, "de"))
    one = QuestionText.objects.filter(question__version=version).first()
    assert one is not None
    one.needs_check = True
    one.save(update_fields=["needs_check"])
    assert languages_of(version) == ["en-gb"]


def test_words_fall_back_one_by_one(inside: World) -> None:
    version = current_version(rows.survey_in(inside, "de"))
    last = version.questions.get(position=3)
    QuestionText.objects.filter(question=last).delete()
    shown = [question.text for question in shown_words(version, "de").questions]
    assert shown == [*rows.SAID["de"][:2], "What could we have done better?"]


def test_a_first_line_that_is_missing_is_left_out(inside: World) -> None:
    version = current_version(rows.survey_in(inside, "de"))
    version.opening = "How did it go?"
    assert shown_words(version, "en").opening == "How did it go?"
    assert shown_words(version, "de").opening == ""


@pytest.mark.parametrize(
    ("wanted", "read_in"),
    [("de", "de"), ("de-DE", "de"), ("en", "en-gb"), ("xx", "ar"), ("", "ar")],
)
def test_on_the_page_anybody_may_choose_what_there_is(
    inside: World, wanted: str, read_in: str
) -> None:
    version = current_version(rows.survey_in(inside, "de", "ar"))
    assert chosen(version, wanted, "ar") == read_in


@pytest.mark.parametrize(
    ("language", "usual", "around"),
    [
        ("de", "en-gb", "de"),
        ("de-CH", "en-gb", "de"),
        ("en", "de", "en-gb"),
        ("fr", "de", "de"),
        ("fr", "cy", "en-gb"),
    ],
)
def test_around_the_words_we_speak_what_we_can(
    inside: World, language: str, usual: str, around: str
) -> None:
    inside.business.language = usual
    assert frame(language, inside.business) == around


def test_languages_go_by_their_own_names() -> None:
    assert name_of("de-AT") == "Deutsch"
    assert name_of("tlh") == "tlh"
    assert [direction(code) for code in ("ar", "he", "ur", "de")] == [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
    ]


def test_choosing_costs_nothing_more_for_more_people(
    inside: World, django_assert_num_queries
) -> None:
    version = wording(current_version(rows.survey_in(inside, "de", "ar")))
    people = [builders.customer(language=code) for code in ("de", "ar", "fr", "")]
    people = [type(p).objects.select_related("business").get(pk=p.pk) for p in people]
    with django_assert_num_queries(0):
        for customer in people:
            shown_words(version, language_for(version, customer))
