"""What people type is stored safely and otherwise untouched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.text import clean, one_line


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a\x00b", "ab"),
        ("a\ud800b", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("  tidy  ", "tidy"),
        ("cafe\u0301", "café"),
        ("👩‍🔧 🇬🇧", "👩‍🔧 🇬🇧"),
        ("مرحبا", "مرحبا"),
        ("<b>=1+1</b>", "<b>=1+1</b>"),
    ],
)
def test_clean_keeps_the_words_and_drops_what_cannot_be_stored(
    typed: str, stored: str
) -> None:
    assert clean(typed) == stored


def test_clean_cuts_at_the_limit() -> None:
    assert clean("x" * 20, longest=7) == "x" * 7


@given(st.text())
def test_clean_text_can_always_be_encoded_and_cleaning_again_changes_nothing(
    typed: str,
) -> None:
    once = clean(typed)
    once.encode()
    assert clean(once) == once


def test_one_line_adds_no_header_and_turns_no_text() -> None:
    assert one_line("Hello\r\nBcc: x@y\u202egnp.exe") == "Hello Bcc: x@ygnp.exe"
