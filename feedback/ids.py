"""Identifiers for rows: random enough to show, ordered enough to page by."""

import secrets
import uuid

from feedback import clock


def uuid7() -> uuid.UUID:
    """Return a version 7 UUID (RFC 9562, section 5.7): 48 bits of Unix time in
    milliseconds, then 74 random bits. Rows made later sort later, and a stranger
    cannot guess one.
    """
    milliseconds = int(clock.now().timestamp() * 1000) & (1 << 48) - 1
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)
