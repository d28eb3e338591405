"""Addresses that we hand out: absolute URLs and signed tokens.

A token names one object of one business for one purpose. It is 48 bytes: the
business, the object and half a HMAC-SHA256 over both, keyed by purpose, so that a
link to leave cannot open a survey and an altered one fails before any query.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare

from feedback.errors import BadLink

SIGNATURE_BYTES = 16
TOKEN_BYTES = 32 + SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class Target:
    """What a token points to."""

    business_id: UUID
    object_id: UUID


def absolute(path: str) -> str:
    """Return ``path`` under this installation's own address, never the request's."""
    base: str = settings.BASE_URL
    return base.rstrip("/") + path


def make_token(purpose: str, business_id: UUID, object_id: UUID) -> str:
    """Return the token for ``object_id``: 64 URL-safe characters."""
    body = business_id.bytes + object_id.bytes
    signature = _signature(purpose, body, settings.SECRET_KEY)
    return base64.urlsafe_b64encode(body + signature).decode()


def read_token(purpose: str, token: str) -> Target:
    """Return what ``token`` points to.

    Raises `BadLink` for anything that `make_token` did not make for ``purpose``
    under the present or a fallback secret key.
    """
    raw = _decode(token)
    body, signature = raw[:32], raw[32:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    good = [
        constant_time_compare(signature, _signature(purpose, body, k)) for k in keys
    ]
    if not any(good):
        raise BadLink
    return Target(UUID(bytes=body[:16]), UUID(bytes=body[16:]))


def keyed_hash(purpose: str, value: str) -> str:
    """Return a hash of ``value`` that only this installation can recompute.

    It lets us recognise an address that we no longer store.
    """
    return _digest(purpose, _hash_key(), value.encode()).hex()


def salted_digest(salt: str, key: str, value: str) -> str:
    """Return what Django's ``salted_hmac`` says with SHA-256, in hexadecimal. Its first
    half, which is the same for all that is signed for one purpose, is worked out once.
    """
    return _digest(salt, key, value.encode()).hex()


def _hash_key() -> str:
    key: str = settings.ADDRESS_HASH_KEY or settings.SECRET_KEY
    return key


def _decode(token: str) -> bytes:
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError) as error:
        raise BadLink from error
    # Base64 has other spellings of the same bytes; only ours is a link.
    if len(raw) != TOKEN_BYTES or base64.urlsafe_b64encode(raw).decode() != token:
        raise BadLink
    return raw


def _signature(purpose: str, body: bytes, key: str) -> bytes:
    return _digest(f"link:{purpose}", key, body)[:SIGNATURE_BYTES]


def _digest(salt: str, key: str, value: bytes) -> bytes:
    return hmac.digest(_salted(salt, key), value, "sha256")


@lru_cache(maxsize=64)
def _salted(salt: str, key: str) -> bytes:
    return sha256((salt + key).encode()).digest()
