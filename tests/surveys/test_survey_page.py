"""The page that asks: complete, small, the same for every rating, in any direction."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.http import HttpResponse

from feedback.accounts.models import Business
from surveys.survey_page import AskedQuestion, Problem, SurveyPage, render_page

STATIC = Path(__file__).resolve().parents[2] / "static"
MOST_BYTES = 15 * 1024
BUSINESS = Business(name="Penrose Heating", slug="penrose-heating")
PAGE = SurveyPage(
    business=BUSINESS,
    heading="How was Tuesday’s boiler service?",
    lede="It takes about a minute.",
    questions=[
        AskedQuestion("q-1", "faces", "Overall, how was it?"),
        AskedQuestion("q-2", "yes_partly_no", "Did we turn up when we said?"),
        AskedQuestion("q-3", "choice", "How long?", options=["A day", "A week"]),
        AskedQuestion(
            "q-4", "yes_partly_no", "Did we explain things?", "The bill too."
        ),
        AskedQuestion(
            "q-5", "words", "What could we have done better?", "A few words."
        ),
    ],
    asks_contact=True,
    language="en-gb",
    action_url="/s/token/",
    stop_url="/s/token/stop/",
)


def html(page: SurveyPage) -> str:
    return render_page(page).content.decode()


def inputs(page: SurveyPage, name: str) -> list[str]:
    return re.findall(rf'<input type="radio"[^>]* name="{name}" [^>]*>', html(page))


def consent_block(text: str) -> str:
    found = re.search(r"<fieldset[^>]*consent-hint.*?</fieldset>", text, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("name", "count"),
    [("q-1", 5), ("q-2", 3), ("q-3", 2), ("contact", 3), ("consent", 4)],
)
def test_each_question_has_its_answers_and_none_is_chosen(
    name: str, count: int
) -> None:
    drawn = inputs(PAGE, name)
    assert len(drawn) == count
    assert not any("checked" in tile for tile in drawn)


def test_nothing_is_required() -> None:
    assert "required" not in html(PAGE)


def test_permission_is_asked_after_all_answers() -> None:
    text = html(PAGE)
    order = ["q-1", "q-5", 'name="contact"', 'name="phone"', 'name="consent"', "send"]
    assert sorted(order, key=text.index) == order


def test_permission_is_asked_in_the_same_bytes_for_every_rating() -> None:
    chosen = [{}, *({"q-1": str(rating)} for rating in range(1, 6))]
    asked = {
        consent_block(html(replace(PAGE, chosen=c, preselected_word="Good")))
        for c in chosen
    }
    assert len(asked) == 1
    assert "May we show your words on our public page?" in asked.pop()


def test_without_own_words_there_is_nothing_to_permit() -> None:
    assert 'name="consent"' not in html(replace(PAGE, questions=PAGE.questions[:4]))


def test_contact_is_asked_only_where_the_survey_does() -> None:
    text = html(replace(PAGE, asks_contact=False))
    assert 'name="contact"' not in text
    assert 'name="phone"' not in text


def test_what_is_chosen_is_drawn_chosen() -> None:
    chosen = {
        "q-1": "4",
        "q-5": "He was <late>.",
        "contact": "phone",
        "phone": "01872 555 014",
        "consent": "no",
    }
    page = replace(PAGE, chosen=chosen)
    picked = re.findall(r'name="([^"]+)" value="([^"]+)" checked', html(page))
    assert picked == [("q-1", "4"), ("contact", "phone"), ("consent", "no")]
    assert ">\nHe was &lt;late&gt;.</textarea>" in html(page)
    assert 'value="01872 555 014"' in html(page)


def test_the_word_from_the_mail_is_explained() -> None:
    text = html(replace(PAGE, chosen={"q-1": "4"}, preselected_word="Good"))
    assert "You picked “Good” in the email. Change it if that’s not right." in text
    assert text.count("You picked") == 1
    assert "You picked" not in html(PAGE)


def test_a_problem_is_first_in_the_title_and_linked_to_its_question() -> None:
    page = replace(PAGE, errors=[Problem("q-1-1", "Pick one answer.")])
    text = html(page)
    assert "<title>Error: How was" in text
    assert '<a href="#q-1-1">Pick one answer.</a>' in text
    assert 'id="q-1-1"' in text
    assert re.search(r'class="errsum" role="alert" tabindex="-1" autofocus', text)


def test_every_label_and_description_leads_somewhere() -> None:
    text = html(PAGE)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    pointed = re.findall(r' (?:for|aria-describedby)="([^"]+)"', text)
    assert set(pointed) <= set(ids)
    assert {"q-4-hint", "q-5", "q-5-hint", "consent-hint"} <= set(pointed)


def test_a_preview_cannot_be_sent() -> None:
    assert '<button type="submit"' in html(PAGE)
    assert 'type="submit"' not in html(replace(PAGE, is_preview=True))


def test_words_of_the_business_are_inert() -> None:
    evil = '"><script>alert(1)</script>'
    page = replace(
        PAGE,
        business=Business(name=evil),
        heading=evil,
        questions=[AskedQuestion("q-1", "choice", evil, evil, [evil, evil])],
        notice=evil,
    )
    assert "<script>" not in html(page)


def test_there_is_no_inline_script_and_nothing_from_elsewhere() -> None:
    text = html(PAGE)
    inline = r"<script(?! src=)|javascript:| on\w+=|<style| style="
    assert not re.search(inline, text)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert text.count('rel="stylesheet"') == 1


def scripts_of(page: HttpResponse) -> list[Path]:
    sources = re.findall(r'<script src="/static/([^"]+)"', page.content.decode())
    return [STATIC / source for source in sources]


def test_the_first_load_fits_into_fifteen_kilobytes() -> None:
    page: HttpResponse = render_page(PAGE)
    loaded = [
        page.content,
        (STATIC / "css/survey.css").read_bytes(),
        *(path.read_bytes() for path in scripts_of(page)),
        (STATIC / "img/icon.svg").read_bytes(),
    ]
    assert sum(len(gzip.compress(part)) for part in loaded) <= MOST_BYTES


@pytest.mark.parametrize(
    ("language", "direction"),
    [("en-gb", "ltr"), ("de", "ltr"), ("ar", "rtl")],
)
def test_the_page_runs_in_the_direction_of_its_language(
    language: str, direction: str
) -> None:
    text = html(replace(PAGE, language=language))
    assert f'<html lang="{language}" dir="{direction}">' in text


@pytest.mark.parametrize(
    ("language", "direction"),
    [("he", "rtl"), ("ur", "rtl"), ("cy", "ltr"), ("xx", "ltr")],
)
def test_questions_in_a_language_that_we_do_not_speak_are_marked(
    language: str, direction: str
) -> None:
    text = html(replace(PAGE, language=language))
    assert '<html lang="en-gb" dir="ltr">' in text
    assert f'<legend lang="{language}" dir="{direction}">Overall, how was it?' in text
