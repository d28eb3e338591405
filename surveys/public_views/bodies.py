"""How much a public form may bring: words, and photos where the page takes them."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from feedback.errors import TooLarge
from feedback.uploads import take_few_photos
from surveys.models import MOST_PHOTOS

View = Callable[..., HttpResponse]
_TAKES_PHOTOS = "takes_photos"


def takes_photos(view: View) -> View:
    """Mark a view whose form may bring photos, and so a larger body."""
    setattr(view, _TAKES_PHOTOS, True)
    return view


def takes_photos_in(view: View) -> bool:
    """Whether ``view`` was marked by `takes_photos`."""
    return getattr(view, _TAKES_PHOTOS, False)


def read_body(request: HttpRequest, *, with_photos: bool = False) -> TooLarge | None:
    """Parse the body, unless it is more than we take in."""
    if request.method != "POST":
        return None
    has_files = with_photos and request.content_type == "multipart/form-data"
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > (settings.PHOTO_FORM_MAX_SIZE if has_files else most):
            raise RequestDataTooBig
        if has_files:
            take_few_photos(request, most=MOST_PHOTOS)
        request.POST.keys()
    except (RequestDataTooBig, TooManyFieldsSent):
        return TooLarge(_("That is more than we can take in one go."))
    return None
