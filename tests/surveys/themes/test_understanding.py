"""Reason and cause: what the words suggest, by the keys that actions use too."""

import pytest

from actions.models import Action
from surveys.themes.by_phrases import read_comment
from surveys.themes.language import languages
from surveys.themes.reader import Comment
from surveys.understanding import CAUSES, Cause, Reason, suggest


@pytest.mark.parametrize(
    ("words", "rating", "reason", "cause"),
    [
        ("He came two hours late.", 2, Reason.COMPLAINT, Cause.PRACTICES),
        ("The receptionist was rude.", None, Reason.COMPLAINT, Cause.PEOPLE),
        ("Your website crashes.", None, Reason.COMPLAINT, Cause.PLATFORMS),
        ("Excellent job, very friendly.", 5, Reason.PRAISE, None),
        ("When can you come again?", None, Reason.QUESTION, None),
        ("It would be good if you opened on Sundays.", 4, Reason.IDEA, Cause.POLICIES),
        ("I was charged twice for the valve.", 2, Reason.BILLING, Cause.PRACTICES),
        ("Wann kommt der Monteur?", None, Reason.QUESTION, None),
        ("Der Monteur kam zu spät.", 2, Reason.COMPLAINT, Cause.PRACTICES),
        ("Hm.", 1, Reason.COMPLAINT, None),
        ("Hm.", 5, Reason.PRAISE, None),
        ("Hm.", 3, None, None),
        ("", None, None, None),
    ],
)
def test_words_suggest_a_reason_and_a_cause(
    words: str, rating: int | None, reason: Reason | None, cause: Cause | None
) -> None:
    language = "de" if "Monteur" in words else "en"
    reading = read_comment(Comment(words, language, rating))
    assert suggest(words, reading, rating) == (reason, cause)


def test_causes_are_those_of_actions() -> None:
    assert set(Cause.values) == set(Action.Cause.values) - {""}


@pytest.mark.parametrize("code", sorted(languages()))
def test_every_language_knows_every_aspect(code: str) -> None:
    aspects = languages()[code].given["aspects"]
    assert set(aspects) == set(CAUSES) | {"overall"}
    for entry in aspects.values():
        assert 0 < len(entry["problem"]["name"]) <= 60
        assert entry["problem"]["says"]
        assert entry["problem"]["examples"]


@pytest.mark.parametrize("code", sorted(languages()))
def test_names_are_plain_words_and_each_its_own(code: str) -> None:
    aspects = languages()[code].given["aspects"].values()
    names = [e[s]["name"] for e in aspects for s in ("problem", "praise") if s in e]
    assert len(names) == len(set(names))
    assert not any("_" in name or name != name.strip() for name in names)


@pytest.mark.parametrize("code", sorted(languages()))
def test_every_example_is_read_as_what_it_is_an_example_of(code: str) -> None:
    for key, sentence in languages()[code].examples:
        assert key in read_comment(Comment(sentence, code)).keys, sentence
