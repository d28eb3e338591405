"""E-mail addresses: reading one, when two spellings are one, and how to know one we
forgot.
"""

import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from feedback.errors import Refused
from feedback.links import keyed_hash

LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets
# One address, bare or behind a display name: ``"Ann" <ann@example.com>``.
_ONE = re.compile(r"(?:[^<>@]*<\s*)?([^\s<>\",;@]+@[^\s<>\",;@]+?)\s*>?")

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class NotAnAddress(Refused):
    """What stands where an e-mail address should is none, or is several."""

    status = 422


def one_address(text: str) -> str:
    """Return the one address that ``text`` holds, without its display name.

    An empty text gives an empty address. Raises `NotAnAddress` for anything else
    that is not exactly one address, above all for control characters: a line break
    in an address is an attempt to write a mail header.
    """
    bare = text.strip(" ").removeprefix("mailto:")
    if not bare:
        return ""
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in bare):
        raise NotAnAddress(_("The email address has characters that cannot be in one."))
    if bare.count("@") > 1:
        raise NotAnAddress(
            _("“{bare}” is not a single email address.").format(bare=_short(bare))
        )
    match = _ONE.fullmatch(bare)
    address = match[1].rstrip(".") if match else ""
    try:
        validate_email(address)
    except ValidationError as error:
        message = _("“{text}” is not an email address.")
        raise NotAnAddress(message.format(text=_short(bare))) from error
    if len(address) > LONGEST_ADDRESS:
        raise NotAnAddress(_("The email address is too long to be one."))
    return address


def email_key(email: str) -> str:
    """Return what makes two spellings of an address one person.

    Case folds on both sides of the @ (RFC 5321 lets a local part depend on case; no
    provider does) and the domain is written in its ASCII form (RFC 3490). Dots and
    plus tags stay: at most providers they are different people.
    """
    local, _, domain = email.strip().rpartition("@")
    if not local or not domain:
        return ""
    return f"{local.casefold()}@{_ascii(domain)}"


def address_hash(address: str) -> str:
    """Return the keyed hash under which an address is suppressed and deduplicated: an
    e-mail address, or a phone number in E.164.
    """
    if _E164.fullmatch(address):
        return keyed_hash("phone", address)
    return keyed_hash("address", email_key(address))


@lru_cache(maxsize=1024)
def _ascii(domain: str) -> str:
    folded = domain.casefold().rstrip(".")
    try:
        return folded.encode("idna").decode()
    except UnicodeError:
        return folded


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
