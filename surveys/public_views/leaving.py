"""Leaving, and less than that: a page that asks, and a POST that does it, with
nothing in between.

A bare POST is the one click of RFC 8058 and stops the asking for good. Pausing,
asking less often and coming back are POSTs with a query, so that a body need not be
read. A GET never writes: programs follow links.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from feedback import clock
from feedback.customers.models import Customer, Suppression
from feedback.customers.selectors import suppressions_of
from feedback.errors import BadLink
from feedback.history.services import CUSTOMER
from feedback.links import make_token
from surveys import trail
from surveys.languages import frame_for
from surveys.models import Invitation
from surveys.public_views.gate import Guest, by_customer, by_invitation
from surveys.public_views.pages import draw
from surveys.selectors.fatigue import HowOften, how_often
from surveys.services.leaving import (
    resume_asking,
    resume_telling,
    stop_asking,
    stop_telling,
)
from surveys.services.wishes import (
    LESS_OFTEN,
    PAUSES,
    NoSuchWish,
    ask_less_often,
    pause_own,
)

RESUME = "resume"
PAUSE = "pause"
LESS = "less"


@require_http_methods(["GET", "HEAD", "POST"])
@by_invitation
def stop(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Stop asking, from the link of an invitation."""
    if not guest.stop_url:
        raise BadLink
    if request.method != "POST":
        trail.leave(request, guest.invitation.pk, "stop", now=clock.now())
    return _asking(request, guest.customer, guest.language, about=guest.invitation)


@require_http_methods(["GET", "HEAD", "POST"])
@by_customer("leave")
def leave(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Stop asking, from the List-Unsubscribe header or the foot of a mail.

    RFC 8058: a POST without cookie or redirect does it; a GET shows the button.
    """
    return _asking(request, customer, frame_for(customer))


@require_http_methods(["GET", "HEAD", "POST"])
@by_customer("leave-updates")
def leave_updates(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Stop telling them about changes; as `leave`."""
    resumes = _resumes(request)
    if resumes:
        resume_telling(customer)
    elif request.method == "POST":
        stop_telling(customer, by=CUSTOMER)
    return draw(
        "leave_updates",
        customer.business,
        frame_for(customer),
        is_stopped=Suppression.Reason.NO_UPDATES in _wishes(customer),
        is_resumed=resumes,
        resume_query=f"?{RESUME}",
    )


def _asking(
    request: HttpRequest,
    customer: Customer,
    language: str,
    *,
    about: Invitation | None = None,
) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            do_about_asking(request, customer)
        except NoSuchWish as refusal:
            problem = refusal.message
    often = how_often(customer, now=clock.now(), about=about)
    return draw(
        "leave",
        customer.business,
        language,
        status=NoSuchWish.status if problem else 200,
        customer=customer,
        often=often,
        problem=problem,
        is_stopped=often.is_stopped,
        is_resumed=_resumes(request),
        mine_url=_mine_url(customer) if customer.email else "",
        **offered(often),
    )


def offered(often: HowOften) -> dict[str, Any]:
    """Return what the buttons about asking stand for, for any page that has them."""
    return {
        "resume_query": f"?{RESUME}",
        "pauses": [(f"?{PAUSE}={months}", months) for months in PAUSES],
        "gaps": [(f"?{LESS}={months}", months) for months in LESS_OFTEN],
        "every_months": _months(often.every_days),
    }


def _mine_url(customer: Customer) -> str:
    token = make_token("leave", customer.business_id, customer.pk)
    return reverse("surveys_public:leave-all", kwargs={"token": token})


def do_about_asking(request: HttpRequest, customer: Customer) -> None:
    """Do what the button stands for; whatever else a mail program adds to the
    address, a POST to it stops the asking.
    """
    if RESUME in request.GET:
        resume_asking(customer)
    elif PAUSE in request.GET:
        pause_own(customer, months=_number(request.GET[PAUSE]), by=CUSTOMER)
    elif LESS in request.GET:
        ask_less_often(customer, months=_number(request.GET[LESS]), by=CUSTOMER)
    else:
        stop_asking(customer, by=CUSTOMER)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _months(days: int) -> int:
    return next((m for m, gap in LESS_OFTEN.items() if gap == days), days // 30)


def _resumes(request: HttpRequest) -> bool:
    return request.method == "POST" and RESUME in request.GET


def _wishes(customer: Customer) -> set[str]:
    return suppressions_of(customer.business, customer.email)
