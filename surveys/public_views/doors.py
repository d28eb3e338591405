"""The way in for anybody: the address of a channel opens one business and one survey.

As with personal links, every refusal becomes a page that leads to a human.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from feedback import tenancy
from feedback.accounts.models import Business
from feedback.errors import BadLink, Gone, Refused, TooLarge
from feedback.http import mark_public
from surveys import languages
from surveys.extras import Extras, extras_of
from surveys.models import OpenChannel, SurveyVersion
from surveys.public_views.bodies import read_body, takes_photos_in
from surveys.public_views.gate import LANGUAGE, late_words
from surveys.public_views.pages import closed_page, draw
from surveys.selectors import channels as selectors

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Door:
    """An open channel as somebody stands before it: the words asked now and the
    language they read them in.
    """

    channel: OpenChannel
    version: SurveyVersion
    language: str

    @property
    def business(self) -> Business:
        """Whose door it is."""
        return self.channel.business

    @property
    def is_kiosk(self) -> bool:
        """Whether many people stand before one screen."""
        return self.channel.kind == OpenChannel.Kind.KIOSK

    def extras(self, version: SurveyVersion) -> Extras:
        """Return what ``version`` asks besides, here: a tablet that many people hold
        takes no photos.
        """
        asked = extras_of(version)
        return replace(asked, photos=False) if self.is_kiosk else asked

    def url(self, name: str) -> str:
        """Return the address of another page behind the same door."""
        kwargs = {"token": self.channel.token}
        return reverse(f"surveys_public:{name}", kwargs=kwargs)


def by_door(*kinds: OpenChannel.Kind) -> Callable[[View], View]:
    """Give the view the `Door` behind the token in the address, if it is of one of
    ``kinds`` (none: of any).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, token: str, **rest: str) -> HttpResponse:
            # The body is read before the transaction that `enter` may open begins.
            too_much = read_body(request, with_photos=takes_photos_in(view))
            try:
                response = _enter(request, token, view, kinds, too_much, rest)
            except BadLink:
                response = _unknown()
            return mark_public(response)

        return answer

    return decorate


def _enter(
    request: HttpRequest,
    token: str,
    view: View,
    kinds: tuple[OpenChannel.Kind, ...],
    too_much: TooLarge | None,
    rest: dict[str, str],
) -> HttpResponse:
    business_id = selectors.business_behind(token)
    if business_id is None:
        raise BadLink
    with tenancy.enter(business_id):
        channel = selectors.channel_behind(token)
        if channel is None or (kinds and channel.kind not in kinds):
            raise BadLink
        door = _door(channel, "" if too_much else _wanted(request))
        business = channel.business
        frame = languages.frame(door.language, business)
        with timezone.override(business.zone), translation.override(frame):
            try:
                if too_much:
                    raise too_much
                if not channel.is_open:
                    raise Gone(_("This form is closed."))
                return view(request, door, **rest)
            except Refused as refused:
                return _refusal(request, door, refused)


def _refusal(request: HttpRequest, door: Door, refused: Refused) -> HttpResponse:
    words = late_words(request, refused)
    return closed_page(refused, door.business, door.language, words=words)


def _door(channel: OpenChannel, wanted: str) -> Door:
    version = selectors.version_shown(channel)
    language = languages.chosen(version, wanted, version.language)
    return Door(channel, version, language)


def _wanted(request: HttpRequest) -> str:
    posted = request.POST.get(LANGUAGE, "") if request.method == "POST" else ""
    return str(posted or request.GET.get(LANGUAGE, ""))


def _unknown() -> HttpResponse:
    language = settings.LANGUAGE_CODE
    return draw("unknown_door", None, language, status=BadLink.status)
