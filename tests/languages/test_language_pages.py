"""Where a survey is said in further languages."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from surveys.models import Survey, VersionText
from surveys.selectors import translating as selectors
from surveys.services import translating
from surveys.services.writing import current_version, freeze
from tests import builders
from tests.conftest import NOON, World
from tests.languages import rows
from tests.queries import assert_same_queries


def url(name: str, survey: Survey, code: str = "") -> str:
    """Return the address of one of the pages."""
    args: list[Any] = [survey.pk, code] if code else [survey.pk]
    return reverse(f"surveys:{name}", args=args)


def form(survey: Survey, code: str = "de", **texts: str) -> dict[str, str]:
    """Return the page's form as it stands, with some fields written in."""
    version = selectors.wording(current_version(survey))
    said = selectors.translation_of(version, code)
    fields = {
        "revision": selectors.translation_revision(version, code),
        "opening": said.opening,
    }
    for number, question in enumerate(version.questions.all(), start=1):
        held = said.questions.get(question.lineage)
        written = held.text if held else ""
        fields[f"q{question.lineage}-text"] = texts.pop(f"text{number}", written)
        for name in [name for name in texts if name.endswith(str(number))]:
            fields[f"q{question.lineage}-{name[:-1]}"] = texts.pop(name)
    return {**fields, **texts}


def german(world: World) -> Survey:
    """Store a survey to which German was added, with nothing written in it."""
    survey = builders.survey()
    translating.add_language(survey, "de", by=world.by)
    return survey


def post(world: World, survey: Survey, sent: dict[str, str]) -> HttpResponse:
    return world.client().post(url("survey-translation", survey, "de"), sent)


def test_a_language_is_added_and_leads_to_its_page(inside: World) -> None:
    survey = builders.survey()
    page = inside.client().post(url("survey-languages", survey), {"language": "de"})
    assert page.url == url("survey-translation", survey, "de")  # type: ignore[attr-defined]
    assert VersionText.objects.get().language == "de"


@pytest.mark.parametrize("odd", ["", "en", "xx", "de"])
def test_what_cannot_be_added_is_refused_with_a_reason(inside: World, odd: str) -> None:
    survey = rows.survey_in(inside, "de")
    page = inside.client().post(url("survey-languages", survey), {"language": odd})
    assert page.status_code == 422
    assert 'class="err"' in page.content.decode()
    assert VersionText.objects.count() == 1


def test_it_says_what_is_missing(inside: World) -> None:
    survey = german(inside)
    post(inside, survey, form(survey, text1="Wie war es?"))
    page = inside.client().get(url("survey-languages", survey)).content.decode()
    assert "2 of 3 questions are missing or not complete." in page
    assert "Not asked in it yet" in page


def test_once_everything_is_there_people_are_asked_in_it(inside: World) -> None:
    survey = german(inside)
    texts = dict(zip(("text1", "text2", "text3"), rows.SAID["de"], strict=True))
    saved = inside.client().post(
        url("survey-translation", survey, "de"), form(survey, **texts), follow=True
    )
    page = saved.content.decode()
    assert "Whoever reads Deutsch is asked in it from now on." in page
    assert "Asked in it" in page


def test_the_original_stands_above_each_field(inside: World) -> None:
    survey = german(inside)
    page = inside.client().get(url("survey-translation", survey, "de"))
    assert 'lang="en-gb" dir="auto">Overall, how was it?</label>' in (
        page.content.decode()
    )


def test_ready_made_words_stand_there_and_count_once_saved(inside: World) -> None:
    survey = german(inside)
    page = inside.client().get(url("survey-translation", survey, "de"))
    assert 'value="Wie war es insgesamt?"' in page.content.decode()
    assert not selectors.translations_of(current_version(survey))[0].questions


def test_words_of_a_sent_survey_make_the_next_version(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    sent = current_version(survey)
    freeze(sent, now=NOON)
    post(inside, survey, form(survey, text1="Alles in allem: Wie war es?"))
    assert current_version(survey).number == sent.number + 1
    kept = selectors.translation_of(selectors.wording(sent), "de")
    texts = {said.text for said in kept.questions.values()}
    assert texts == set(rows.SAID["de"])


def test_what_waits_to_be_checked_takes_a_tick_or_other_words(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    version = selectors.wording(current_version(survey))
    for question in version.questions.all():
        question.texts.update(needs_check=True)
    page = inside.client().get(url("survey-translation", survey, "de"))
    assert page.content.decode().count("The original changed since") == 3
    sent = form(survey, text1="Alles in allem?", is_right2="on")
    post(inside, survey, sent)
    said = selectors.translations_of(current_version(survey))[0].questions
    questions = current_version(survey).questions.all()
    assert [said[q.lineage].needs_check for q in questions] == [False, False, True]


def test_somebody_elses_words_are_not_overwritten_unseen(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    stale = form(survey, text1="Mein Wort?")
    post(inside, survey, form(survey, text1="Dein Wort?"))
    page = post(inside, survey, stale)
    assert page.status_code == 409
    assert 'value="Mein Wort?"' in page.content.decode()
    assert "Somebody else changed these words" in page.content.decode()
    said = selectors.translations_of(current_version(survey))[0].questions
    assert "Dein Wort?" in {text.text for text in said.values()}


def test_words_that_are_too_long_come_back_to_be_shortened(inside: World) -> None:
    survey = german(inside)
    page = post(inside, survey, form(survey, text1="x" * 141))
    assert page.status_code == 422
    assert "x" * 141 in page.content.decode()


def test_removed_it_is_gone_and_its_page_too(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    inside.client().post(url("survey-translation-removal", survey, "de"))
    assert not VersionText.objects.exists()
    gone = inside.client().get(url("survey-translation", survey, "de"))
    assert gone.status_code == 404


def test_the_preview_is_the_page_in_that_language(inside: World) -> None:
    survey = rows.survey_in(inside, "de", "ar")
    page = inside.client().get(url("survey-translation-preview", survey, "ar"))
    assert '<html lang="ar" dir="rtl">' in page.content.decode()
    assert rows.SAID["ar"][0] in page.content.decode()
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["survey-translation", "survey-translation-preview"])
@pytest.mark.parametrize("code", ["en", "xx", "fr"])
def test_a_language_that_was_not_added_has_no_page(
    inside: World, name: str, code: str
) -> None:
    survey = rows.survey_in(inside, "de")
    assert inside.client().get(url(name, survey, code)).status_code == 404


def test_more_languages_take_no_more_queries(inside: World) -> None:
    survey = builders.survey()
    codes = iter(("de", "ar", "fr", "it", "es", "pl"))
    assert_same_queries(
        inside.client(),
        url("survey-languages", survey),
        lambda: translating.add_language(survey, next(codes), by=inside.by),
    )
