"""So many requests a minute for each key, counted for all processes together."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from feedback import clock
from feedback.connect.rest.callers import caller_of

WINDOW = 60


class PerKey(BaseThrottle):
    """A fixed window of one minute.

    Redis counts for all processes; while it is out of reach each process counts for
    itself, so that there is a limit at any time.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this request; False when the minute is full."""
        caller = caller_of(request)
        if caller is None:
            return True
        minute = int(clock.now().timestamp()) // WINDOW
        counted = count(f"api:{caller.key.pk}:{minute}", seconds=WINDOW)
        return counted <= int(settings.API_REQUESTS_PER_MINUTE)

    def wait(self) -> float:
        """Return the seconds until the next minute begins."""
        return WINDOW - clock.now().timestamp() % WINDOW


def count(name: str, *, seconds: int) -> int:
    """Add one to ``name`` and return the sum of the last ``seconds`` or so."""
    for cache in (caches["default"], caches["process"]):
        cache.add(name, 0, timeout=2 * seconds)
        try:
            return int(cache.incr(name))
        except ValueError:  # out of reach: see `feedback.cache`
            continue
    return 1
