"""What becomes of a translation when the original changes."""

from dataclasses import replace

from feedback.ids import uuid7
from surveys.languages import languages_of, shown_words
from surveys.models import Survey, SurveyVersion
from surveys.selectors.translating import translation_of, wording
from surveys.selectors.writing import words_of
from surveys.services.writing import current_version, freeze, save_words
from surveys.translations import TranslatedQuestion, Translation, carried_over
from surveys.words import QuestionWords, Words
from tests.conftest import NOON, World
from tests.languages import rows

ONE, TWO = uuid7(), uuid7()
BEFORE = Words(
    (
        QuestionWords("choice", "How long?", "Roughly.", ("A day", "A week"), ONE),
        QuestionWords("words", "What else?", "", (), TWO),
    ),
    opening="How did it go?",
)
GERMAN = Translation(
    "de",
    opening="Wie war es?",
    questions={
        ONE: TranslatedQuestion("Wie lange?", "Etwa.", ("Ein Tag", "Eine Woche")),
        TWO: TranslatedQuestion("Was noch?"),
    },
)


def after(first: QuestionWords | None = None, **changed: str) -> Words:
    """Return `BEFORE` with its first question replaced or changed."""
    question = first or replace(BEFORE.questions[0], **changed)
    return replace(BEFORE, questions=(question, BEFORE.questions[1]))


def test_nothing_changed_nothing_to_check() -> None:
    assert carried_over(GERMAN, BEFORE, BEFORE) == GERMAN


def test_a_changed_question_is_to_be_checked_the_others_stay() -> None:
    kept = carried_over(GERMAN, BEFORE, after(text="How many days?"))
    assert kept.questions[ONE] == replace(GERMAN.questions[ONE], needs_check=True)
    assert kept.questions[TWO] == GERMAN.questions[TWO]


def test_a_question_that_went_takes_its_words_along() -> None:
    kept = carried_over(GERMAN, BEFORE, replace(BEFORE, questions=BEFORE.questions[1:]))
    assert list(kept.questions) == [TWO]


def test_an_option_keeps_its_words_wherever_it_stands() -> None:
    question = replace(BEFORE.questions[0], options=("A week", "An hour", "A day"))
    kept = carried_over(GERMAN, BEFORE, after(question)).questions[ONE]
    assert kept.options == ("Eine Woche", "", "Ein Tag")
    assert not kept.needs_check


def test_a_hint_that_went_is_said_no_more() -> None:
    kept = carried_over(GERMAN, BEFORE, after(hint="")).questions[ONE]
    assert kept.hint == ""


def test_a_changed_first_line_is_to_be_checked() -> None:
    kept = carried_over(GERMAN, BEFORE, replace(BEFORE, opening="Was it all right?"))
    assert kept.opening == "Wie war es?"
    assert kept.opening_needs_check


def test_what_waits_to_be_checked_goes_on_waiting() -> None:
    changed = after(text="How many days?")
    waiting = carried_over(GERMAN, BEFORE, changed)
    again = carried_over(waiting, changed, changed)
    assert again.questions[ONE].needs_check


def rewritten(survey: Survey, world: World, text: str) -> SurveyVersion:
    """Save other words for the second question, and return them all."""
    words = words_of(current_version(survey))
    first, second, third = words.questions
    changed = replace(words, questions=(first, replace(second, text=text), third))
    return wording(save_words(survey, changed, by=world.by))


def test_new_words_of_a_sent_survey_bring_their_languages_along(inside: World) -> None:
    survey = rows.survey_in(inside, "de", "ar")
    sent = current_version(survey)
    freeze(sent, now=NOON)
    version = rewritten(survey, inside, "Were we on time?")
    assert version.number == sent.number + 1
    german = translation_of(version, "de").questions
    waiting = [german[q.lineage].needs_check for q in version.questions.all()]
    assert waiting == [False, True, False]
    assert languages_of(version) == ["en-gb"]


def test_what_was_sent_stays_as_it_was_in_every_language(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    sent = current_version(survey)
    freeze(sent, now=NOON)
    rewritten(survey, inside, "Were we on time?")
    assert languages_of(wording(sent)) == ["en-gb", "de"]
    shown = [q.text for q in shown_words(wording(sent), "de").questions]
    assert shown == list(rows.SAID["de"])


def test_words_that_nobody_saw_are_changed_in_place(inside: World) -> None:
    survey = rows.survey_in(inside, "de")
    before = current_version(survey)
    version = rewritten(survey, inside, "Were we on time?")
    assert version.pk == before.pk
    assert translation_of(version, "de").questions


def test_a_language_that_becomes_the_original_is_left_behind(inside: World) -> None:
    survey = rows.survey_in(inside, "de", "ar")
    words = words_of(current_version(survey))
    german = replace(words, language="de")
    version = wording(save_words(survey, german, by=inside.by))
    assert [text.language for text in version.texts.all()] == ["ar"]
