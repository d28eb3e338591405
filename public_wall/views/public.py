"""What the world reads: no cookie, no session, no script, gone within a minute."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from feedback import clock, tenancy
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business
from public_wall import entries, pages
from public_wall.atom import atom
from public_wall.facts_json import facts_json
from public_wall.filters import read_query
from public_wall.json_feed import json_feed
from public_wall.selectors.addresses import present_slug
from public_wall.shelf import Ticket, shelve
from public_wall.sites import Site, site_of
from public_wall.watching import fits_until, version_of

# A withdrawn word must be gone within a minute, also from caches on the way.
CACHE = "public, max-age=30"


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visitor asks for: a page of a business, at a moment."""

    request: HttpRequest
    site: Site
    now: datetime

    @property
    def business(self) -> Business:
        """Whose page it is."""
        return self.site.business


Page = Callable[..., HttpResponse]


def of_a_public_wall(page: Page) -> Callable[..., HttpResponse]:
    """Find the business, enter it, and let caches keep the answer for 30 seconds.

    A page that is hidden and one that never was answer with the same 404; one that
    moved, with where to. What is drawn may be kept by `public_wall.lane`.
    """

    @require_safe
    @wraps(page)
    def view(request: HttpRequest, slug: str, **named: Any) -> HttpResponse:
        business = accounts.business_by_slug(slug)
        if business is None:
            return _moved(request, slug)
        if not business.wall_is_public:
            raise Http404
        with (
            tenancy.enter(business.id),
            timezone.override(business.zone),
        ):
            # The version first: what changes meanwhile makes it another one.
            now, version = clock.now(), version_of(business.id)
            site = site_of(request, business)
            with translation.override(site.language):
                response = page(Visit(request, site, now), **named)
            fits = fits_until(business, now=now)
        shelve(request, Ticket(business.id, version, now, fits))
        return _cacheable(request, response)

    return view


@of_a_public_wall
def wall(visit: Visit) -> HttpResponse:
    """Show numbers, changes and comments, a page at a time."""
    wanted = read_query(visit.request.GET)
    context = pages.wall_page(visit.site, wanted, now=visit.now)
    return HttpResponse(render_to_string("public_wall/wall.html", context))


@of_a_public_wall
def how(visit: Visit) -> HttpResponse:
    """Say who is asked, what is shown, and who decides."""
    context = pages.how_page(visit.site, now=visit.now)
    return HttpResponse(render_to_string("public_wall/how.html", context))


@of_a_public_wall
def update(visit: Visit, pk: UUID) -> HttpResponse:
    """Show one update with everything it said before."""
    context = entries.update_page(visit.site, pk, now=visit.now)
    if context is None:
        raise Http404
    return HttpResponse(render_to_string("public_wall/update.html", context))


@of_a_public_wall
def comment(visit: Visit, pk: UUID) -> HttpResponse:
    """Show one comment with everything the business replied to it."""
    context = entries.comment_page(visit.site, pk, now=visit.now)
    if context is None:
        raise Http404
    return HttpResponse(render_to_string("public_wall/comment_page.html", context))


@of_a_public_wall
def feed(visit: Visit) -> HttpResponse:
    """Give the newest changes and comments as an Atom feed (RFC 4287)."""
    body = atom(visit.site, now=visit.now)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@of_a_public_wall
def feed_in_json(visit: Visit) -> HttpResponse:
    """Give the same as a JSON Feed (version 1.1)."""
    body = json_feed(visit.site, now=visit.now)
    return HttpResponse(body, content_type="application/feed+json; charset=utf-8")


@of_a_public_wall
def facts(visit: Visit) -> HttpResponse:
    """Give every number and every comment as JSON (docs/facts.schema.json)."""
    wanted = read_query(visit.request.GET)
    body = facts_json(visit.business, wanted, now=visit.now)
    response = HttpResponse(body, content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def bare(request: HttpRequest, slug: str) -> HttpResponse:
    """Add the slash that people leave out when they type the address."""
    return HttpResponseRedirect(reverse("public_wall_public:wall", args=[slug]))


def _moved(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from an address that a page had before to the same place at its new one."""
    new = present_slug(slug)
    if not new:
        raise Http404
    old = reverse("public_wall_public:wall", args=[slug])
    rest = request.path_info.removeprefix(old)
    query = request.META.get("QUERY_STRING", "")
    target = reverse("public_wall_public:wall", args=[new]) + rest
    answer = HttpResponsePermanentRedirect(f"{target}?{query}" if query else target)
    answer["Cache-Control"] = CACHE
    return answer


def _cacheable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response.setdefault("Cache-Control", CACHE)
    response["X-Robots-Tag"] = "index, follow"
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
