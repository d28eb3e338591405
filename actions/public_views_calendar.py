"""The address at which a calendar program reads one person's dates."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone, translation
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions.ical import calendar_text
from actions.selectors.calendar_feed import entries_of
from actions.services.own_dates import feed_for
from feedback import tenancy
from feedback.accounts.models import Membership
from feedback.http import mark_public
from surveys.languages import language_of_member


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer with the dates; 304 if the program has them, 404 for any other secret.

    Reading changes nothing.
    """
    feed = feed_for(secret)
    if feed is None:
        return mark_public(HttpResponse(status=404, content_type="text/plain"))
    body = _calendar_of(feed.membership)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if known == ["*"] or etag in (tag.removeprefix("W/") for tag in known):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="dates.ics"'
    # Kept by the program alone, and asked about each time.
    return mark_public(answer, **{"Cache-Control": "private, no-cache", "ETag": etag})


def _calendar_of(membership: Membership) -> bytes:
    business = membership.business
    language = language_of_member(membership)
    with (
        tenancy.enter(business.pk),
        timezone.override(business.zone),
        translation.override(language),
    ):
        name = _("Promised at {business}").format(business=business.name)
        return calendar_text(name, entries_of(membership)).encode()
