"""Phone numbers: when two spellings are one line."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

LONGEST = 60
# A spreadsheet's idea of a long number (``4.4770E+11``) has lost its last digits.
_ROUNDED = re.compile(r"\d\s*[eE]\s*[+-]?\s*\d")
_DECIMALS = re.compile(r"\.0+$")  # 1326312345.0: a spreadsheet's idea of a whole one


def phone_key(phone: str, country: str) -> str:
    """Return ``phone`` in E.164 ("+441326312345"), or "" if it is no valid number.

    ``country`` (ISO 3166-1 alpha-2) is where a number without "+" or its prefix for
    abroad is read. Short codes, ranges that nobody is given and numbers that a
    spreadsheet has rounded have no key; an extension is left out, since the line is
    the same. What is valid is libphonenumber's word (loaded country by country).
    """
    text = _DECIMALS.sub("", phone.strip())
    if not text or len(text) > LONGEST or _ROUNDED.search(text):
        return ""
    try:
        number = phonenumbers.parse(text, country.upper() or None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def takes_texts(key: str) -> bool:
    """Whether a line (in E.164) is a mobile one, or may be where the plan of numbers
    does not tell (as in North America).
    """
    if not key:
        return False
    kind = phonenumbers.number_type(phonenumbers.parse(key, None))
    mobile = phonenumbers.PhoneNumberType
    return kind in (mobile.MOBILE, mobile.FIXED_LINE_OR_MOBILE)


def example(country: str) -> str:
    """Return how a number of ``country`` is written for people everywhere, "" if we
    know none.
    """
    number = phonenumbers.example_number(country.upper())
    if number is None:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
