"""The coach in the builder: it advises, rewrites on demand and never refuses."""

from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from feedback import tenancy
from surveys.models import Survey
from surveys.selectors import writing as selectors
from surveys.services import writing
from surveys.starters import starter_for
from surveys.words import LONGEST_TEXT
from tests.conftest import World
from tests.surveys.test_builder import sent, shown

LEADING = "How great was our service?"


@pytest.fixture
def survey(inside: World) -> Survey:
    """The plumber's five questions, asked by nobody yet."""
    return writing.start_survey(
        inside.business, starter=starter_for("plumbing-heating"), by=inside.by
    )


def url_of(survey: Survey, name: str = "detail") -> str:
    return reverse(f"surveys:survey-{name}", args=[survey.pk])


def post(world: World, survey: Survey, name: str = "detail", **changed: Any) -> Any:
    return world.client().post(url_of(survey, name), sent(survey, **changed))


def test_the_part_of_the_page_says_what_is_wrong_as_it_is_typed(
    inside: World, survey: Survey
) -> None:
    answer = post(inside, survey, "wording", **{"q1-text": LEADING})
    page = unescape(answer.content.decode())
    assert page.count("data-coach") == 5
    assert "“great”" in page
    assert "<q>How was our service?</q>" in page
    assert "seconds to answer" in page


def test_what_is_saved_is_shown_with_advice_and_was_not_refused(
    inside: World, survey: Survey
) -> None:
    answer = post(inside, survey, **{"q1-text": LEADING})
    assert answer.status_code == 302
    words = selectors.words_of(writing.current_version(survey))
    assert words.questions[1].text == LEADING
    page = unescape(inside.client().get(url_of(survey)).content.decode())
    assert "Leading." in page
    assert page.count("Use this wording") == 1


def test_the_button_checks_without_scripts_and_stores_nothing(
    inside: World, survey: Survey
) -> None:
    answer = post(inside, survey, do="check", **{"q1-text": LEADING})
    assert answer.status_code == 200
    assert shown(answer)[1] == LEADING
    assert "Leading." in answer.content.decode()
    words = selectors.words_of(writing.current_version(survey))
    assert words.questions[1].text != LEADING


@pytest.mark.parametrize(
    ("do", "text"),
    [
        ("use:2:0:0", "How was our service?"),
        ("use:2:0:9", LEADING),
        ("use:2:9:0", LEADING),
        ("use:9:0:0", LEADING),
        ("use:", LEADING),
        ("use:x:y:z", LEADING),
    ],
)
def test_a_wording_is_used_without_scripts(
    inside: World, survey: Survey, do: str, text: str
) -> None:
    answer = post(inside, survey, do=do, **{"q1-text": LEADING})
    assert answer.status_code == 200
    assert shown(answer)[1] == text


def test_what_is_typed_stays_text(inside: World, survey: Survey) -> None:
    hostile = "How great was <script>alert(1)</script> our “excellent” <b>team</b>?"
    page = post(inside, survey, "wording", **{"q1-text": hostile}).content.decode()
    assert "<script" not in page
    assert "<b>" not in page


@pytest.mark.parametrize("text", ["", " ", "?", "x" * 5000, "\x00", "((((" * 30])
def test_any_text_gets_an_answer(inside: World, survey: Survey, text: str) -> None:
    answer = post(inside, survey, "wording", **{"q1-text": text})
    assert answer.status_code == 200


@pytest.mark.parametrize("payload", [{}, {"count": "99"}, {"count": "-1"}])
def test_a_page_that_is_none_gets_an_answer(
    inside: World, survey: Survey, payload: dict[str, str]
) -> None:
    answer = inside.client().post(url_of(survey, "wording"), payload)
    assert answer.status_code == 200


def test_a_language_without_rules_gets_no_advice(inside: World, survey: Survey) -> None:
    answer = post(inside, survey, do="check", language="cy", **{"q1-text": LEADING})
    assert "Leading." not in answer.content.decode()


def test_a_wording_that_does_not_fit_is_not_offered(
    inside: World, survey: Survey
) -> None:
    long = "Was the SOW and the SOW of the RMA and the RMA of the POC, "
    text = (long * 3)[: LONGEST_TEXT - 1] + "?"
    page = post(inside, survey, "wording", **{"q1-text": text}).content.decode()
    for part in page.split("<q>")[1:]:
        assert len(unescape(part.partition("</q>")[0])) <= LONGEST_TEXT


def test_a_strangers_survey_is_not_found(world: World) -> None:
    with tenancy.enter(world.business.id):
        theirs = writing.start_survey(
            world.business, starter=starter_for("salon"), by=world.by
        )
    answer = world.client("stranger").post(url_of(theirs, "wording"))
    assert answer.status_code == 404
