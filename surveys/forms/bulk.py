"""Which replies somebody ticked, and how to take it back for all of them."""

import base64
import binascii
from collections.abc import Iterable
from uuid import UUID

from surveys.services.bulk import MOST

_BYTES = 16


def ticked(values: Iterable[str]) -> list[UUID]:
    """Return the ids among ``values``; whatever is none is left out."""
    return [found for value in list(values)[:MOST] if (found := _id(value))]


def as_mark(ids: Iterable[UUID]) -> str:
    """Return ``ids`` as one short word for an address."""
    return base64.urlsafe_b64encode(b"".join(pk.bytes for pk in ids)).decode()


def read_mark(mark: str) -> list[UUID]:
    """Return the ids of `as_mark`; none of what somebody made up."""
    try:
        packed = base64.urlsafe_b64decode(mark.encode())
    except (binascii.Error, ValueError):
        return []
    ends = range(_BYTES, len(packed) + 1, _BYTES)
    return [UUID(bytes=packed[end - _BYTES : end]) for end in ends][:MOST]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
