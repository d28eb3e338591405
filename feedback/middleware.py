"""What every request passes, and what only requests behind the login pass."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from feedback import tenancy
from feedback.accounts import selectors
from feedback.accounts.models import Role, User
from feedback.errors import NotAllowed, Refused, TooLarge
from feedback.history.services import Actor
from feedback.http import REQUIRED_ROLE, WITHOUT_BUSINESS, BusinessRequest
from feedback.speaking import browser_language, team_language

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
SESSION_KEY = "business"
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent)


class AnswerRefusals:
    """Turn an expected failure that no view caught into a page that says why."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Answer `Refused` with its status, and too much data with 413."""
        if isinstance(exception, TOO_MUCH):
            exception = too_large()
        if not isinstance(exception, Refused):
            return None
        return refuse(request, exception)


class PrivateStack:
    """Run ``PRIVATE_MIDDLEWARE`` for pages behind the login only.

    Public pages (surveys, the wall) have no session, no user, no cookie and no
    messages: they are faster, and nothing private can leak into a cache.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.public = get_response
        self.layers: list[Any] = []
        handler: Any = get_response
        for path in reversed(settings.PRIVATE_MIDDLEWARE):
            handler = import_string(path)(handler)
            self.layers.insert(0, handler)
        self.private: GetResponse = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Choose the stack by the path."""
        if is_public(request):
            return self.public(request)
        return self.private(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Let each private layer see the view, outermost first, until one answers."""
        if is_public(request):
            return None
        for layer in self.layers:
            hook = getattr(layer, "process_view", None)
            try:
                response = hook(request, view, args, kwargs) if hook else None
            except TOO_MUCH:  # the CSRF check is the first to read the form
                return refuse(request, too_large())
            if response is not None:
                return response  # type: ignore[no-any-return]  # a hook's answer
        return None

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Let each private layer see the exception, innermost first."""
        if is_public(request):
            return None
        for layer in reversed(self.layers):
            hook = getattr(layer, "process_exception", None)
            response = hook(request, exception) if hook else None
            if response is not None:
                return response  # type: ignore[no-any-return]  # a hook's answer
        return None


class LanguageMiddleware:
    """Speak the language that the person chose or, before they can, their browser's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language; inside a business, see `BusinessMiddleware`."""
        known = isinstance(request.user, User) and bool(request.user.language)
        if known:
            language = team_language(cast(User, request.user), None)
        else:
            language = browser_language(request)
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, [] if known else ["Accept-Language"])
        return response


class BusinessMiddleware:
    """Enter the business that the person works for, and check their role.

    Anybody in the business may read; to write takes a member, unless the view is
    marked (`feedback.http.needs`). Somebody in no business is sent to start one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the business's tenancy, zone and language."""
        if not isinstance(request.user, User):
            return self.get_response(request)
        memberships = selectors.memberships_of(request.user)
        entered = cast(BusinessRequest, request)
        entered.memberships = memberships
        membership = selectors.chosen(memberships, request.session.get(SESSION_KEY))
        if membership is None:
            return self.get_response(request)
        business = membership.business
        entered.membership = membership
        entered.business = business
        entered.actor = Actor.member(membership)
        with (
            tenancy.enter(business.id),
            timezone.override(business.zone),
            translation.override(team_language(request.user, business)),
        ):
            return self.get_response(request)

    def process_view(
        self,
        request: BusinessRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Refuse before the view runs."""
        if not getattr(view, "login_required", True):
            return None
        if getattr(view, WITHOUT_BUSINESS, False) or _is_allauth(view):
            return None
        if not hasattr(request, "membership"):
            return HttpResponseRedirect(reverse("accounts:business-new"))
        if request.membership.role == Role.EMAIL_ONLY and not _is_own(view):
            return _only_by_mail(request)
        default = Role.READER if request.method in SAFE_METHODS else Role.MEMBER
        role = getattr(view, REQUIRED_ROLE, default)
        if not request.membership.may(role):
            # Not raised: Django asks no middleware about what a process_view raises.
            refusal = NotAllowed(_("Your role here does not allow that. Ask an owner."))
            return refuse(request, refusal)
        return None


def refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Answer with the refusal's status and its sentence."""
    context = {"message": refusal.message, "status": refusal.status}
    return render(request, "refused.html", context, status=refusal.status)


def too_large() -> TooLarge:
    """Return the refusal of a form that is larger than we take."""
    return TooLarge(_("That is more than we can take in one go. Nothing was stored."))


def is_public(request: HttpRequest) -> bool:
    """Whether the path belongs to the slim public stack."""
    return request.path_info.startswith(settings.PUBLIC_PREFIXES)


def say(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Show ``text`` on the next page; ``undo`` is the URL that takes it back."""
    messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")


def _only_by_mail(request: BusinessRequest) -> HttpResponse:
    """Answer somebody who has no pages here: what they get comes by mail."""
    context = {"business": request.business}
    return render(request, "accounts/only_by_mail.html", context, status=403)


def _is_own(view: Callable[..., Any]) -> bool:
    """Whether the page is about the person themselves, whatever their role here."""
    return getattr(view, REQUIRED_ROLE, None) == Role.EMAIL_ONLY


def _is_allauth(view: Callable[..., Any]) -> bool:
    return view.__module__.startswith("allauth.")
