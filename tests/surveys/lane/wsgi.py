"""The product as its web server calls it."""

import io
import zlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.urls import set_script_prefix

from surveys.lane import opening, sending
from surveys.lane.application import FastLane

BROWSER = {
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101",
    "HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.5",
}
FORM = "application/x-www-form-urlencoded"

needs_the_lane = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite takes the ordinary way"
)


@dataclass
class Web:
    """The lane, and the ordinary way behind it with a count of what went there."""

    passed_on: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._django = WSGIHandler()
        self._lane = FastLane(self._count)

    def ask(self, path: str, **more: Any) -> "Said":
        """Ask as everybody does."""
        return _ask(self._lane, path, **more)

    def ask_ordinary(self, path: str, **more: Any) -> "Said":
        """Ask past the lane."""
        return _ask(self._django, path, **more)

    def warm(self, path: str, **more: Any) -> None:
        """Look until the page is drawn."""
        for _ in range(2):
            self.ask(path, **more)
        self.passed_on.clear()

    def _count(self, environ: dict[str, Any], start: Any) -> Any:
        self.passed_on.append(environ["REQUEST_METHOD"])
        return self._django(environ, start)


@dataclass(frozen=True)
class Said:
    """An answer: status line, headers, the body and the same unpacked."""

    status: str
    headers: dict[str, str]
    body: bytes

    @property
    def page(self) -> bytes:
        packed = self.headers.get("Content-Encoding") == "gzip"
        return zlib.decompress(self.body, wbits=31) if packed else self.body

    @property
    def lasting_headers(self) -> dict[str, str]:
        """What does not tell how well it was compressed."""
        packed = "Content-Encoding" in self.headers
        left = {"Content-Length"} if packed else set()
        return {name: v for name, v in self.headers.items() if name not in left}


def forget_everything() -> None:
    """Begin as a process does that has just started."""
    opening.forget()
    sending.forget()


def _ask(
    application: Any,
    path: str,
    *,
    method: str = "GET",
    fields: dict[str, Any] | None = None,
    **environ: str,
) -> Said:
    body = urlencode(fields or {}, doseq=True).encode()
    address = urlsplit(path)
    asked: dict[str, Any] = {
        **BROWSER,
        "REQUEST_METHOD": "POST" if fields is not None else method,
        "PATH_INFO": address.path,
        "QUERY_STRING": address.query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "198.51.100.7",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        **environ,
    }
    if fields is not None:
        asked = {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body)), **asked}
    said: list[Any] = []
    response = application(
        asked, lambda status, headers: said.append((status, headers))
    )
    whole = b"".join(response)
    getattr(response, "close", lambda: None)()
    # Django remembers where it was mounted, for the thread.
    set_script_prefix("/")
    status, headers = said[0]
    assert len({name for name, _ in headers}) == len(headers)
    answer = Said(status, dict(headers), whole)
    assert answer.headers.get("Content-Length", str(len(whole))) == str(len(whole))
    return answer
