"""The way in to everything somebody said: a mailed link, and the address it opens."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from feedback import clock, tenancy
from feedback.errors import BadLink, Refused
from feedback.http import mark_public
from feedback.links import make_token, read_token
from surveys.languages import frame_for
from surveys.models import HistoryLink
from surveys.public_views.bodies import read_body
from surveys.public_views.gate import speaking
from surveys.public_views.mine import link_page
from surveys.public_views.pages import closed_page, unknown_page
from surveys.selectors import my_feedback as selectors
from surveys.services import my_feedback

View = Callable[..., HttpResponse]
# What the token of the mailed link is for, and that of the address it leads to.
DOOR, OPEN = "history", "history-open"


def by_link(purpose: str) -> Callable[[View], View]:
    """Give the view the `HistoryLink` behind a token that was made for ``purpose``.

    One for `OPEN` opens its pages only as long as the history is open.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
            too_much = read_body(request)
            try:
                target = read_token(purpose, token)
                with tenancy.enter(target.business_id):
                    link = selectors.link_behind(target.object_id)
                    if link is None or link.customer.is_unverified:
                        raise BadLink
                    with speaking(link.customer.business, frame_for(link.customer)):
                        is_over = purpose == OPEN and not _is_open(link)
                        response = (
                            closed(request, link)
                            if is_over
                            else _run(view, request, link, too_much, rest)
                        )
            except BadLink:
                response = unknown_page()
            return mark_public(response)

        return answer

    return decorate


def closed(request: HttpRequest, link: HistoryLink) -> HttpResponse:
    """Say that this link has ended, and offer to mail a fresh one; a POST to the
    mailed link does so.
    """
    customer = link.customer
    door_url = url(link, "history-door")
    is_sent = request.method == "POST" and request.path == door_url
    if is_sent:
        my_feedback.send_history_link(customer, now=clock.now())
    language = frame_for(customer)
    return link_page(customer, language, door_url, is_sent=is_sent, is_closed=True)


def url(link: HistoryLink, name: str) -> str:
    """Return the address of a page of this link."""
    purpose = DOOR if name == "history-door" else OPEN
    return reverse(f"surveys_public:{name}", args=[token_of(link, purpose)])


def token_of(link: HistoryLink, purpose: str = OPEN) -> str:
    """Return the token of the open pages, or of the mailed link."""
    return make_token(purpose, link.business_id, link.pk)


def _is_open(link: HistoryLink) -> bool:
    return my_feedback.is_open(link, now=clock.now())


def _run(
    view: View,
    request: HttpRequest,
    link: HistoryLink,
    too_much: Refused | None,
    rest: dict[str, Any],
) -> HttpResponse:
    try:
        if too_much:
            raise too_much
        return view(request, link, **rest)
    except BadLink:
        raise
    except Refused as refused:
        business = link.customer.business
        return closed_page(refused, business, frame_for(link.customer))
