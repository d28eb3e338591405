"""The addresses to which customers answer: signed, so that nobody can guess one.

An address names one object: ``reply+i…`` an invitation, whose reply is the
conversation; ``reply+c…`` a customer, for mails about nothing they said. It is 55
characters before the "@" (64 are allowed), in lower case and letters that survive
being written in capitals. It never runs out; a new ``SECRET_KEY`` without the old one
among the fallbacks ends all of them.
"""

import re
from base64 import b32decode, b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from feedback.connect import inbound
from feedback.mail.hooks import webhook_secrets

INVITATION, CUSTOMER = "i", "c"
SIGNATURE_BYTES = 14
# Some servers write another sign for the plus.
_TOKEN = r"[a-z2-7]{48}"
_ADDRESS = re.compile(rf"reply[+=_.-]([ic])({_TOKEN})@(.+)", re.IGNORECASE)
# As it stands in a body we cannot or will not parse: plain, form or mail encoded.
_ANYWHERE = re.compile(
    rf"(reply(?:\+|%2b|=2b)[ic]{_TOKEN})(?:@|%40|=40)".encode(), re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Named:
    """What an address names: an object of one kind, of whichever business."""

    kind: str
    pk: UUID


def is_possible() -> bool:
    """Whether answers can come in: there is a domain, and a provider may post here."""
    return bool(inbound.is_on() and settings.INBOUND_FROM and webhook_secrets())


def written(kind: str, pk: UUID) -> str:
    """Return the address that names one object."""
    body = pk.bytes + _signature(kind, pk.bytes, settings.SECRET_KEY)
    token = b32encode(body).decode().lower()
    return f"reply+{kind}{token}@{settings.INBOUND_DOMAIN}"


def read(address: str) -> Named | None:
    """Return what ``address`` names, if it is one that we wrote."""
    match = _ADDRESS.fullmatch(address.strip())
    if match is None or not inbound.is_ours(address.strip()):
        return None
    kind, raw = match[1].lower(), b32decode(match[2].upper())
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    good = [
        constant_time_compare(raw[16:], _signature(kind, raw[:16], k)) for k in keys
    ]
    return Named(kind, UUID(bytes=raw[:16])) if any(good) else None


def first_read(addresses: Iterable[str]) -> Named | None:
    """Return what the first of ``addresses`` that is one of ours names."""
    return next((found for one in addresses if (found := read(one))), None)


def named_in(raw: bytes) -> Named | None:
    """Return what an address in a body that is not parsed names, or nothing."""
    match = _ANYWHERE.search(raw)
    if match is None:
        return None
    local = re.sub(r"%2b|=2b", "+", match[1].decode().lower())
    return read(f"{local}@{settings.INBOUND_DOMAIN}")


def _signature(kind: str, body: bytes, key: str) -> bytes:
    mac = salted_hmac(f"reply-address:{kind}", body, secret=key, algorithm="sha256")
    return mac.digest()[:SIGNATURE_BYTES]
