"""The fast lane of the public page: a WSGI application in front of Django.

It answers what this process has drawn before, as long as it shows the present
version; everything else goes to Django unchanged, and what Django draws of a public
page is kept. So there is one way in which pages are made, and no second truth.
"""

import threading
import time
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from django.db import OperationalError

from feedback import clock
from feedback.inner import (
    Application,
    Environ,
    StartResponse,
    foreign_host,
    is_secure,
    whole_answer,
)
from public_wall.filters import PARAMETERS
from public_wall.shelf import SHELVE, Header, Ready, Shelf, Ticket, made_ready
from public_wall.watching import Watch

PREFIX = "/w/"
LONGEST_QUERY = 300
# While one thread draws a page again, the others go on with the one before, so long
# at most, in seconds.
PATIENCE = 2.5
# What would make Django answer with less than the whole page.
_CONDITIONS = (
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING"),
    *("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE"),
)


class Lane:
    """Keeps pages by address and version, and asks ``inner`` for the others."""

    def __init__(
        self,
        inner: Application,
        *,
        watch: Watch | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        self._inner = inner
        self._watch = watch or Watch()
        self._shelf = shelf or Shelf()
        self._drawing: dict[str, float] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer from the shelf, or let Django answer."""
        key = _key(environ)
        if key is None:
            return self._inner(environ, start)
        ready = self._shelf.get(key)
        if ready and self._fits(ready.ticket):
            return _send(ready, environ, start)
        if not self._is_first(key):
            ready = ready or self._wait_for(key)
            if ready:
                return _send(ready, environ, start)
        try:
            return self._draw(key, environ, start)
        finally:
            self._drawing.pop(key, None)

    def _fits(self, ticket: Ticket) -> bool:
        if not ticket.drawn_at <= clock.now() < ticket.fits_until:
            return False
        try:
            return self._watch.version(ticket.business_id) == ticket.version
        except OperationalError:
            # Without the database nobody knows: Django says so as it says it always.
            return False

    def _is_first(self, key: str) -> bool:
        """Whether this thread is to draw the page: one that has been at it for
        `PATIENCE` seconds is given up on.
        """
        now = time.monotonic()
        with self._lock:
            began = self._drawing.get(key)
            if began is not None and now - began < PATIENCE:
                return False
            self._drawing[key] = now
        return True

    def _wait_for(self, key: str) -> Ready | None:
        """Return what another thread is drawing for the first time, if it is kept."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends and key in self._drawing:
            time.sleep(0.005)
        return self._shelf.get(key)

    def _draw(
        self, key: str, environ: Environ, start: StartResponse
    ) -> Iterable[bytes]:
        """Let Django draw the whole page, keep it if it may be kept, and send it."""
        asked = {name: v for name, v in environ.items() if name not in _CONDITIONS}
        asked["REQUEST_METHOD"] = "GET"
        status, headers, whole = whole_answer(self._inner, asked)
        ticket = asked.get(SHELVE)
        if not isinstance(ticket, Ticket) or not status.startswith("200"):
            start(status, list(headers))
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else whole]
        ready = made_ready(ticket, whole, headers)
        self._shelf.put(key, ready)
        return _send(ready, environ, start)


def _key(environ: Environ) -> str | None:
    """Return under what the answer is kept: only what makes a page another one."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    path = environ.get("PATH_INFO", "")
    host = foreign_host(environ.get("HTTP_HOST", ""))
    if not host and not path.startswith(PREFIX):
        return None
    # Under TLS there is a header more, and without it perhaps only the way there.
    where = f"{'https' if is_secure(environ) else 'http'} {host} {path}"
    query = environ.get("QUERY_STRING", "")
    if not query:
        return where
    if len(query) > LONGEST_QUERY:
        return None
    given = dict(parse_qsl(query))
    kept = {name: given[name] for name in PARAMETERS if name in given}
    return f"{where}?{urlencode(kept)}" if kept else where


def _send(ready: Ready, environ: Environ, start: StartResponse) -> Iterable[bytes]:
    if _has_it(environ.get("HTTP_IF_NONE_MATCH", ""), ready.etag):
        start("304 Not Modified", list(ready.unchanged_headers))
        return [b""]
    packed = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
    headers: list[Header] = list(ready.packed_headers if packed else ready.headers)
    start("200 OK", headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        return [b""]
    return [ready.packed if packed else ready.plain]


def _has_it(named: str, etag: str) -> bool:
    """Whether ``named`` names ``etag``: a weak comparison (RFC 9110, 13.1.2)."""
    if not named:
        return False
    if named.strip() == "*":
        return True
    bare = etag.removeprefix("W/")
    return any(each.strip().removeprefix("W/") == bare for each in named.split(","))
