"""What stands in a WSGI environment, as far as the lane looks."""

import re
from dataclasses import dataclass

from feedback.errors import BadLink
from feedback.inner import Environ, foreign_host, is_secure
from feedback.links import Target, read_token

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
    if found is None or foreign_host(environ.get("HTTP_HOST", "")):
        return None
    token = found[1] or found[2]
    try:
        target = read_token("survey", token)
    except BadLink:
        return None
    return Asked(token, target, found[3] or "", is_secure(environ))
