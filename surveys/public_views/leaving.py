"""Leaving: a page that asks, and a POST that does it, with nothing in between."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from feedback.customers.models import Customer, Suppression
from feedback.customers.selectors import suppressions_of
from feedback.history.services import CUSTOMER
from surveys.public_views.gate import Guest, by_customer, by_invitation
from surveys.public_views.pages import draw
from surveys.services.leaving import (
    resume_asking,
    resume_telling,
    stop_asking,
    stop_telling,
)

# In the address, so that the body of a POST need not be read.
RESUME = "resume"


@require_http_methods(["GET", "HEAD", "POST"])
@by_invitation
def stop(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Stop asking, from the link of an invitation."""
    return _asking(request, guest.customer, guest.language)


@require_http_methods(["GET", "HEAD", "POST"])
@by_customer("leave")
def leave(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Stop asking, from the List-Unsubscribe header or the foot of a mail.

    RFC 8058: a POST without cookie or redirect does it; a GET shows the button.
    """
    return _asking(request, customer, customer.language or customer.business.language)


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
        customer.language or customer.business.language,
        is_stopped=Suppression.Reason.NO_UPDATES in _wishes(customer),
        is_resumed=resumes,
        resume_query=f"?{RESUME}",
    )


def _asking(request: HttpRequest, customer: Customer, language: str) -> HttpResponse:
    resumes = _resumes(request)
    if resumes:
        resume_asking(customer)
    elif request.method == "POST":
        stop_asking(customer, by=CUSTOMER)
    return draw(
        "leave",
        customer.business,
        language,
        customer=customer,
        is_stopped=Suppression.Reason.OPTED_OUT in _wishes(customer),
        is_resumed=resumes,
        resume_query=f"?{RESUME}",
    )


def _resumes(request: HttpRequest) -> bool:
    return request.method == "POST" and RESUME in request.GET


def _wishes(customer: Customer) -> set[str]:
    return suppressions_of(customer.business, customer.email)
