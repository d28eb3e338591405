"""The starters in German: whole, and as short as the builder allows."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from surveys.forms.library import library, offered
from surveys.services.writing import current_version, start_survey
from surveys.starters import COMMON_LIBRARY, STARTERS, StarterQuestion, starter_for
from surveys.starters.translated import question_in, ready_made, starter_in
from surveys.words import LONGEST_OPTION, LONGEST_TEXT
from tests.conftest import World


def questions() -> Iterator[StarterQuestion]:
    """Yield every question there is, in English."""
    for starter in STARTERS:
        yield from starter.questions
        yield from starter.library
    yield from COMMON_LIBRARY


def texts() -> Iterator[str]:
    """Yield every text of the starters, in English."""
    for starter in STARTERS:
        yield from (starter.label, starter.interaction, starter.opening)
    for question in questions():
        yield from (question.text, *question.options)
        if question.hint:
            yield question.hint


def test_every_text_is_there() -> None:
    assert [text for text in texts() if not ready_made(text, "de")] == []


def test_nothing_is_longer_than_the_builder_takes() -> None:
    for question in questions():
        german = question_in(question, "de")
        assert max(len(german.text), len(german.hint)) <= LONGEST_TEXT
        assert all(len(option) <= LONGEST_OPTION for option in german.options)


def test_answers_to_pick_from_stay_different() -> None:
    for question in questions():
        options = sorted(question_in(question, "de").options)
        assert all(one != next_one for one, next_one in pairwise(options))


@pytest.mark.parametrize("language", ["fr", "", "en-gb"])
def test_a_language_that_we_do_not_have_leaves_them_as_they_are(language: str) -> None:
    assert starter_in(STARTERS[0], language) == STARTERS[0]


def test_a_german_business_starts_with_german_questions(inside: World) -> None:
    inside.business.language = "de"
    starter = starter_for("plumbing-heating")
    survey = start_survey(inside.business, starter=starter, by=inside.by)
    version = current_version(survey)
    assert (survey.name, version.language) == ("Heizungswartung", "de")
    assert version.questions.get(position=1).text == "Wie war es insgesamt?"


def test_the_builder_offers_more_of_them_in_its_language() -> None:
    groups = library("plumbing-heating", [], language="de-AT")
    offered_texts = [text for _name, offers in groups for _value, text in offers]
    assert "Waren wir mit einem Besuch fertig?" in offered_texts
    assert "Ist jetzt alles geklärt?" in offered_texts


def test_what_is_added_is_what_was_offered() -> None:
    for _name, offers in library("cleaner", [], language="de"):
        for value, text in offers:
            added = offered(value, trade="cleaner", language="de")
            assert added is not None
            assert added.text in (text, "")
