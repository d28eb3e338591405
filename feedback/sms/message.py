"""A text message as a value, and how long it is for the networks."""

import unicodedata
from dataclasses import dataclass

# 3GPP TS 23.038: the letters of the default alphabet, and those that cost two.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€")
ONE_PART = 160
# Letters outside that alphabet: 67 to a part of several.
WIDE_PART, MOST_WIDE_PARTS = 67, 3


@dataclass(frozen=True, slots=True)
class Sms:
    """One text message to one number in E.164, complete."""

    to: str
    words: str


def is_plain(text: str) -> bool:
    """Whether ``text`` has only letters of the default alphabet."""
    return all(letter in _ALPHABET or letter in _DOUBLE for letter in text)


def length(text: str) -> int:
    """Return how many places of a part ``text`` takes: septets, or UTF-16 units."""
    if is_plain(text):
        return sum(2 if letter in _DOUBLE else 1 for letter in text)
    return len(text.encode("utf-16-be")) // 2


def fits(text: str) -> bool:
    """Whether ``text`` is one part, or in a wide script at most three."""
    if is_plain(text):
        return length(text) <= ONE_PART
    return length(text) <= WIDE_PART * MOST_WIDE_PARTS


def plain(text: str) -> str:
    """Return ``text`` in the default alphabet: accents it lacks go, dashes and quotes
    become plain ones, and what has no equal there is left out.
    """
    straight = text.translate({0x2019: "'", 0x2018: "'", 0x2013: "-", 0x2014: "-"})
    return "".join(_plain(letter) for letter in straight)


def _plain(letter: str) -> str:
    if is_plain(letter):
        return letter
    base = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in base if is_plain(part))
