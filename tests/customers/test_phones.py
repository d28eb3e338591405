"""Phones: two spellings are one line, and nothing else is."""

import pytest

from feedback.customers.phones import example, phone_key


@pytest.mark.parametrize(
    "text",
    [
        "01326 312345",
        "(01326) 312-345",
        "+44 1326 312345",
        "0044 1326 312345",
        "tel:+44-1326-312345",
        "01326312345.0",
        "01326 312345 ext. 12",
        "\u0660\u0661\u0663\u0662\u0666 \u0663\u0661\u0662\u0663\u0664\u0665",
    ],
)
def test_spellings_of_one_line_have_one_key(text: str) -> None:
    assert phone_key(text, "GB") == "+441326312345"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.2E+11",
        "4,41E+11",
        "4.41326E11",
        "999",
        "112",
        "123",
        "ask Ann",
        "01326 312345 / 01326 399999",
        "07700 900123",  # a range that nobody is given (Ofcom: for films)
        "0" * 200,
        "\x00",
    ],
)
def test_what_is_no_number_has_no_key(text: str) -> None:
    assert phone_key(text, "GB") == ""


def test_a_number_without_its_country_is_read_in_the_businesss() -> None:
    assert phone_key("0171 2345678", "DE") == "+491712345678"
    assert phone_key("(212) 555-0100", "us") == "+12125550100"
    assert phone_key("+1 212 555 0100", "") == "+12125550100"
    assert phone_key("01326 312345", "") == ""


def test_an_example_is_a_number_that_we_can_read() -> None:
    assert phone_key(example("GB"), "GB")
    assert example("ZZ") == ""
