"""“My feedback”: everything somebody said, behind a link mailed to their own address.

The mailed link shows a button; pressing it uses the link and leads to an address that
was never in any mail and closes after half an hour. So a forwarded mail opens nothing.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock
from feedback.errors import BadLink
from feedback.history.services import CUSTOMER
from surveys import marks, taking_along
from surveys.languages import frame_for
from surveys.models import HistoryLink
from surveys.public_views import leaving
from surveys.public_views.evidence import evidence_of
from surveys.public_views.history_gate import (
    DOOR,
    OPEN,
    by_link,
    closed,
    token_of,
    url,
)
from surveys.public_views.pages import SeeOther, draw
from surveys.public_views.said import said
from surveys.selectors import my_feedback as selectors
from surveys.selectors.fatigue import how_often
from surveys.services import erasing, my_feedback
from surveys.survey_page import page_language
from surveys.suspecting import judge


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(DOOR)
def door(request: HttpRequest, link: HistoryLink) -> HttpResponse:
    """Show the button that opens the history; a used or old link offers a new one."""
    now = clock.now()
    if not my_feedback.waits(link, now=now):
        return closed(request, link)
    if request.method != "POST":
        return _door(link)
    evidence = evidence_of(request, _scope(link), link.pk, now=now)
    if judge(evidence).is_suspicious:
        return _door(link, is_unsure=True)
    my_feedback.open_history(link, now=now)
    return SeeOther(url(link, "history"))


@require_safe
@by_link(OPEN)
def history(request: HttpRequest, link: HistoryLink) -> HttpResponse:
    """Show everything they said, who has it, what is due and what became of it."""
    customer = link.customer
    name_url = url(link, "history")
    replies = selectors.history(customer)
    often = how_often(customer, now=clock.now())
    return draw(
        "history",
        customer.business,
        frame_for(customer),
        customer=customer,
        link=link,
        said=[said(reply, name_url=name_url) for reply in replies],
        often=often,
        token=token_of(link),
        is_stopped=often.is_stopped,
        open_until=link.open_until,
        **leaving.offered(often),
    )


@require_POST
@by_link(OPEN)
def words(request: HttpRequest, link: HistoryLink, reply: Any) -> HttpResponse:
    """Say under which name the words of one reply stand, or take them back."""
    found = selectors.own_reply(link.customer, reply)
    if found is None:
        raise BadLink
    chosen = request.POST.get("consent", "")
    my_feedback.show_words_as(found, consent=chosen, now=clock.now())
    return SeeOther(f"{url(link, 'history')}#r-{found.pk}")


@require_POST
@by_link(OPEN)
def asking(request: HttpRequest, link: HistoryLink) -> HttpResponse:
    """Stop, pause or slow down the asking, or take that back."""
    leaving.do_about_asking(request, link.customer)
    return SeeOther(f"{url(link, 'history')}#often")


@require_safe
@by_link(OPEN)
def as_json(request: HttpRequest, link: HistoryLink) -> HttpResponse:
    """Hand over everything as a file that programs read."""
    found = taking_along.everything(link.customer, now=clock.now())
    return _file(taking_along.as_json(found), "application/json", "my-feedback.json")


@require_safe
@by_link(OPEN)
def as_html(request: HttpRequest, link: HistoryLink) -> HttpResponse:
    """Hand over everything as a page that people read, without anybody's server."""
    found = taking_along.everything(link.customer, now=clock.now())
    business = link.customer.business
    spoken = page_language(frame_for(link.customer))
    context = {"found": found, "business": business, **spoken}
    page = render_to_string("surveys/public/my_feedback_file.html", context)
    return _file(page, "text/html; charset=utf-8", "my-feedback.html")


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(OPEN)
def erasure(request: HttpRequest, link: HistoryLink) -> HttpResponse:
    """Say what goes and what stays; with a tick and a press, erase it."""
    customer = link.customer
    shown: dict[str, Any] = {
        "history_url": url(link, "history"),
        "account": None,
        "is_blank": False,
    }
    if request.method == "POST" and request.POST.get("sure") == "yes":
        account = erasing.erase(customer, by=CUSTOMER, now=clock.now())
        shown["account"] = account
    else:
        shown["is_blank"] = request.method == "POST"
    status = 422 if shown["is_blank"] else 200
    language = frame_for(customer)
    return draw("erasure", customer.business, language, status=status, **shown)


def _door(link: HistoryLink, *, is_unsure: bool = False) -> HttpResponse:
    customer = link.customer
    return draw(
        "history_door",
        customer.business,
        frame_for(customer),
        status=422 if is_unsure else 200,
        is_unsure=is_unsure,
        mark=marks.mark(_scope(link), now=clock.now()),
    )


def _scope(link: HistoryLink) -> str:
    return f"history:{link.pk.hex}"


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
