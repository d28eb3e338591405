"""What an installation must say before it may start, and what browsers may load."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 32
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}


def refuse_half_configured(
    required: Mapping[str, Any], *, movable_clock: bool, trying_out: bool
) -> None:
    """Raise ``ImproperlyConfigured``, naming what is missing from ``required``.

    Outside a try-out the key must be long enough to sign with, and nobody may move
    the clock.
    """
    missing = [name for name, value in required.items() if not value]
    if missing:
        names = ", ".join(missing)
        raise ImproperlyConfigured(
            f"Set {names} (see .env.example), or DEBUG=true to try it out."
        )
    if trying_out:
        return
    if movable_clock:
        raise ImproperlyConfigured("TEST_CLOCK_FILE is for tests: needs DEBUG=true.")
    if len(required["SECRET_KEY"]) < SHORTEST_KEY:
        raise ImproperlyConfigured("SECRET_KEY must be at least 32 characters long.")
