"""Reading a domain that somebody typed, and which ones nobody can send from."""

import ipaddress
import re
from functools import cache
from pathlib import Path

import idna
from django.conf import settings
from django.utils.translation import gettext as _

from feedback.errors import Refused
from feedback.mail.message import our_address

LONGEST_DOMAIN = 189  # with "@" and 64 characters before it, RFC 5321's 254
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LOCAL_PART = re.compile(r"[a-z0-9](?:[a-z0-9._+-]{0,62}[a-z0-9])?")
# Names that no public resolver knows (RFC 6761, RFC 6762, RFC 8375, RFC 9476).
_NEVER_PUBLIC = frozenset(
    [
        "localhost",
        "localdomain",
        "local",
        "internal",
        "intranet",
        "invalid",
        "test",
        "onion",
        "arpa",
        "home",
        "lan",
        "corp",
        "alt",
    ]
)
# Under two letters of a country these second labels are sold below, not used: co.uk.
_SOLD_BELOW = frozenset(
    [
        "co",
        "com",
        "net",
        "org",
        "gov",
        "gob",
        "edu",
        "ac",
        "mil",
        "nom",
        "sch",
        "ltd",
        "plc",
        "nhs",
        "police",
        "or",
        "ne",
        "gen",
        "asn",
        "id",
    ]
)
_FREE_HOSTS = Path(__file__).with_name("free_hosts.txt")


def read_domain(text: str) -> str:
    """Return the domain in ``text`` in its ASCII form (RFC 5891).

    Takes what people paste, too: an address of a page or of a mailbox. Raises
    `Refused` for what is no domain, or one that is nobody's own.
    """
    bare = text.strip().casefold()
    bare = re.sub(r"^[a-z]+://", "", bare)
    bare = re.split(r"[/?#]", bare, maxsplit=1)[0].rpartition("@")[2]
    bare = bare.removeprefix("www.").rstrip(".。")
    if not bare or len(bare) > 253 or _is_ip(bare):
        raise Refused(_("Write a domain, such as penrose-heating.co.uk."))
    domain = _ascii(bare)
    if len(domain) > LONGEST_DOMAIN:
        raise Refused(_("This domain is too long to send mail from."))
    _refuse_shared(domain)
    return domain


def read_local_part(text: str) -> str:
    """Return what stands before the @; raises `Refused` for what cannot."""
    local = text.strip().casefold()
    if not _LOCAL_PART.fullmatch(local) or ".." in local:
        raise Refused(
            _("Before the @, use letters from a to z, digits, dots and dashes.")
        )
    return local


def shown(domain: str) -> str:
    """Return a domain as its owner writes it: "bücher.example"."""
    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError):
        return domain


def _ascii(bare: str) -> str:
    try:
        domain = idna.encode(bare, uts46=True, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        message = _("“%(domain)s” is not a domain.") % {"domain": bare[:60]}
        raise Refused(message) from error
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Refused(_("Write a domain, such as penrose-heating.co.uk."))
    return domain


def _refuse_shared(domain: str) -> None:
    labels = domain.split(".")
    if labels[-1] in _NEVER_PUBLIC or labels[-1].isdigit():
        raise Refused(_("Nobody on the internet can find that domain."))
    if len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _SOLD_BELOW:
        raise Refused(
            _("Many firms share “%(domain)s”. Write your own domain below it.")
            % {"domain": domain}
        )
    parents = {".".join(labels[n:]) for n in range(len(labels) - 1)}
    if parents & _free_hosts():
        raise Refused(
            _(
                "Everybody's mail comes from there, so nobody can prove that yours"
                " does. You need a domain of your own."
            )
        )
    if our_address().rpartition("@")[2].casefold() in parents | {domain}:
        raise Refused(_("That is our own address. Your mails come from there now."))


@cache
def _free_hosts() -> frozenset[str]:
    return frozenset(_FREE_HOSTS.read_text().split())


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def support() -> str:
    """Return where to write to whoever looks after this installation."""
    return settings.SUPPORT_EMAIL or our_address()
