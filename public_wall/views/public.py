"""What the world reads: no cookie, no session, no script, gone within a minute."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from feedback import clock, tenancy
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business
from public_wall import pages
from public_wall.atom import atom
from public_wall.facts_json import facts_json
from public_wall.filters import read_query
from surveys.languages import frame

# A withdrawn word must be gone within a minute, also from caches on the way.
CACHE = "public, max-age=30"
Page = Callable[[HttpRequest, Business, datetime], HttpResponse]


def _of_a_public_wall(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the business, enter it, and let caches keep the answer for 30 seconds.

    A page that is hidden and one that never was answer with the same 404.
    """

    @require_safe
    @wraps(page)
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        business = accounts.business_by_slug(slug)
        if business is None or not business.wall_is_public:
            raise Http404
        with (
            tenancy.enter(business.id),
            timezone.override(business.zone),
            translation.override(frame(business.language, business)),
        ):
            response = page(request, business, clock.now())
        return _cacheable(request, response)

    return view


@_of_a_public_wall
def wall(request: HttpRequest, business: Business, now: datetime) -> HttpResponse:
    """Show numbers, changes and comments, a page at a time."""
    context = pages.wall_page(business, read_query(request.GET), now=now)
    return HttpResponse(render_to_string("public_wall/wall.html", context))


@_of_a_public_wall
def how(request: HttpRequest, business: Business, now: datetime) -> HttpResponse:
    """Say who is asked, what is shown, and who decides."""
    context = pages.how_page(business, now=now)
    return HttpResponse(render_to_string("public_wall/how.html", context))


@_of_a_public_wall
def feed(request: HttpRequest, business: Business, now: datetime) -> HttpResponse:
    """Give the newest changes and comments as an Atom feed (RFC 4287)."""
    body = atom(business, now=now)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@_of_a_public_wall
def facts(request: HttpRequest, business: Business, now: datetime) -> HttpResponse:
    """Give every number and every comment as JSON (docs/facts.schema.json)."""
    body = facts_json(business, read_query(request.GET), now=now)
    return HttpResponse(body, content_type="application/json")


@require_safe
def bare(request: HttpRequest, slug: str) -> HttpResponse:
    """Add the slash that people leave out when they type the address."""
    return HttpResponseRedirect(reverse("public_wall_public:wall", args=[slug]))


def _cacheable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    response["X-Robots-Tag"] = "index, follow"
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
