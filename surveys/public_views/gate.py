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
from surveys import languages
from surveys.models import Invitation, Reply
from surveys.public_views.pages import closed_page, unknown_page
from surveys.selectors import answering as selectors

View = Callable[..., HttpResponse]
# Chooses a language, in the address of the page or in its form.
LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who followed the link of an invitation.

    ``language`` is the one they read the questions in; what we say around them may be
    in another (`surveys.languages.frame`).
    """

    token: str
    invitation: Invitation
    language: str

    @property
    def business(self) -> Business:
        """Whose customer they are."""
        return self.invitation.business

    @property
    def customer(self) -> Customer:
        """Who they are, as far as the link knows."""
        return self.invitation.customer

    @property
    def stop_url(self) -> str:
        """Where they say that they do not want to be asked; nothing for somebody who
        only claims an address: it may be somebody else's.
        """
        return "" if self.customer.is_unverified else self.url("stop")

    def url(self, name: str) -> str:
        """Return the address of another page behind the same link."""
        return reverse(f"surveys_public:{name}", kwargs={"token": self.token})


def by_invitation(view: View) -> View:
    """Give the view the `Guest` behind the token in the address."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, **rest: str) -> HttpResponse:
        # The body is read before the transaction that `enter` may open begins.
        too_much = read_body(request)
        try:
            wanted = _wanted(request, takes_body=too_much is None)
            with _enter_as_guest(token, wanted) as guest:
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
def _enter_as_guest(token: str, wanted: str) -> Iterator[Guest]:
    target = read_token("survey", token)
    with tenancy.enter(target.business_id):
        invitation = selectors.invitation_behind(target.object_id)
        if invitation is None:
            raise BadLink
        guest = Guest(token, invitation, _language(invitation, wanted))
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
        with _speaking(business, languages.frame_for(customer)):
            yield customer


@contextmanager
def _speaking(business: Business, language: str) -> Iterator[None]:
    frame = languages.frame(language, business)
    with timezone.override(business.zone), translation.override(frame):
        yield


def _wanted(request: HttpRequest, *, takes_body: bool) -> str:
    """Return the language that was chosen on the page, or nothing."""
    posted = request.POST.get(LANGUAGE, "") if takes_body else ""
    return str(posted or request.GET.get(LANGUAGE, ""))


def _language(invitation: Invitation, wanted: str) -> str:
    """Return the language to show the questions in: the one chosen on the page if the
    version has it, else the one answered in, else the one asked in.
    """
    version, customer = invitation.version, invitation.customer
    if version is None:
        return customer.language or invitation.business.language
    reply: Reply | None = getattr(invitation, "reply", None)
    answered = reply.language if reply else ""
    usual = answered or invitation.language or languages.language_for(version, customer)
    return languages.chosen(version, wanted, usual)


def read_body(request: HttpRequest) -> TooLarge | None:
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
    words = late_words(request, refused)
    return closed_page(refused, guest.business, guest.language, words=words)


def late_words(request: HttpRequest, refused: Refused) -> str:
    """Return what was written into a page that is over, so that it is not lost."""
    late = isinstance(refused, Gone) and request.method == "POST"
    names = [name for name in request.POST if name.startswith("q-")] if late else []
    typed = [str(request.POST[name]) for name in names]
    return "\n\n".join(text for text in typed if not text.isdigit())
