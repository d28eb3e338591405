"""Identifiers for rows: random enough to show, ordered enough to page by."""

import secrets
import uuid
from collections.abc import Iterator

from feedback import clock

_COUNTED = 1 << 12
_COUNTERS = [f"7{number:03x}" for number in range(_COUNTED)]
# The variant of RFC 9562 in the upper two bits of a hexadecimal digit.
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def uuid7() -> uuid.UUID:
    """Return a version 7 UUID (RFC 9562, section 5.7): 48 bits of Unix time in
    milliseconds, then 74 random bits. Rows made later sort later, and a stranger
    cannot guess one.
    """
    milliseconds = int(clock.now().timestamp() * 1000) & (1 << 48) - 1
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def uuid7s(number: int) -> Iterator[str]:
    """Return ``number`` version 7 UUIDs in ascending order, as hexadecimal digits.

    What is random in the third group of a single one counts here, and every 4096 the
    milliseconds go on by one (RFC 9562, section 6.2, method 1); 62 bits are random.
    Rows that come together then lie together in every index on their ids.
    """
    milliseconds = int(clock.now().timestamp() * 1000) & (1 << 48) - 1
    digits = secrets.token_hex(8 * number)
    for first in range(0, number, _COUNTED):
        moment = f"{milliseconds + first // _COUNTED:012x}"
        for n in range(first, min(first + _COUNTED, number)):
            at = 16 * n
            yield (
                f"{moment}{_COUNTERS[n - first]}"
                f"{_VARIANT[digits[at]]}{digits[at + 1 : at + 16]}"
            )
