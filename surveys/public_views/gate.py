"""The way in: a token opens one business for one person and one purpose.

Every refusal becomes a page that leads to a human, and every answer says that it is
to be kept by nobody and indexed nowhere.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from feedback import tenancy
from feedback.accounts.models import Business
from feedback.customers.models import Customer
from feedback.errors import BadLink, Gone, Refused
from feedback.http import mark_public
from feedback.links import make_token, read_token
from surveys import languages
from surveys.extras import GOAL
from surveys.models import Invitation, Reply, ReplyDraft
from surveys.public_views.bodies import read_body, takes_photos_in
from surveys.public_views.pages import closed_page, unknown_page
from surveys.selectors import answering as selectors
from surveys.threads import addresses

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
    def has_answered(self) -> bool:
        """Whether there is a reply behind this link."""
        return self.invitation.status == Invitation.Status.ANSWERED

    @property
    def stop_url(self) -> str:
        """Where they say that they do not want to be asked; nothing for somebody who
        only claims an address: it may be somebody else's.
        """
        return "" if self.customer.is_unverified else self.url("stop")

    @property
    def scope(self) -> str:
        """What the mark of a page of theirs is signed for."""
        return f"survey:{self.invitation.pk.hex}"

    def url(self, name: str, **more: int) -> str:
        """Return the address of another page behind the same link."""
        return reverse(f"surveys_public:{name}", kwargs={"token": self.token, **more})


def by_invitation(view: View, *, purpose: str = "survey") -> View:
    """Give the view the `Guest` behind the token in the address, which was made for
    ``purpose``.
    """

    @wraps(view)
    def answer(request: HttpRequest, token: str, **rest: str) -> HttpResponse:
        # The body is read before the transaction that `enter` may open begins.
        too_much = read_body(request, with_photos=takes_photos_in(view))
        try:
            wanted = _wanted(request, takes_body=too_much is None)
            with enter_as_guest(purpose, token, wanted) as guest:
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
def enter_as_guest(purpose: str, token: str, wanted: str) -> Iterator[Guest]:
    """Enter the business of whoever ``token`` was made for and speak their language;
    ``wanted`` is the one chosen on the page. Raises `BadLink`.
    """
    target = read_token(purpose, token)
    token = make_token("survey", target.business_id, target.object_id)
    with tenancy.enter(target.business_id):
        invitation = selectors.invitation_behind(target.object_id)
        if invitation is None or invitation.was_erased:
            raise BadLink
        guest = Guest(token, invitation, reading_language(invitation, wanted))
        with speaking(guest.business, guest.language):
            yield guest


@contextmanager
def _enter_as_customer(purpose: str, token: str) -> Iterator[Customer]:
    target = read_token(purpose, token)
    with tenancy.enter(target.business_id):
        customer = selectors.customer_behind(target.object_id)
        # Nobody is sent such a link but people who were asked; what is left of one
        # who was erased is nobody.
        if customer is None or customer.is_unverified:
            raise BadLink
        business = customer.business
        with speaking(business, languages.frame_for(customer)):
            yield customer


def reading_language(invitation: Invitation, wanted: str) -> str:
    """Return the language to show the questions in: the one chosen on the page if the
    version has it, else the one answered in, else the one asked in.
    """
    version, customer = invitation.version, invitation.customer
    if version is None:
        return customer.language or invitation.business.language
    reply: Reply | None = getattr(invitation, "reply", None)
    draft: ReplyDraft | None = getattr(invitation, "draft", None)
    answered = reply.language if reply else ""
    begun = str(draft.fields.get(LANGUAGE, "")) if draft else ""
    usual = (
        answered
        or languages.chosen(version, begun, "")
        or invitation.language
        or languages.language_for(version, customer)
    )
    return languages.chosen(version, wanted, usual)


@contextmanager
def speaking(business: Business, language: str) -> Iterator[None]:
    """Speak ``language`` as far as we can, in the zone of ``business``."""
    frame = languages.frame(language, business)
    with timezone.override(business.zone), translation.override(frame):
        yield


def _wanted(request: HttpRequest, *, takes_body: bool) -> str:
    """Return the language that was chosen on the page, or nothing."""
    posted = request.POST.get(LANGUAGE, "") if takes_body else ""
    return str(posted or request.GET.get(LANGUAGE, ""))


def _refusal(request: HttpRequest, guest: Guest, refused: Refused) -> HttpResponse:
    """Answer with a page; words that came too late are shown, to be copied."""
    words = late_words(request, refused)
    return closed_page(
        refused,
        guest.business,
        guest.language,
        words=words,
        write_to=addresses.about_invitation(guest.business, guest.invitation.pk),
        mine_url=guest.url("mine") if guest.has_answered else "",
    )


def late_words(request: HttpRequest, refused: Refused) -> str:
    """Return what was written into a page that is over, so that it is not lost."""
    late = isinstance(refused, Gone) and request.method == "POST"
    names = (
        [name for name in request.POST if name.startswith(("q-", GOAL))] if late else []
    )
    typed = [str(request.POST[name]) for name in names]
    return "\n\n".join(text for text in typed if not text.isdigit())
