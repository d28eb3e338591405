"""Signing what is sent, by Standard Webhooks 1.0.0 ("Verifying webhook authenticity").

The signature is HMAC-SHA256 over "id.timestamp.body", symmetric ("v1"); while a secret
is being changed there are several, separated by spaces. A secret is not stored: it is
made from the endpoint's salt and this installation's key, so a copy of the database
signs nothing. With `SECRET_KEY_FALLBACKS` the former keys sign too.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings

from feedback.connect.models import Endpoint

PREFIX = "whsec_"
_PURPOSE = b"webhook secret:"


def new_salt() -> str:
    """Return what a new secret is made from: 256 random bits."""
    return secrets.token_hex(32)


def shown_secret(salt: str) -> str:
    """Return the secret as its owner keeps it: shown once, when it is new."""
    return PREFIX + base64.b64encode(_secret(salt, settings.SECRET_KEY)).decode()


def headers(
    endpoint: Endpoint, message_id: str, body: str, *, now: datetime
) -> dict[str, str]:
    """Return the headers that go with ``body``, signed at ``now``."""
    stamp = str(int(now.timestamp()))
    signed = f"{message_id}.{stamp}.{body}".encode()
    signatures = [_signature(secret, signed) for secret in _secrets(endpoint, now)]
    return {
        "Content-Type": "application/json",
        "User-Agent": "SaidAndDone-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(dict.fromkeys(signatures)),
    }


def _secrets(endpoint: Endpoint, now: datetime) -> list[bytes]:
    salts = [endpoint.salt]
    if endpoint.old_salt and endpoint.old_until and now < endpoint.old_until:
        salts.append(endpoint.old_salt)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_secret(salt, key) for salt in salts for key in keys]


def _secret(salt: str, key: str) -> bytes:
    return hmac.digest(key.encode(), _PURPOSE + salt.encode(), hashlib.sha256)


def _signature(secret: bytes, signed: bytes) -> str:
    digest = hmac.digest(secret, signed, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"
