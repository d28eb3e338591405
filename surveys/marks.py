"""What a page of an invitation carries, so that we know when it was drawn."""

from datetime import datetime

from django.conf import settings
from django.utils.crypto import constant_time_compare

from feedback.links import salted_digest

LONGEST = 60
_LETTERS = 22


def mark(scope: str, *, now: datetime) -> str:
    """Return a signed mark for a page of ``scope`` that is drawn now."""
    drawn = str(int(now.timestamp() * 1000))
    return f"{drawn}.{_signature(scope, drawn, settings.SECRET_KEY)}"


def seconds_open(text: str, scope: str, *, now: datetime) -> float | None:
    """Return how long ago the page with this mark was drawn; None if we did not."""
    drawn, _, signature = text.partition(".")
    if len(text) > LONGEST or not (drawn.isascii() and drawn.isdigit()):
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    ours = [
        constant_time_compare(signature, _signature(scope, drawn, key)) for key in keys
    ]
    return now.timestamp() - int(drawn) / 1000 if any(ours) else None


def _signature(scope: str, drawn: str, key: str) -> str:
    return salted_digest("page mark", key, f"{scope}.{drawn}")[:_LETTERS]
