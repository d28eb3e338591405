"""Serving a public page at the business's own host, and nothing else there.

A request to a proved host becomes one for that business's public page. There is no
login there, no API and nobody else's page, and the rest of the product never sees the
foreign name: it reads this installation's own.
"""

import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    HttpResponsePermanentRedirect,
)
from django.http.request import split_domain_port, validate_host
from django.urls import reverse

from public_wall.selectors.addresses import slug_at
from public_wall.sites import OWN_HOST

# How long a process believes what it found about a host, and how many it remembers.
BELIEVED = 2.0
MOST_REMEMBERED = 2048
# What pages need besides themselves; the same files at every host.
ASSETS = ("/static/", "/b/")
GetResponse = Callable[[HttpRequest], HttpResponse]


class OwnHosts:
    """Turns requests to proved hosts into requests for one public page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._known: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what came to our own host; map what came to a proved one."""
        host, _port = split_domain_port(request.META.get("HTTP_HOST", ""))
        if not host or validate_host(host, settings.ALLOWED_HOSTS):
            return self.get_response(request)
        slug = self._slug(host)
        if not slug:
            return self.get_response(request)
        return self._at_own_host(request, host, slug)

    def _at_own_host(self, request: HttpRequest, host: str, slug: str) -> HttpResponse:
        ours = urlsplit(str(settings.BASE_URL))
        request.META["HTTP_HOST"] = ours.netloc
        request.META[OWN_HOST] = host
        request.META.pop("HTTP_X_FORWARDED_HOST", None)
        root = reverse("public_wall_public:wall", args=[slug])
        path = request.path_info
        if path.startswith(ASSETS):
            return self.get_response(request)
        if path.startswith(root):
            # How pages address each other at our own host.
            rest = path.removeprefix(root).lstrip("/")
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(
                f"/{rest}?{query}" if query else f"/{rest}"
            )
        if path.startswith("//") or "/../" in path:
            return HttpResponseNotFound()
        request.path_info = request.path = root + path.removeprefix("/")
        return self.get_response(request)

    def _slug(self, host: str) -> str:
        """Return whose page is at ``host``, looked up every two seconds at most."""
        now = time.monotonic()
        known = self._known.get(host)
        if known and now - known[0] < BELIEVED:
            return known[1]
        slug = slug_at(host)
        with self._lock:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[host] = (now, slug)
        return slug
