"""The log and its proofs, for anybody: see docs/log.md."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from feedback import clock, tenancy
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business
from public_wall import checking_pages
from public_wall.proofs import publishing
from public_wall.proofs.receipts import find_receipt, proof_of
from public_wall.sites import site_of

# What is signed stays; the rest grows every minute.
FRESH, LASTING = "public, max-age=15", "public, max-age=86400"
VERIFIER = settings.ROOT / "static" / "verify.py"
MOST_DIGITS = 15
Part = Callable[..., HttpResponse]


def _of_a_log(*, also_hidden: bool = False) -> Callable[[Part], Part]:
    """Find the business and enter it. A page that is hidden and one that never was
    answer with the same 404; ``also_hidden`` is for what somebody got with their reply.
    """

    def decorate(part: Part) -> Part:
        @require_safe
        @wraps(part)
        def view(request: HttpRequest, slug: str, **named: Any) -> HttpResponse:
            business = accounts.business_by_slug(slug)
            if business is None or not (business.wall_is_public or also_hidden):
                raise Http404
            with tenancy.enter(business.id), timezone.override(business.zone):
                return part(request, business, **named)

        return view

    return decorate


@_of_a_log()
def log(request: HttpRequest, business: Business) -> HttpResponse:
    """Give leaves, a thousand at a time."""
    return _json(publishing.log_page(business, _number(request, "from", 0)))


@_of_a_log()
def checkpoint(request: HttpRequest, business: Business) -> HttpResponse:
    """Give the newest checkpoint as it was signed."""
    return _text(publishing.note(business), FRESH)


@_of_a_log()
def checkpoint_list(request: HttpRequest, business: Business) -> HttpResponse:
    """Give all checkpoints with the proofs between them."""
    return _json(publishing.checkpoint_page(business, _number(request, "from", 1)))


@_of_a_log()
def one_checkpoint(
    request: HttpRequest, business: Business, number: int
) -> HttpResponse:
    """Give a checkpoint as a file that never changes."""
    return _text(publishing.note(business, _small(number)), LASTING)


@_of_a_log()
def leaf(request: HttpRequest, business: Business, index: int) -> HttpResponse:
    """Give a leaf with the proof that the newest checkpoint holds it."""
    return _json(publishing.leaf_proof(business, _small(index)))


@_of_a_log()
def consistency(
    request: HttpRequest, business: Business, first: int, second: int
) -> HttpResponse:
    """Give the proof that one size of the log begins another."""
    return _json(publishing.consistency(business, _small(first), _small(second)))


@_of_a_log()
def keys(request: HttpRequest, business: Business) -> HttpResponse:
    """Give the public keys."""
    return _text(publishing.keys(business), FRESH)


@_of_a_log()
def openings(request: HttpRequest, business: Business) -> HttpResponse:
    """Give what the words on the page are checked with."""
    after = request.GET.get("after", "")
    return _json(publishing.openings(business, after, now=clock.now()))


@_of_a_log()
def verify(request: HttpRequest, business: Business) -> HttpResponse:
    """Check the page in the browser, or say how to do it without."""
    site = site_of(request, business)
    with translation.override(site.language):
        typed = request.GET.get("receipt", "")[: checking_pages.LONGEST_TYPED]
        context = checking_pages.verify_page(site, typed=typed)
        drawn = render_to_string("public_wall/verify.html", context)
    status = 404 if context["is_unknown"] else 200
    return _answer(drawn, "text/html; charset=utf-8", "no-store", status=status)


@_of_a_log()
def verifier(request: HttpRequest, business: Business) -> HttpResponse:
    """Give verify.py."""
    answer = _answer(VERIFIER.read_text(), "text/x-python; charset=utf-8", LASTING)
    answer["Content-Disposition"] = 'attachment; filename="verify.py"'
    return answer


@_of_a_log(also_hidden=True)
def receipt(request: HttpRequest, business: Business, number: str) -> HttpResponse:
    """Show somebody that their reply is counted."""
    site = site_of(request, business)
    with translation.override(site.language):
        context = checking_pages.receipt_page(site, number)
        if context is None:
            raise Http404
        drawn = render_to_string("public_wall/receipt.html", context)
    answer = _answer(drawn, "text/html; charset=utf-8", "no-store")
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@_of_a_log(also_hidden=True)
def receipt_file(request: HttpRequest, business: Business, number: str) -> HttpResponse:
    """Give them the proof as a file that verify.py reads."""
    found = find_receipt(business, number)
    proof = proof_of(business, found) if found else None
    if proof is None:
        raise Http404
    answer = _json(proof, "no-store")
    answer["Content-Disposition"] = 'attachment; filename="receipt.json"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _number(request: HttpRequest, name: str, default: int) -> int:
    typed = request.GET.get(name, str(default))
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS):
        raise Http404
    return int(typed)


def _small(number: int) -> int:
    if number >= publishing.MOST:
        raise Http404
    return number


def _json(body: Mapping[str, Any], cache: str = FRESH) -> HttpResponse:
    return _answer(json.dumps(body), "application/json", cache)


def _text(body: str, cache: str) -> HttpResponse:
    return _answer(body, "text/plain; charset=utf-8", cache)


def _answer(body: str, kind: str, cache: str, *, status: int = 200) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind, status=status)
    answer["Cache-Control"] = cache
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
