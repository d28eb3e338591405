"""Alerts out of words: what they find, and what they leave alone."""

from collections.abc import Callable

import pytest

from surveys.alerting.detecting import Found, Signs, detect
from surveys.models import Alert
from tests.surveys.hearing import sentences

Kind = Alert.Kind
LETTERS = {
    "A": Kind.ANGRY,
    "P": Kind.POLICY,
    "C": Kind.WANTS_CONTACT,
    "U": Kind.HOLLOW_SMILE,
}
# Whoever writes so usually rates so; calm words are tried with both.
RATED = {"A": (1,), "P": (2,), "C": (None,), "U": (5,), "-": (4, None)}


def kinds(words: str, **signs: object) -> set[str]:
    return {found.kind for found in detect(Signs(words=words, **signs))}  # type: ignore[arg-type]


def measured(pairs: list[tuple[str, str]]) -> tuple[float, float]:
    """Return precision and recall over labelled sentences."""
    right = wrong = missed = 0
    for letter, words in pairs:
        wanted = LETTERS.get(letter)
        for rating in RATED[letter]:
            found = kinds(words, rating=rating)
            right += wanted in found
            missed += wanted is not None and wanted not in found
            wrong += len(found - {wanted})
    return right / (right + wrong), right / (right + missed)


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [("labelled", 0.97, 0.97), ("fresh", 0.7, 0.9), ("later", 0.95, 0.6)],
)
def test_phrases_find_what_was_labelled(
    name: str,
    precision: float,
    recall: float,
    record_property: Callable[[str, object], None],
) -> None:
    pairs = getattr(sentences, name)()
    found = measured(pairs)
    record_property(name, f"{len(pairs)} sentences: {found}")
    assert found[0] >= precision
    assert found[1] >= recall


def test_there_are_enough_sentences() -> None:
    assert len(sentences.labelled()) >= 120


@pytest.mark.parametrize(
    "words",
    [
        "I am not angry at all.",
        "No complaints.",
        "Not angry, not disappointed, never fobbed off.",
        "Ich bin überhaupt nicht wütend.",
        "Wütend bin ich nicht.",
        "Keine Beschwerden.",
    ],
)
def test_a_negation_takes_it_back(words: str) -> None:
    assert kinds(words) == set()


def test_a_negation_ends_with_its_clause() -> None:
    assert kinds("I do not mind waiting, but I am furious about the price.") == {
        Kind.ANGRY
    }


def test_the_quote_is_the_sentence_that_raised_it() -> None:
    words = "He came late. I am furious! And it rained."
    (found,) = detect(Signs(words=words))
    assert words[found.start : found.end] == "I am furious!"


def test_a_good_rating_with_the_trouble_unsolved_is_a_hollow_smile() -> None:
    signs = Signs(words="Lovely people.", rating=5, is_unsolved=True)
    assert detect(signs) == [Found(Kind.HOLLOW_SMILE)]


def test_a_poor_rating_with_the_trouble_unsolved_is_none() -> None:
    assert kinds("It still drips.", rating=2, is_unsolved=True) == set()


def test_a_valuable_customer_who_is_unhappy_comes_first() -> None:
    found = detect(Signs(words="I am furious.", rating=1, is_valuable=True))
    assert [one.kind for one in found] == [Kind.VALUABLE, Kind.ANGRY]
    assert kinds("All fine.", rating=5, is_valuable=True) == set()


@pytest.mark.parametrize(
    "words", ["", "\x00", "…", "!" * 500, "not " * 3000, "🙂" * 50]
)
def test_any_words_can_be_read(words: str) -> None:
    assert isinstance(detect(Signs(words=words)), list)
