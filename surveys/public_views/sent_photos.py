"""The photos that came with a form, drawn again; words are never lost over them."""

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from feedback.pictures import NotAPicture, Picture, photo
from feedback.uploads import limits_of
from surveys.extras import PHOTOS
from surveys.models import MOST_PHOTOS


class SentPhotos(NamedTuple):
    """The photos we could draw, and what to say if some could not be."""

    pictures: tuple[Picture, ...] = ()
    problem: str = ""


def photos_sent(request: HttpRequest) -> SentPhotos:
    """Return the photos in the form of ``request``; at most `MOST_PHOTOS` are drawn."""
    drawn: list[Picture] = []
    problem = _held_back(request)
    for file in request.FILES.getlist(PHOTOS)[:MOST_PHOTOS]:
        try:
            drawn.append(photo(file))
        except NotAPicture as refused:
            problem = problem or refused.message
    return SentPhotos(tuple(drawn), _kindly(problem))


def photos_again(pictures: tuple[Picture, ...]) -> str:
    """Return what to say on a page that is drawn once more without ``pictures``."""
    text = _("Please add your photos again: a browser does not keep them.")
    return text if pictures else ""


def _held_back(request: HttpRequest) -> str:
    limits = limits_of(request)
    if limits is None:
        return ""
    if limits.too_large:
        return _("A photo is larger than 12 megabytes.")
    return _("Three photos are the most we can take.") if limits.too_many else ""


def _kindly(problem: str) -> str:
    if not problem:
        return ""
    rest = _(
        "Nothing was sent yet and your words are still here."
        " Choose your photos again, or send it without."
    )
    return f"{problem} {rest}"
