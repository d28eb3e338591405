"""Addresses: one is read, two spellings are one, and none carries a header."""

import pytest

from feedback.customers.addresses import (
    NotAnAddress,
    address_hash,
    email_key,
    one_address,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@Example.com", "ann@example.COM"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        (" ann@example.com ", "ann@example.com"),
        ("ann@example.com.", "ann@example.com"),
        ("STRASSE@example.com", "straße@example.com"),
    ],
)
def test_two_spellings_are_one_person(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)
    assert address_hash(one) == address_hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann@example.com", "ann+home@example.com"),
        ("ann.e@example.com", "anne@example.com"),
        ("ann@example.com", "ann@example.org"),
    ],
)
def test_what_may_be_two_people_stays_two(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)
    assert address_hash(one) != address_hash(other)


@pytest.mark.parametrize("text", ["", "ann", "@", "ann@", "@example.com"])
def test_what_is_no_address_has_no_key(text: str) -> None:
    assert email_key(text) == ""


def test_a_display_name_is_left_behind() -> None:
    assert one_address('"Ann E." <ann@example.com>') == "ann@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.com\r\nBcc: all@example.com",
        "ann@example.com\nBcc:",
        "ann\t@example.com",
        "ann@example.com\x00",
        "ann@example.com,tom@example.com",
        "ann@example.com;tom@example.com",
        "Ann <ann@example.com> <tom@example.com>",
    ],
)
def test_more_than_an_address_is_refused(text: str) -> None:
    with pytest.raises(NotAnAddress):
        one_address(text)
