"""Where a typed address leads, judged by its text alone: pure."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST = 2000
PORTS = (443, 8443)
# Anything else must be written with percent signs (RFC 3986).
_PLAIN = re.compile(r"[!-~]*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)")
# Names that are never of the open internet (RFC 6761, RFC 6762, RFC 8375), or that
# clouds use inside.
_INSIDE = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "corp",
    "home",
    "arpa",
    "test",
    "example",
    "invalid",
    "onion",
)


class BadTarget(ValueError):
    """We do not speak to this address; ``message`` says why."""

    def __init__(self, message: str | Promise) -> None:
        self.message = str(message)
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: ``path`` has its query; without ``is_secure`` it is one
    of the few addresses on this machine that an operator allowed by name.
    """

    host: str
    port: int
    path: str
    is_secure: bool = True

    @property
    def authority(self) -> str:
        """What the header Host says."""
        usual = 443 if self.is_secure else 80
        return self.host if self.port == usual else f"{self.host}:{self.port}"


def read_target(
    url: str, *, own_host: str = "", allowed: tuple[str, ...] = ()
) -> Target:
    """Return where ``url`` leads.

    ``own_host`` is ours, which we do not speak to; ``allowed`` are "host:port" that an
    operator named for trying things out: they may be without TLS and on this machine.
    Raises `BadTarget`.
    """
    parts, port = _split(url)
    host = (parts.hostname or "").lower()
    if parts.scheme in ("http", "https") and _is_allowed(host, port, allowed):
        return Target(host, port or 0, _path(parts), parts.scheme == "https")
    if parts.scheme != "https":
        raise BadTarget(_("The address must begin with https://"))
    if (port or 443) not in PORTS:
        raise BadTarget(_("Use the usual port, 443, or 8443."))
    name = host_name(host)
    if name == own_host.lower():
        raise BadTarget(_("This is our own address."))
    return Target(name, port or 443, _path(parts))


def host_name(host: str) -> str:
    """Return ``host`` as it is looked up: in ASCII, without a dot at its end.

    Raises `BadTarget` for a number in any spelling, a single word and names that are
    of no public network.
    """
    name = _ascii(host).rstrip(".")
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadTarget(_("This is not the name of a computer on the internet."))
    # The last label decides whether a program reads it as a number (WHATWG URL, 3.5).
    if _NUMBER.fullmatch(labels[-1]) or all(map(_NUMBER.fullmatch, labels)):
        raise BadTarget(_("Use a name instead of a number."))
    if len(labels) < 2 or labels[-1] in _INSIDE:
        raise BadTarget(_("This is not the name of a computer on the internet."))
    return name


def _split(url: str) -> tuple[SplitResult, int | None]:
    if len(url) > LONGEST:
        raise BadTarget(_("This address is too long."))
    # A backslash, a space or a line break means one thing to us and another to others.
    if any(ord(c) < 33 or c in '\\"<>^`{|}\x7f' for c in url):
        raise BadTarget(_("This address has a character that no address can have."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadTarget(_("This is not an address we can read.")) from error
    if "@" in parts.netloc:
        raise BadTarget(_("Leave out the name and password in the address."))
    return parts, port


def _ascii(host: str) -> str:
    try:
        # Full-width digits and dots become plain ones here, and are seen as such.
        wide = unicodedata.normalize("NFKC", host)
        return wide.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise BadTarget(
            _("This is not the name of a computer on the internet.")
        ) from error


def _path(parts: SplitResult) -> str:
    """Return path and query as they are sent; the fragment stays here."""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not _PLAIN.fullmatch(path):
        raise BadTarget(_("Write letters with accents in the path as %xx."))
    return path


def _is_allowed(host: str, port: int | None, allowed: tuple[str, ...]) -> bool:
    return port is not None and f"{host}:{port}" in allowed
