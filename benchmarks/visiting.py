"""Somebody with a browser: pages are got and forms are sent over HTTP."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

Body = bytes | Iterator[bytes]
_BLOCK = 1024 * 1024
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_BOUNDARY = "a-boundary-that-is-in-no-list"


@dataclass
class Visitor:
    """One person's browser. Each request has a line of its own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    where: str = ""

    def get(self, path: str) -> str:
        """Return the page at ``path``."""
        return self._ask("GET", path, b"", {})

    def send(self, path: str, fields: dict[str, str]) -> str:
        """Send a form, after the page that it stands on has been got."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields).encode(), form)

    def send_own(self, page: str, fields: dict[str, str], *, to: str = "") -> str:
        """Send a form of the ``page`` behind the login, to another address if it says
        so.
        """
        token = self._token(page)
        return self.send(to or page, {"csrfmiddlewaretoken": token, **fields})

    def log_in(self, email: str, password: str) -> None:
        """Log in."""
        self.send_own("/accounts/login/", {"login": email, "password": password})
        assert "session" in self.cookies, "not logged in"

    def upload(self, path: str, file: Path) -> None:
        """Send ``file`` by the form on the page at ``path``."""
        token = self._token(path)
        head, tail = _around(token, file.name)
        size = len(head) + file.stat().st_size + len(tail)
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        headers = {"Content-Type": kind, "Content-Length": str(size)}
        self._ask("POST", path, _body(head, file, tail), headers)

    def _token(self, path: str) -> str:
        found = _TOKEN.search(self.get(path))
        assert found is not None, f"no form at {path}"
        return found[1]

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes],
        more: dict[str, str],
    ) -> str:
        line = HTTPConnection("127.0.0.1", self.port, timeout=120)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Origin": f"http://127.0.0.1:{self.port}", "Cookie": cookies, **more}
        began = time.perf_counter()
        line.request(method, path, body=body or None, headers=headers)
        answer = line.getresponse()
        text = answer.read().decode()
        self.seconds = time.perf_counter() - began
        line.close()
        assert answer.status < 400, f"{answer.status} for {method} {path}"
        self._keep(answer)
        return text

    def _keep(self, answer: HTTPResponse) -> None:
        self.where = answer.getheader("Location") or ""
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value


def _around(token: str, name: str) -> tuple[bytes, bytes]:
    part = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; name="
    head = (
        f'{part}"csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'{part}"file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    )
    return head.encode(), f"\r\n--{_BOUNDARY}--\r\n".encode()


def _body(head: bytes, file: Path, tail: bytes) -> Iterator[bytes]:
    yield head
    with file.open("rb") as open_file:
        yield from iter(lambda: open_file.read(_BLOCK), b"")
    yield tail
