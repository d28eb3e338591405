"""Answers that are ready to be sent, kept in the process by version.

Nothing private is ever here: only what a view of the public page marked as such with
`shelve`, under the address it was drawn for.
"""

import gzip
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from public_wall.watching import Version

MOST_BYTES = 64 * 1024 * 1024
SHELVE = "said_and_done.shelve"
Header = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ticket:
    """Says of an answer whose it is, which version it shows, and how long it fits."""

    business_id: UUID
    version: Version
    drawn_at: datetime
    fits_until: datetime


@dataclass(frozen=True, slots=True)
class Ready:
    """One answer, plain and compressed once; ``etag`` is that of its words."""

    ticket: Ticket
    etag: str
    plain: bytes
    packed: bytes
    headers: Sequence[Header]
    packed_headers: Sequence[Header]
    unchanged_headers: Sequence[Header]

    @property
    def size(self) -> int:
        """How much room it takes."""
        return len(self.plain) + len(self.packed)


class Shelf:
    """Ready answers by address; the oldest make room for new ones."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._ready: dict[str, Ready] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Ready | None:
        """Return what is kept under ``key``, fitting or not."""
        return self._ready.get(key)

    def put(self, key: str, ready: Ready) -> None:
        """Keep ``ready``, in place of what was there."""
        with self._lock:
            self._drop(key)
            while self._ready and self._bytes + ready.size > self._most:
                self._drop(next(iter(self._ready)))
            self._ready[key] = ready
            self._bytes += ready.size

    def _drop(self, key: str) -> None:
        gone = self._ready.pop(key, None)
        if gone:
            self._bytes -= gone.size


def shelve(request: HttpRequest, ticket: Ticket) -> None:
    """Let the answer to ``request`` be kept."""
    request.META[SHELVE] = ticket


def made_ready(ticket: Ticket, body: bytes, headers: Sequence[Header]) -> Ready:
    """Return ``body`` as it will be sent, compressed as far as gzip can."""
    etag = next(value for name, value in headers if name.lower() == "etag")
    kept = [(n, v) for n, v in headers if n.lower() not in _OF_THE_BODY]
    vary = _vary(kept)
    kept = [(n, v) for n, v in kept if n.lower() != "vary"] + [vary]
    packed = gzip.compress(body, 9, mtime=0)
    return Ready(
        ticket=ticket,
        etag=etag,
        plain=body,
        packed=packed,
        headers=(*kept, _length(body)),
        packed_headers=(*kept, ("Content-Encoding", "gzip"), _length(packed)),
        unchanged_headers=[(n, v) for n, v in kept if n.lower() in _OF_THE_UNCHANGED],
    )


# What RFC 9110, section 15.4.5, has a 304 say.
_OF_THE_UNCHANGED = frozenset(
    ["cache-control", "content-location", "date", "etag", "expires", "vary"]
)
_OF_THE_BODY = frozenset(["content-length", "content-encoding"])


def _vary(headers: Sequence[Header]) -> Header:
    named = [v for n, v in headers if n.lower() == "vary"]
    names = [name.strip() for value in named for name in value.split(",")]
    if "accept-encoding" not in [name.lower() for name in names]:
        names.append("Accept-Encoding")
    return "Vary", ", ".join(name for name in names if name)


def _length(body: bytes) -> Header:
    return "Content-Length", str(len(body))
