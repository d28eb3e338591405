"""Posting a body to somebody else's server, and reading no more than we must.

The name is looked up once, every address it leads to has to be public, and the socket
is opened to one of those very addresses: a name that leads elsewhere a moment later
(rebinding) changes nothing. TLS is checked against the name. Redirects are not
followed, no proxy is asked, and everything has an end.
"""

import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as LookupTimeout
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_noop

from feedback.egress.addresses import is_public
from feedback.egress.targets import Target

CONNECT_SECONDS, TOTAL_SECONDS = 5.0, 15.0
LONGEST_HEAD, KEPT = 16 * 1024, 1024
_STATUS = re.compile(rb"HTTP/1\.[01] ([2-5]\d\d)(?: |\r|$)")
Resolve = Callable[[str, int], list[str]]


class NotSent(Exception):
    """Nothing came back that we could read; ``reason`` says why, in a few words."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: ``wait`` seconds it asks us to wait, ``words`` the beginning of
    its body as text that is safe to store (and to be escaped wherever it is shown).
    """

    status: int
    wait: int | None = None
    words: str = ""


def look_up(host: str, port: int) -> list[str]:
    """Return every address that ``host`` leads to. Raises `NotSent`."""
    asked = _lookups().submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = asked.result(timeout=CONNECT_SECONDS)
    except (OSError, UnicodeError, LookupTimeout) as error:
        raise NotSent(gettext_noop("its name could not be looked up")) from error
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def post(
    target: Target,
    body: bytes,
    headers: Mapping[str, str],
    *,
    resolve: Resolve = look_up,
    trusted: bool = False,
) -> Answered:
    """POST ``body`` and return what came back, whatever its status.

    ``trusted`` is for addresses that an operator allowed by name: they may be
    private. Raises `NotSent`.
    """
    ends = time.monotonic() + TOTAL_SECONDS
    address = _checked(target, resolve, trusted=trusted)
    try:
        with _connected(target, address, ends, trusted=trusted) as line:
            _wait_at_most(line, ends)
            line.sendall(_request(target, body, headers))
            return _read(line, ends)
    except TimeoutError as error:
        raise NotSent(gettext_noop("it took too long")) from error
    except ssl.SSLCertVerificationError as error:
        raise NotSent(gettext_noop("its certificate is not valid")) from error
    except OSError as error:
        raise NotSent(gettext_noop("it could not be reached")) from error


def _checked(target: Target, resolve: Resolve, *, trusted: bool) -> str:
    addresses = resolve(target.host, target.port)
    if not addresses:
        raise NotSent(gettext_noop("its name could not be looked up"))
    if not trusted and not all(map(is_public, addresses)):
        raise NotSent(gettext_noop("its name leads to a private network"))
    return addresses[0]


def _connected(
    target: Target, address: str, ends: float, *, trusted: bool
) -> socket.socket:
    line = socket.create_connection((address, target.port), CONNECT_SECONDS)
    try:
        peer = str(line.getpeername()[0])
        if not trusted and not is_public(peer):
            raise NotSent(gettext_noop("its name leads to a private network"))
        if not target.is_secure:
            return line
        _wait_at_most(line, ends)
        return _tls().wrap_socket(line, server_hostname=target.host)
    except BaseException:
        line.close()
        raise


def _request(target: Target, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = [
        f"POST {target.path} HTTP/1.1",
        f"Host: {target.authority}",
        *(f"{name}: {value}" for name, value in headers.items()),
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    if any("\r" in line or "\n" in line for line in lines):
        raise NotSent(gettext_noop("its address has a line break"))
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _read(line: socket.socket, ends: float) -> Answered:
    head, rest = _head(line, ends)
    found = _STATUS.match(head)
    if not found:
        raise NotSent(gettext_noop("it did not answer as a web server does"))
    body = _body(line, rest, ends)
    return Answered(int(found[1]), _wait(head), _text(body))


def _head(line: socket.socket, ends: float) -> tuple[bytes, bytes]:
    """Return the head of the final answer and what of its body came along."""
    got = b""
    while True:
        while b"\r\n\r\n" not in got:
            more = _some(line, ends)
            got += more
            if not more or len(got) > LONGEST_HEAD:
                raise NotSent(gettext_noop("it did not answer as a web server does"))
        head, _, got = got.partition(b"\r\n\r\n")
        # "100 Continue" and its like come before the answer (RFC 9110, 15.2).
        if not re.match(rb"HTTP/1\.[01] 1\d\d", head):
            return head, got


def _body(line: socket.socket, got: bytes, ends: float) -> bytes:
    """Return the beginning of the body. Whatever comes late or too long, the status
    has been said and counts.
    """
    try:
        while len(got) < KEPT and (more := _some(line, ends)):
            got += more
    except OSError:
        pass
    return got[:KEPT]


def _some(line: socket.socket, ends: float) -> bytes:
    _wait_at_most(line, ends)
    return line.recv(4096)


def _wait_at_most(line: socket.socket, ends: float) -> None:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(min(left, CONNECT_SECONDS))


def _wait(head: bytes) -> int | None:
    found = re.search(rb"\r\nretry-after: *(\d{1,9})\s*(?:\r|$)", head, re.IGNORECASE)
    return int(found[1]) if found else None


def _text(body: bytes) -> str:
    text = body.decode("utf-8", errors="replace")
    return "".join(c for c in text if c.isprintable() or c in "\n\t")


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@cache
def _lookups() -> ThreadPoolExecutor:
    # A look-up cannot be interrupted: one that hangs holds a thread of these, not us.
    return ThreadPoolExecutor(max_workers=8, thread_name_prefix="lookup")
