"""The one way to write something down that is hashed."""

import json
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

SALT_BYTES = 16


def canonical(body: Mapping[str, Any]) -> str:
    """Return ``body`` as JSON that has one spelling: sorted keys, no spaces, and
    characters as they are (UTF-8 when hashed). Only texts, whole numbers, truth
    values, null, lists and objects go in, which every language writes alike.
    """
    return json.dumps(
        body,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def digest(salt: str, content: Mapping[str, Any]) -> str:
    """Return SHA-256(salt || canonical content) as hexadecimal digits.

    ``salt`` is 32 hexadecimal digits; whoever has not got it cannot try out contents.
    """
    return sha256(bytes.fromhex(salt) + canonical(content).encode()).hexdigest()


def fresh_salt() -> str:
    """Return 128 random bits as hexadecimal digits."""
    return secrets.token_hex(SALT_BYTES)
