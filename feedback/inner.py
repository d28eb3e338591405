"""What an application that stands in front of another (PEP 3333) asks of it."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http.request import split_domain_port, validate_host

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = tuple[tuple[str, str], ...]


class Whole(NamedTuple):
    """A status line, headers and all of a body."""

    status: str
    headers: Headers
    body: bytes


def whole_answer(inner: Application, environ: Environ) -> Whole:
    """Return what ``inner`` answers, read to its end and closed."""
    said: list[tuple[str, Headers]] = []

    def start(status: str, headers: Iterable[tuple[str, str]], *_: Any) -> None:
        said.append((status, tuple(headers)))

    response = inner(environ, start)
    try:
        body = b"".join(response)
    finally:
        getattr(response, "close", _nothing)()
    return Whole(*said[-1], body)


@lru_cache(maxsize=1024)
def foreign_host(host: str) -> str:
    """Return the domain that a Host header names; nothing if it names none, or one of
    this installation's own.
    """
    domain, _port = split_domain_port(host)
    if not domain or validate_host(domain, settings.ALLOWED_HOSTS):
        return ""
    return domain


def is_secure(environ: Environ) -> bool:
    """Whether the page travels under TLS, as `HttpRequest.is_secure` sees it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return bool(environ[name].split(",", 1)[0].strip() == secure)
    return bool(environ["wsgi.url_scheme"] == "https")


def _nothing() -> None:
    """Stand in for the end of an answer that needs none."""
