"""Tokens open what they were made for and nothing else."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from feedback import links
from feedback.errors import BadLink

BUSINESS, OBJECT = uuid.UUID(int=1), uuid.UUID(int=2)


def test_a_token_says_what_it_points_to() -> None:
    token = links.make_token("survey", BUSINESS, OBJECT)
    assert len(token) == 64
    assert links.read_token("survey", token) == links.Target(BUSINESS, OBJECT)


def test_a_token_of_another_purpose_is_refused() -> None:
    token = links.make_token("leave", BUSINESS, OBJECT)
    with pytest.raises(BadLink):
        links.read_token("survey", token)


@given(position=st.integers(0, 63), letter=st.sampled_from("Aaz09-_"))
def test_a_token_with_one_letter_changed_is_refused(position: int, letter: str) -> None:
    token = links.make_token("survey", BUSINESS, OBJECT)
    altered = token[:position] + letter + token[position + 1 :]
    if altered != token:
        with pytest.raises(BadLink):
            links.read_token("survey", altered)


@given(st.text(max_size=100))
def test_garbage_is_refused(garbage: str) -> None:
    with pytest.raises(BadLink):
        links.read_token("survey", garbage)


def test_tokens_survive_a_change_of_the_secret_key(settings: Settings) -> None:
    token = links.make_token("survey", BUSINESS, OBJECT)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert links.read_token("survey", token).object_id == OBJECT
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BadLink):
        links.read_token("survey", token)
