"""The way in for somebody of the team who has no login, or not at hand: a link from
their own mail opens one thing, for a while and while they belong to the team.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from feedback import clock, tenancy
from feedback.accounts.models import Membership
from feedback.errors import BadLink, Gone, Refused
from feedback.http import mark_public
from feedback.links import read_token
from surveys.emails_hearing import HEARING, NOTICE
from surveys.languages import language_of_member
from surveys.models import Notice
from surveys.public_views.bodies import read_body
from surveys.public_views.pages import unknown_page
from surveys.selectors import hearing as selectors
from surveys.services.notices import may_hear
from surveys.survey_page import page_language

View = Callable[..., HttpResponse]
KEEPS = timedelta(days=30)


def by_notice(view: View) -> View:
    """Give the view the `Notice` behind the token, with its reply."""

    def notice(token: str) -> Notice:
        target = read_token(NOTICE, token)
        found = selectors.notice_behind(target.object_id)
        if found is None or found.reply is None:
            raise BadLink
        return found

    return _entered(NOTICE, view, notice, lambda found: found.membership)


def by_hearing(view: View) -> View:
    """Give the view the `Membership` behind the token in every mail to them."""

    def membership(token: str) -> Membership:
        found = selectors.member_behind(read_token(HEARING, token).object_id)
        if found is None:
            raise BadLink
        return found

    return _entered(HEARING, view, membership, lambda found: found)


def by_token(
    purpose: str, find: Callable[[str], Any], reader_of: Callable[[Any], Membership]
) -> Callable[[View], View]:
    """Give the view what ``find`` returns for its token, for the person whose mail it
    was in. ``find`` runs inside the business and raises `BadLink` if nothing is there.
    """
    return lambda view: _entered(purpose, view, find, reader_of)


def check_open(notice: Notice) -> None:
    """Raise `Gone` once the link is old, or if its reader may not see the words any
    more.
    """
    too_old = clock.now() - notice.created_at > KEEPS
    if too_old or not may_hear(notice.membership, notice.reply):
        raise Gone(_("This link has closed."))


def draw_for(
    reader: Membership, name: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Draw ``templates/surveys/hearing/<name>.html`` for somebody of the team."""
    context |= {
        "business": reader.business,
        "reader": reader,
        **page_language(language_of_member(reader)),
    }
    html = render_to_string(f"surveys/hearing/{name}.html", context)
    return HttpResponse(html, status=status)


def _entered(
    purpose: str,
    view: View,
    find: Callable[[str], Any],
    reader_of: Callable[[Any], Membership],
) -> View:
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        # The body is read before the transaction that `enter` may open begins.
        too_much = read_body(request)
        try:
            with tenancy.enter(read_token(purpose, token).business_id):
                found = find(token)
                response = _answer(request, view, found, reader_of(found), too_much)
        except BadLink:
            response = unknown_page()
        return mark_public(response)

    return answer


def _answer(
    request: HttpRequest,
    view: View,
    found: Any,
    reader: Membership,
    too_much: Refused | None,
) -> HttpResponse:
    with _speaking(reader):
        try:
            if too_much:
                raise too_much
            return view(request, found)
        except Refused as refused:
            status = refused.status
            return draw_for(reader, "refused", status=status, message=refused.message)


@contextmanager
def _speaking(reader: Membership) -> Iterator[None]:
    language = language_of_member(reader)
    with timezone.override(reader.business.zone), translation.override(language):
        yield
