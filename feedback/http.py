"""The request that views behind the login get."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import (
    content_disposition_header,
    url_has_allowed_host_and_scheme,
)

from feedback.accounts.models import Business, Membership, Role, User
from feedback.history.services import Actor
from feedback.stored_bytes import StoredBytes

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
REQUIRED_ROLE = "required_role"
WITHOUT_BUSINESS = "without_business"


class BusinessRequest(HttpRequest):
    """A request by a member of a business, which has been entered.

    `feedback.middleware.BusinessMiddleware` sets these.
    """

    user: User
    business: Business
    membership: Membership
    memberships: list[Membership]
    actor: Actor


def needs(role: Role) -> Callable[[View], View]:
    """Mark a view as for people with ``role`` or more, for every method.

    Without the mark anybody in the business may read and members may write.
    """

    def mark(view: View) -> View:
        setattr(view, REQUIRED_ROLE, role)
        return view

    return mark


def without_business(view: View) -> View:
    """Mark a view as for people who are logged in but have entered no business."""
    setattr(view, WITHOUT_BUSINESS, True)
    return view


def next_url(request: HttpRequest, fallback: str) -> str:
    """Return where the form asked to go afterwards, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return fallback


def file_answer(stored: StoredBytes) -> HttpResponse:
    """Return a stored file as what it is, never as a page of ours: a browser draws it
    inside a page or saves it, and runs nothing in it.
    """
    answer = HttpResponse(bytes(stored.body), content_type=stored.content_type)
    name = content_disposition_header(as_attachment=True, filename=stored.name)
    answer["Content-Disposition"] = name or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def download_answer(stored: StoredBytes) -> HttpResponse:
    """Return a stored file to be saved, whatever it says it is: nothing shows or runs
    it here, and nobody between keeps it.
    """
    kind = "application/octet-stream"
    answer = HttpResponse(bytes(stored.body), content_type=kind)
    name = stored.name or "file"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Disposition"] = disposition or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def mark_public(response: HttpResponse, **headers: Any) -> HttpResponse:
    """Set the headers of a page behind a personal link: kept by nobody, indexed
    nowhere, and silent about where the reader came from.
    """
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    for name, value in headers.items():
        response[name] = value
    return response
