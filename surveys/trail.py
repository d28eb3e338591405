"""Which links of a mail were followed of late, and whether by the same browser.

Kept in the cache for an hour and nowhere else: a visit writes nothing to the database,
and without the cache there is one sign less. A browser is known by a keyed hash of its
network and its own name for itself.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest

from feedback.links import keyed_hash
from feedback.visitors import client_address

PAGES = ("1", "2", "3", "4", "5", "stop")
KEPT_SECONDS = 3600
NEARBY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Trail:
    """Links followed by ``own`` within the hour, by ``others`` within the minute."""

    own: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


def leave(request: HttpRequest, of: UUID, page: str, *, now: datetime) -> None:
    """Note that one of `PAGES` of an invitation was visited; anything else is not."""
    if page in PAGES:
        seen = f"{_browser(request)}.{int(now.timestamp())}"
        cache.set(_key(of, page), seen, KEPT_SECONDS)


def follow(request: HttpRequest, of: UUID, *, now: datetime) -> Trail:
    """Return the visits to an invitation's links, seen from this request."""
    keys = {_key(of, page): page for page in PAGES}
    found = cache.get_many(list(keys))
    if not found:
        return Trail()
    me, moment = _browser(request), now.timestamp()
    visits = [(keys[key], *str(seen).rsplit(".", 1)) for key, seen in found.items()]
    own = {page for page, who, _at in visits if who == me}
    others = {
        page
        for page, who, at in visits
        if who != me and moment - int(at) <= NEARBY_SECONDS
    }
    return Trail(frozenset(own), frozenset(others))


def _key(of: UUID, page: str) -> str:
    return f"trail:{of.hex}:{page}"


def _browser(request: HttpRequest) -> str:
    agent = request.headers.get("User-Agent", "")[:300]
    return keyed_hash("trail", f"{client_address(request)}\x1f{agent}")[:16]
