"""What stands in a WSGI environment, as far as the lane looks."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from feedback.errors import BadLink
from feedback.links import Target, read_token

Environ = dict[str, Any]
_LOOK = re.compile(r"/(?:s/([\w=-]{64})|r/([\w=-]{64})/([1-5]))/", re.ASCII)
_GZIP = re.compile(r"\bgzip\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose page is asked for; ``rating`` is the word picked in the mail, or empty.

    ``is_secure`` decides on one of the headers.
    """

    token: str
    target: Target
    rating: str
    is_secure: bool


def page_asked_for(environ: Environ) -> Asked | None:
    """Return whose page a GET asks for; None if anything about it is unusual."""
    if (
        environ["REQUEST_METHOD"] != "GET"
        or (environ.get("CONTENT_LENGTH") or "0") != "0"
    ):
        return None
    return _asked(environ)


def page_sent_to(environ: Environ) -> Asked | None:
    """Return whose page a POST answers; None if anything about it is unusual."""
    if environ["REQUEST_METHOD"] != "POST":
        return None
    asked = _asked(environ)
    return asked if asked and not asked.rating else None


def takes_gzip(environ: Environ) -> bool:
    """Whether to compress, as ``GZipMiddleware`` sees it."""
    return bool(_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")))


def _asked(environ: Environ) -> Asked | None:
    if environ.get("QUERY_STRING") or environ.get("SCRIPT_NAME"):
        return None
    found = _LOOK.fullmatch(environ["PATH_INFO"])
    # At a business's own host there is its public page, and no survey.
    if found is None or not _is_ours(environ.get("HTTP_HOST", "")):
        return None
    token = found[1] or found[2]
    try:
        target = read_token("survey", token)
    except BadLink:
        return None
    return Asked(token, target, found[3] or "", _is_secure(environ))


@lru_cache(maxsize=256)
def _is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return not domain or validate_host(domain, settings.ALLOWED_HOSTS)


def _is_secure(environ: Environ) -> bool:
    """Whether the page travels under TLS, as `HttpRequest.is_secure` sees it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return bool(environ[name].split(",", 1)[0].strip() == secure)
    return bool(environ["wsgi.url_scheme"] == "https")
