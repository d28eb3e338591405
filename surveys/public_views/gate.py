"""The way in: a token opens one business for one person and one purpose.

Every refusal becomes a page that leads to a human, and every answer says that it is
to be kept by nobody and indexed nowhere.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from feedback import tenancy
from feedback.accounts.models import Business
from feedback.customers.models import Customer
from feedback.errors import BadLink, Gone, Refused, TooLarge
from feedback.http import mark_public
from feedback.links import read_token
from surveys.models import Invitation
from surveys.public_views.pages import closed_page, unknown_page
from surveys.selectors import answering as selectors

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who followed the link of an invitation."""

    token: str
    invitation: Invitation

    @property
    def business(self) -> Business:
        """Whose customer they are."""
        return self.invitation.business

    @property
    def customer(self) -> Customer:
        """Who they are, as far as the link knows."""
        return self.invitation.customer

    @property
    def language(self) -> str:
        """The language of the questions, else the customer's, else the business's."""
        version = self.invitation.version
        spoken = version.language if version else self.customer.language
        return spoken or self.business.language

    def url(self, name: str) -> str:
        """Return the address of another page behind the same link."""
        return reverse(f"surveys_public:{name}", kwargs={"token": self.token})


def by_invitation(view: View) -> View:
    """Give the view the `Guest` behind the token in the address."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, **rest: str) -> HttpResponse:
        # The body is read before the transaction that `enter` may open begins.
        too_much = _read_body(request)
        try:
            with _enter_as_guest(token) as guest:
                try:
                    if too_much:
                        raise too_much
                    response = view(request, guest, **rest)
                except Refused as refused:
                    response = _refusal(request, guest, refused)
        except BadLink:
            response = unknown_page()
        return mark_public(response)

    return answer


def by_customer(purpose: str) -> Callable[[View], View]:
    """Give the view the customer behind a token that was made for ``purpose``.

    The body is never read: RFC 8058 posts must work whatever is in them.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, token: str) -> HttpResponse:
            try:
                with _enter_as_customer(purpose, token) as customer:
                    response = view(request, customer)
            except BadLink:
                response = unknown_page()
            return mark_public(response)

        return answer

    return decorate


@contextmanager
def _enter_as_guest(token: str) -> Iterator[Guest]:
    target = read_token("survey", token)
    with tenancy.enter(target.business_id):
        invitation = selectors.invitation_behind(target.object_id)
        if invitation is None:
            raise BadLink
        guest = Guest(token, invitation)
        with _speaking(guest.business, guest.language):
            yield guest


@contextmanager
def _enter_as_customer(purpose: str, token: str) -> Iterator[Customer]:
    target = read_token(purpose, token)
    with tenancy.enter(target.business_id):
        customer = selectors.customer_behind(target.object_id)
        if customer is None:
            raise BadLink
        business = customer.business
        with _speaking(business, customer.language or business.language):
            yield customer


@contextmanager
def _speaking(business: Business, language: str) -> Iterator[None]:
    with timezone.override(business.zone), translation.override(language):
        yield


def _read_body(request: HttpRequest) -> TooLarge | None:
    """Parse the body, unless it is more than we take in."""
    if request.method != "POST":
        return None
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        request.POST.keys()
    except (RequestDataTooBig, TooManyFieldsSent):
        return TooLarge(_("That is more than we can take in one go."))
    return None


def _refusal(request: HttpRequest, guest: Guest, refused: Refused) -> HttpResponse:
    """Answer with a page; words that came too late are shown, to be copied."""
    late = isinstance(refused, Gone) and request.method == "POST"
    names = [name for name in request.POST if name.startswith("q-")] if late else []
    typed = [str(request.POST[name]) for name in names]
    words = "\n\n".join(text for text in typed if not text.isdigit())
    return closed_page(refused, guest.business, guest.language, words=words)
