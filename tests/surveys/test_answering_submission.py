"""Whatever is odd in a form is left out; nothing in it is ever an error."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.ids import uuid7
from surveys.models import Question, QuestionKind
from surveys.submission import chosen_in, field_of, read_submission

FACES = Question(id=uuid7(), kind=QuestionKind.FACES)
PARTLY = Question(id=uuid7(), kind=QuestionKind.YES_PARTLY_NO)
CHOICE = Question(id=uuid7(), kind=QuestionKind.CHOICE, options=["a", "b"])
WORDS = Question(id=uuid7(), kind=QuestionKind.WORDS)
ALL = [FACES, PARTLY, CHOICE, WORDS]


def read(post: dict[str, str], *, asks_contact: bool = True):
    return read_submission(post, ALL, asks_contact=asks_contact)


@pytest.mark.parametrize(("question", "most"), [(FACES, 5), (PARTLY, 3), (CHOICE, 2)])
def test_each_kind_has_its_steps(question: Question, most: int) -> None:
    for step in range(1, most + 1):
        assert read({field_of(question): str(step)}).steps == {question.pk: step}
    assert read({field_of(question): str(most + 1)}).is_blank


@pytest.mark.parametrize(
    "value",
    [
        "0",
        "6",
        "-1",
        "1e3",
        "NaN",
        "5 ",
        " 5",
        "05",
        "\u0665",
        "5.0",
        "5;DROP",
        "[5]",
        "",
    ],
)
def test_anything_else_is_no_step(value: str) -> None:
    assert read({field_of(FACES): value}).is_blank


def test_words_are_made_safe_to_store() -> None:
    said = read({field_of(WORDS): " a\x00b\r\nc\ud83d\x07 "}).words[WORDS.pk]
    assert said == "ab\nc"


@pytest.mark.parametrize("kept", ["👩‍🔧", "\u202egnp.exe", "z̸̡̛a̶l̷g̵o̴", "'; DROP TABLE--"])
def test_other_peculiar_words_stay_as_they_are(kept: str) -> None:
    assert read({field_of(WORDS): kept}).words[WORDS.pk] == kept


def test_words_have_an_end_and_say_so() -> None:
    long = read({field_of(WORDS): "a" * 20_000})
    assert (len(long.words[WORDS.pk]), long.is_cut) == (10_000, True)
    assert not read({field_of(WORDS): "a" * 9_999}).is_cut


def test_white_space_is_nothing_said() -> None:
    assert read({field_of(WORDS): " \r\n\t "}).is_blank


def test_permission_or_a_phone_number_alone_say_nothing() -> None:
    assert read({"consent": "first_name", "phone": "01872 555 014"}).is_blank
    assert read({"contact": "no"}).is_blank
    assert not read({"contact": "email"}).is_blank


def test_the_number_counts_only_for_a_call() -> None:
    said = read({"contact": "phone", "phone": " 01872\n555 014 "})
    assert (said.contact, said.phone) == ("phone", "01872 555 014")
    assert read({"contact": "email", "phone": "01872"}).phone == ""


def test_a_call_without_a_number_becomes_a_mail() -> None:
    said = read({"contact": "phone", "phone": "  "})
    assert (said.contact, said.phone) == ("email", "")


def test_contact_that_was_not_asked_about_is_left_out() -> None:
    assert read({"contact": "email"}, asks_contact=False).contact == ""


def test_unknown_fields_and_values_are_left_out() -> None:
    odd = {"contact": "fax", "consent": "yes", "is_test": "1", "q-1": "5", "q-": "x"}
    said = read({**odd, f"q-{uuid7()}": "5"})
    assert said.is_blank
    assert said.consent == ""


def test_what_was_read_is_shown_again() -> None:
    form = {
        field_of(FACES): "2",
        field_of(WORDS): "He was late.",
        "contact": "phone",
        "phone": "01872 555 014",
        "consent": "no_name",
    }
    assert chosen_in(read(form)) == form


def names() -> Iterator[str]:
    yield from (field_of(question) for question in ALL)
    yield from ("contact", "consent", "phone", "anything")


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(list(names())), st.text(max_size=50)))
def test_no_form_is_an_error(post: dict[str, str]) -> None:
    said = read(post)
    "".join(said.words.values()).encode()
    assert all(1 <= step <= 5 for step in said.steps.values())
    assert set(said.steps) <= {FACES.pk, PARTLY.pk, CHOICE.pk}
    assert said.consent in ("", "first_name", "no_name", "no")
