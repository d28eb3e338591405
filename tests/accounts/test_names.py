"""A name at the top of a mail carries no message of its own."""

import pytest

from feedback.accounts.names import checked_name, tidy_name
from feedback.errors import Refused


@pytest.mark.parametrize(
    "name",
    [
        "Penrose Heating",
        "A.J. Smith & Sons",
        "24/7 Plumbers",
        "Studio 54",
        "St. Mary’s Dental",
        "Smith Co.",
        "O'Neil, Ltd.",
        "Café Ñandú",
        "نجارة الأمل",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "美容室",
    ],
)
def test_what_businesses_and_people_are_called_is_kept(name: str) -> None:
    assert checked_name(name) == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("evil.com", "web address"),
        ("Win at EVIL.CO", "web address"),
        ("www.evil", "web address"),
        ("https://x", "web address"),
        ("\uff45\uff56\uff49\uff4c\uff0e\uff43\uff4f\uff4d", "web address"),
        ("evil。com", "web address"),
        ("Ⓔvil.com", "web address"),
        ("ev\u200dil.com", "web address"),
        ("ruth@penrose", "@"),
        ("ruth\uff20penrose", "@"),
        ("07700 900123", "long number"),
        ("call (0117) 496-01", "long number"),
        ("٠٧٧٠٠٩٠٠١٢٣", "long number"),
        ("\u202eevil", "cannot be seen"),
        ("e\u200bvil", "cannot be seen"),
        ("a\x00b", "cannot be seen"),
        ("a\x1bb", "cannot be seen"),
        ("a\ud800b", "cannot be seen"),
        ("a\u2028b", "cannot be seen"),
        ("", "one letter"),
        (" \n ", "one letter"),
        ("—…", "one letter"),
        ("x" * 61, "60 characters"),
    ],
)
def test_anything_to_open_write_to_ring_or_hide_is_refused(name: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        checked_name(name)
    assert tidy_name(name) == ""


def test_line_ends_become_spaces() -> None:
    assert checked_name(" Penrose\r\n\tHeating ") == "Penrose Heating"
