"""Looking at a survey: the page as it was drawn for the ones before, with what is this
guest's own in its gaps.

How it looks and under which headers it goes is learnt from the ordinary view: a page
is kept only if filling it in gives, byte for byte, what that view has just answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from html import escape
from zoneinfo import ZoneInfo

from django.core.handlers.wsgi import WSGIRequest
from django.db import Error
from django.utils import translation

from feedback import clock
from feedback.errors import Refused
from feedback.inner import Environ
from surveys import marks, phrases, trail
from surveys.lane import database
from surveys.lane.answers import Answer, Learnt, learnt_from
from surveys.lane.asked import Asked, page_asked_for, takes_gzip
from surveys.lane.database import Found
from surveys.lane.pages import GAPS, Drawn
from surveys.lane.shelf import Shelf
from surveys.languages import frame
from surveys.public_views import survey_pages
from surveys.public_views.gate import Guest, enter_as_guest
from surveys.survey_page import PHONE, SurveyPage, render_page

PAGES_KEPT = 500


@dataclass(frozen=True, slots=True)
class Page:
    """A drawn page, how it greets, the language it speaks, and its headers."""

    drawn: Drawn
    greeting: str
    frame: str
    learnt: Learnt


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody who looks: whose page, what stands behind it, and when that was read.
    ``page`` is there if the page is drawn; ``learns`` if it is to be drawn anew.
    """

    asked: Asked
    found: Found
    now: datetime
    page: Page | None
    learns: bool

    @property
    def key(self) -> tuple[object, ...]:
        """What pages that differ in their gaps alone have in common."""
        return _key(self.asked, self.found)


def look(environ: Environ) -> Look | None:
    """Return what is known about whoever asks for a page; None if that is unusual or
    cannot be known.
    """
    asked = page_asked_for(environ)
    connection = database.default_connection() if asked else None
    if asked is None or connection is None:
        return None
    now = clock.now()
    try:
        found = database.find(connection, asked.target, at=now)
    except Error:
        # The ordinary way says what there is to say, on a new connection if need be.
        return None
    if found is None:
        return None
    page, learns = _shelf.take(_key(asked, found), at=now.timestamp())
    return Look(asked, found, now, page, learns)


def answer(look: Look, page: Page, environ: Environ) -> Answer:
    """Answer with ``page``, filled in. A word picked in a mail leaves its trail."""
    asked = look.asked
    if asked.rating:
        request = WSGIRequest(environ)
        trail.leave(request, asked.target.object_id, asked.rating, now=look.now)
    scope = f"survey:{asked.target.object_id.hex}"
    values = _values(look, page, marks.mark(scope, now=look.now))
    if takes_gzip(environ):
        return page.learnt.answer(page.drawn.gzipped(values), is_gzipped=True)
    return page.learnt.answer(page.drawn.plain(values))


def learn(look: Look, answered: Answer) -> None:
    """Draw the page for those who come next, if the ordinary view has ``answered`` what
    it would say.
    """
    learnt = learnt_from(answered)
    if learnt is None:
        return
    body = answered.plain_body()
    page = look.page
    if page is None or page.learnt != learnt or not _says(look, page, body):
        try:
            page = _drawn(look.asked, learnt)
        except (Error, Refused):
            return
        if not _says(look, page, body):
            return
    _shelf.put(look.key, page, at=look.now.timestamp())


def forget() -> None:
    """Forget every page (for tests)."""
    _shelf.clear()


_shelf: Shelf[Page] = Shelf(PAGES_KEPT)


def _says(look: Look, page: Page, body: bytes) -> bool:
    """Whether ``page``, filled in, is what the ordinary view has just answered."""
    return page.drawn.plain(_values(look, page, _mark_in(body))) == body


def _key(asked: Asked, found: Found) -> tuple[object, ...]:
    return (asked.rating, asked.is_secure, bool(found.name), *found.shared)


def _values(look: Look, page: Page, mark: str) -> Mapping[str, bytes]:
    own = look.found
    zone, happened_at = ZoneInfo(own.zone), datetime.fromisoformat(own.happened_at)
    today, day = (one.astimezone(zone).date() for one in (look.now, happened_at))
    about = _about(page.frame, own.kind, day, today)
    name = own.first_name
    heading = page.greeting % {"name": name, "question": about} if name else about
    return {
        "token": look.asked.token.encode(),
        "heading": escape(heading).encode(),
        "mark": mark.encode(),
        "phone": escape(own.phone).encode(),
    }


@lru_cache(maxsize=4096)
def _about(frame: str, kind: str, day: date, today: date) -> str:
    with translation.override(frame):
        return phrases.how_was(kind, day, today=today)


def _drawn(asked: Asked, learnt: Learnt) -> Page:
    """Draw the page as the ordinary view does, with gaps for what is the guest's."""
    with enter_as_guest("survey", asked.token, "") as guest:
        nobody = replace(guest, token=GAPS["token"])
        page = _page_of(nobody, asked.rating)
        spoken = frame(guest.language, guest.business)
        is_picked = bool(page.preselected_word)
        greeting = survey_pages.greeting(is_picked=is_picked)
        with_gaps = replace(
            page,
            heading=GAPS["heading"],
            mark=GAPS["mark"],
            chosen={**page.chosen, PHONE: GAPS["phone"]},
        )
        html = render_page(with_gaps).content.decode()
    return Page(Drawn.of(html), greeting, spoken, learnt)


def _page_of(guest: Guest, rating: str) -> SurveyPage:
    if rating:
        return survey_pages.picked_page(guest, rating)
    return survey_pages.fresh_page(guest)


def _mark_in(body: bytes) -> str:
    _, _, rest = body.partition(b'name="mark" value="')
    return rest.partition(b'"')[0].decode()
