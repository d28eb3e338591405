"""What a business puts into the DNS to show that a host or a website is its own.

Only the DNS is asked: nothing is ever fetched from an address that somebody typed.
"""

import re
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http.request import validate_host
from django.utils.translation import gettext as _

from feedback.errors import Refused
from feedback.links import keyed_hash
from feedback.mail.domain_names import read_domain
from feedback.mail.records import Dns, Unanswered

OK, MISSING, OTHER, UNANSWERED, TAKEN = "ok", "missing", "other", "unanswered", "taken"
HOST, ORIGIN = "wall-host", "embed-origin"
SECONDS = 8.0
_PREFIX = "_said-and-done-wall"
_PORT = re.compile(r"[0-9]{1,5}")


def record_name(host: str) -> str:
    """Return at which name the record has to stand."""
    return f"{_PREFIX}.{host}"


def record_value(purpose: str, business_id: UUID, host: str) -> str:
    """Return what the record has to say: another thing for each business, host and
    purpose.
    """
    proof = keyed_hash(purpose, f"{business_id}:{host}")[:32]
    return f"said-and-done={proof}"


def look(purpose: str, business_id: UUID, host: str) -> str:
    """Ask the DNS whether the record of ``host`` stands; never raises for what it
    does.
    """
    wanted = record_value(purpose, business_id, host)
    try:
        texts, _name = Dns(SECONDS).texts(record_name(host))
    except Unanswered:
        return UNANSWERED
    if wanted in [text.strip() for text in texts]:
        return OK
    return OTHER if texts else MISSING


def said(finding: str) -> str:
    """Return a finding in words."""
    return {
        OK: _("The record stands."),
        MISSING: _("There is no such record yet. New ones can take some hours."),
        OTHER: _("There is a record with that name, but it says something else."),
        UNANSWERED: _("The DNS gave no answer. We will ask again."),
        TAKEN: _("Another business has proved that this is theirs."),
    }.get(finding, _("Nobody has looked yet."))


def read_host(text: str) -> str:
    """Return the host in ``text`` in its ASCII form, with "www." if it was typed.

    Raises `Refused` for what is no host, nobody's own, or this installation's.
    """
    typed = text.strip().casefold()
    host = read_domain(typed)
    bare = re.sub(r"^[a-z]+://", "", typed)
    host = f"www.{host}" if bare.startswith("www.") else host
    if validate_host(host, settings.ALLOWED_HOSTS) or host == _our_host():
        raise Refused(_("That is our own address."))
    return host


def read_origin(text: str) -> str:
    """Return the origin ("https://host") in ``text``; raises `Refused` for what is
    none.
    """
    typed = text.strip().casefold()
    if typed.startswith("http://"):
        raise Refused(_("Only pages that begin with https:// can show it."))
    typed = typed.removeprefix("https://")
    place = re.split(r"[/?#]", typed, maxsplit=1)[0].rpartition("@")[2]
    name, _colon, port = place.partition(":")
    if port and not (_PORT.fullmatch(port) and 0 < int(port) < 65536):
        raise Refused(_("Write an address such as https://www.penrose-heating.co.uk."))
    host = read_host(name)
    return f"https://{host}{f':{int(port)}' if port and int(port) != 443 else ''}"


def host_of(origin: str) -> str:
    """Return the host in an origin."""
    return urlsplit(origin).hostname or ""


def _our_host() -> str:
    return urlsplit(str(settings.BASE_URL)).hostname or ""
