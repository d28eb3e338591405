"""What machines read of the public page: pictures, boxes, maps, the schema."""

import json
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from feedback.http import mark_public
from feedback.links import absolute
from public_wall import embedding
from public_wall.pictures import card_picture
from public_wall.selectors.addresses import proved_origins, slug_at
from public_wall.selectors.maps import public_pages, update_ids
from public_wall.sites import address
from public_wall.views.public import CACHE, Visit, of_a_public_wall

SCHEMA = settings.ROOT / "docs" / "facts.schema.json"
# Pages of others may load these.
FOR_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@of_a_public_wall
def badge(visit: Visit) -> HttpResponse:
    """Draw the counts as a small picture."""
    said = embedding.box(visit.site, now=visit.now)
    body = embedding.badge(visit.site, said)
    return _for_all(HttpResponse(body, content_type="image/svg+xml"))


@of_a_public_wall
def card(visit: Visit) -> HttpResponse:
    """Give the newest update and the counts to the custom element."""
    said = embedding.box(visit.site, now=visit.now)
    body = json.dumps(embedding.as_json(visit.site, said), ensure_ascii=False)
    return _for_all(HttpResponse(body, content_type="application/json"))


@of_a_public_wall
def frame(visit: Visit) -> HttpResponse:
    """Show the same in a page that proved websites may frame."""
    said = embedding.box(visit.site, now=visit.now)
    context = {
        **visit.site.context("card/"),
        "box": embedding.as_json(visit.site, said),
    }
    response = HttpResponse(render_to_string("public_wall/frame.html", context))
    allowed = embedding.frame_ancestors(proved_origins(visit.business))
    response._csp_replace = {"frame-ancestors": allowed}  # type: ignore[attr-defined]  # read by django-csp
    return response


@of_a_public_wall
def image(visit: Visit) -> HttpResponse:
    """Draw the picture for links to the page."""
    said = embedding.box(visit.site, now=visit.now)
    body = card_picture(visit.site, said)
    return _for_all(HttpResponse(body, content_type="image/png"))


@of_a_public_wall
def sitemap(visit: Visit) -> HttpResponse:
    """List the pages of one business in each of their languages."""
    site = visit.site
    places = ["", "how/", *(f"did/{pk}/" for pk in _updates(visit))]
    context = {"site": site, "places": places}
    return _xml("public_wall/sitemap.xml", context)


@of_a_public_wall
def robots(visit: Visit) -> HttpResponse:
    """Tell crawlers that all of a business's own host may be read."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {visit.site.full('sitemap')}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def our_robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what of this installation is for everybody."""
    lines = (
        *("User-agent: *", "Allow: /w/", "Allow: /static/", "Allow: /b/", "Allow: /$"),
        *("Disallow: /", "", f"Sitemap: {absolute('/sitemap.xml')}", ""),
    )
    answer = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_safe
def our_sitemap(request: HttpRequest) -> HttpResponse:
    """List the maps of all public pages (sitemaps.org)."""
    maps = [address(business, "sitemap") for business in public_pages()]
    answer = _xml("public_wall/sitemap_index.xml", {"maps": maps})
    answer["Cache-Control"] = CACHE
    return answer


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Give the JSON schema that every facts.json keeps to."""
    body = SCHEMA.read_bytes()
    answer = _for_all(HttpResponse(body, content_type="application/schema+json"))
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_safe
def host_check(request: HttpRequest) -> HttpResponse:
    """Tell a proxy that makes certificates on demand whether a host is a proved one."""
    host = request.GET.get("domain", "").lower().rstrip(".")[:253]
    if not host or not slug_at(host):
        raise Http404
    return mark_public(HttpResponse("ok", content_type="text/plain"))


def _updates(visit: Visit) -> list[UUID]:
    return update_ids(visit.business, now=visit.now)


def _xml(template: str, context: dict[str, object]) -> HttpResponse:
    body = render_to_string(template, context)
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


def _for_all(response: HttpResponse) -> HttpResponse:
    for name, value in FOR_ALL.items():
        response[name] = value
    return response
