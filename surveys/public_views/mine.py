"""What one link leads back to: the reply that was sent over it, and by a fresh link of
its own, mailed to the address itself, everything else that this person said.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from feedback import clock
from feedback.customers.models import Customer
from surveys.languages import frame_for
from surveys.public_views.gate import Guest, by_customer, by_invitation
from surveys.public_views.pages import SeeOther, draw
from surveys.public_views.said import said
from surveys.selectors import answering as selectors
from surveys.services import answering, my_feedback


@require_safe
@by_invitation
def mine(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Show what they said over this link, who has it and what became of it.

    Only that: the mail with the link may have been forwarded.
    """
    reply = selectors.reply_to(guest.invitation)
    is_open = answering.is_open(guest.invitation, now=clock.now())
    withdraw_url = guest.url("words-withdrawal")
    return draw(
        "mine",
        guest.business,
        guest.language,
        customer=guest.customer,
        said=[said(reply, withdraw_url=withdraw_url)] if reply else [],
        survey_url=guest.url("survey") if is_open and not reply else "",
        stop_url=guest.stop_url,
        history_url=guest.url("mine-all") if _has_address(guest.customer) else "",
    )


@require_POST
@by_invitation
def withdraw_words(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Take the words of this reply off every public page, at once."""
    reply = selectors.reply_to(guest.invitation)
    if reply is not None:
        answering.withdraw_words(reply, now=clock.now())
    return SeeOther(guest.url("mine"))


@require_http_methods(["GET", "HEAD", "POST"])
@by_invitation
def mine_all(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Offer a link to everything they said, and mail it, from a link of a mail."""
    return _offer_link(request, guest.customer, guest.language)


@require_http_methods(["GET", "HEAD", "POST"])
@by_customer("leave")
def leave_all(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The same from the foot of any mail."""
    return _offer_link(request, customer, frame_for(customer))


def _offer_link(
    request: HttpRequest, customer: Customer, language: str
) -> HttpResponse:
    """Offer to mail a fresh link to ``customer``'s own address, and do so on a POST.

    Whether it was mailed or several had been, the page is the same.
    """
    is_sent = request.method == "POST" and _has_address(customer)
    if is_sent:
        my_feedback.send_history_link(customer, now=clock.now())
    return link_page(customer, language, request.path, is_sent=is_sent)


def link_page(
    customer: Customer,
    language: str,
    action_url: str,
    *,
    is_sent: bool = False,
    is_closed: bool = False,
) -> HttpResponse:
    """Draw the page on which a link is asked for; ``is_closed``: one that ended."""
    return draw(
        "mine_link",
        customer.business,
        language,
        status=410 if is_closed and not is_sent else 200,
        is_sent=is_sent,
        is_closed=is_closed,
        can_send=_has_address(customer),
        action_url=action_url,
        address=hinted(customer.email),
    )


def hinted(email: str) -> str:
    """Return an address as its owner knows it and nobody else does: "m…@e….com"."""
    local, _, domain = email.partition("@")
    name, _, ending = domain.rpartition(".")
    return f"{local[:1]}…@{name[:1]}….{ending}" if name else ""


def _has_address(customer: Customer) -> bool:
    return bool(customer.email) and not customer.is_unverified
