"""What a customer is called in public."""

import pytest

from public_wall.names import first_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Margaret Ellis", "Margaret"),
        ("Siân", "Siân"),
        ("Ellis, Margaret", "Margaret"),
        ("Anne-Marie O’Neill", "Anne-Marie"),
        ("D’Arcy Bell", "D’Arcy"),
        ("J. Smith", "J."),
        ("محمد علي", "محمد"),
        ("Mrs Ellis", ""),
        ("Dr. Ellis", ""),
        ("margaret@ellis.example", ""),
        ("07700 900123", ""),
        ("4 Elm Row", ""),
        ("Ellis,", ""),
        ("http://evil.example", ""),
        ("<b>Bob</b>", ""),
        ("x" * 31, ""),
        ("\u202eevil", "evil"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_only_what_can_be_a_first_name_is_shown(name: str, shown: str) -> None:
    assert first_name(name) == shown
