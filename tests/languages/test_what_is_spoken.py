"""Every page and mail that a customer sees, in German and in Arabic: no English left.

Two nets: no sentence of the catalogue stands in the page as it is in English, and no
text is the same in both languages unless somebody of the business wrote it.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser

import polib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from actions.emails_telling import Word, told_email
from actions.models import Telling
from actions.selectors.telling import listeners
from feedback import clock
from feedback.accounts.models import Business
from feedback.mail.email import Email
from surveys import emails, emails_team
from surveys.models import Invitation, Reply, TeamAnswer
from surveys.services.following import so_far
from tests import builders
from tests.actions import builders as acting
from tests.conftest import NOON, World
from tests.languages import rows
from tests.languages.test_catalogues import messages
from tests.public_wall import rows as wall
from tests.surveys.guests import link, way_out

LANGUAGES = ("de", "ar")
# What stands there in any language: names, addresses, and what people wrote.
SAME = re.compile(
    r"Margaret|Ruth|Penrose|Dan\b|Tonkin|Said & Done|JSON|boiler service|late\b"
    r"|said so|snow|turned up|text|English|Deutsch|العربية|@|https?://|^[\W\d_]*$|^P$|^Feed$",
    re.IGNORECASE,
)
BROWSER = Client()


class Shown(HTMLParser):
    """Collects what somebody reads or hears: texts, and the attributes that speak."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("style", "script")
        given = dict(attrs)
        names = ("aria-label", "title", "alt", "placeholder")
        self.texts += [given[name] or "" for name in names if name in given]
        if given.get("name") == "description":
            self.texts.append(given.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.texts.append(" ".join(data.split()))


def shown(html: str) -> list[str]:
    """Return the texts of a page."""
    reader = Shown()
    reader.feed(html)
    return reader.texts


def source_sentences() -> list[str]:
    """Return what the catalogue says in English, in pieces between placeholders."""
    catalogue = polib.pofile(str(messages.po_path("de")))
    sources = [text for e in catalogue for text in (e.msgid, e.msgid_plural) if text]
    pieces = [
        " ".join(re.sub(r"<[^>]+>", " ", piece).split())
        for source in sources
        for piece in re.split(r"%\([a-z_0-9]+\)[sd]|%%", source)
    ]
    return [piece for piece in pieces if len(piece) > 12 and " " in piece]


SOURCES = source_sentences()


def english_in(texts: list[str]) -> list[str]:
    """Return every English sentence of ours in ``texts``."""
    whole = "\n".join(texts)
    return [sentence for sentence in SOURCES if sentence in whole]


def unchanged(texts: list[str], english: list[str]) -> list[str]:
    """Return what is the same in both languages and nobody of the business wrote."""
    same = set(texts) & set(english)
    return sorted(text for text in same if not SAME.search(text))


def speak(world: World, language: str) -> None:
    """Make ``language`` the business's own."""
    Business.objects.filter(pk=world.business.pk).update(
        language=language, reply_to="ruth@penrose.example", sign_off="Ruth Penrose"
    )
    world.business.refresh_from_db()


def asked(world: World, language: str, **values: object) -> Invitation:
    """Store an invitation in ``language`` to a survey that has them all."""
    survey = rows.survey_in(world, *LANGUAGES)
    who = builders.customer(language=language)
    return builders.invitation(
        builders.interaction(who), survey=survey, language=language, **values
    )


def answered(world: World, language: str, **values: object) -> Invitation:
    """Store an answered invitation that asks for a call."""
    to = asked(world, language)
    fresh = {"contact": "phone", "contact_by": NOON.date(), "language": language}
    builders.reply(to, **{**fresh, **values})
    return to


Page = Callable[[World, str], str]


def _page(address: str, status: int = 200, **sent: str) -> str:
    page = BROWSER.post(address, sent) if sent else BROWSER.get(address)
    assert page.status_code == status
    return page.content.decode()


def _leave(world: World, language: str) -> str:
    return _page(way_out("leave", builders.customer(language=language)))


def _left(world: World, language: str) -> str:
    who = builders.customer(language=language)
    return _page(way_out("leave", who), **{"List-Unsubscribe": "One-Click"})


def _leave_updates(world: World, language: str) -> str:
    return _page(way_out("leave-updates", builders.customer(language=language)))


def _closed(world: World, language: str) -> str:
    ended = clock.now() - timedelta(days=1)
    to = asked(world, language, expires_at=ended)
    return _page(link("survey", to), status=410)


def _mine(world: World, language: str) -> str:
    to = answered(world, language, consent="first_name", edited_at=NOON)
    reply = Reply.objects.get(invitation=to)
    acting.action(world, reply)
    TeamAnswer.objects.create(
        business=world.business, reply=reply, author=world.member, words="Sorry, Dan."
    )
    return _page(link("mine", to))


def _told(world: World, language: str) -> str:
    to = answered(world, language, state="done", done_at=NOON)
    acting.done_action(world, Reply.objects.get(invitation=to))
    return _page(link("mine", to))


def _wall(world: World, language: str) -> str:
    wall.open_page()
    speak(world, language)
    for rating in (1, 3, 5):
        said = wall.comment(rating=rating, language=language, edited_at=NOON)
        wall.public_reply(said, edited_at=NOON)
    removed = wall.removal(wall.comment(language=language), state="removed")
    assert removed.decided_at
    wall.removal(wall.comment(language=language))
    wall.update(edited_at=NOON)
    wall.update(wall.decided_action(), said="You come late.", raised_by=3)
    for _more in range(8):
        wall.comment(language=language)
    return _page(reverse("public_wall_public:wall", args=["penrose-heating"]))


def _how(world: World, language: str) -> str:
    wall.open_page()
    speak(world, language)
    return _page(reverse("public_wall_public:how", args=["penrose-heating"]))


PAGES: dict[str, Page] = {
    "survey": lambda w, code: _page(link("survey", asked(w, code))),
    "rating": lambda w, code: _page(link("rating", asked(w, code), rating="2")),
    "blank": lambda w, code: _page(link("survey", asked(w, code)), 422, consent="no"),
    "thanks": lambda w, code: _page(link("thanks", answered(w, code))),
    "thanks again": lambda w, code: _page(link("survey", answered(w, code))),
    "edit": lambda w, code: _page(link("edit", answered(w, code))),
    "mine, nothing said": lambda w, code: _page(link("mine", asked(w, code))),
    "mine": _mine,
    "mine, told": _told,
    "stop": lambda w, code: _page(link("stop", asked(w, code))),
    "leave": _leave,
    "left": _left,
    "leave updates": _leave_updates,
    "closed": _closed,
    "wall": _wall,
    "how": _how,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_english_left(inside: World, name: str, language: str) -> None:
    speak(inside, "en-gb")
    english = shown(PAGES[name](inside, "en-gb"))
    html = PAGES[name](inside, language)
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert english_in(shown(html)) == []
    assert unchanged(shown(html), english) == []


Mail = Callable[[World, str], Email]


def _answer(world: World, language: str) -> Email:
    reply = Reply.objects.get(invitation=answered(world, language))
    given = TeamAnswer(
        business=world.business, reply=reply, author=world.member, words="Sorry, Dan."
    )
    return emails_team.answer_email(given, so_far(reply))


def _telling(about: str) -> Mail:
    def mail(world: World, language: str) -> Email:
        wall.open_page()
        world.business.refresh_from_db()
        to = answered(world, language)
        made = acting.moved_action(world, Reply.objects.get(invitation=to))
        made.done_at = NOON
        word = Word(about, "We text now.", others=True)
        (listener,) = listeners(made)
        return told_email(made, listener, word, today=NOON.date())

    return mail


MAILS: dict[str, Mail] = {
    "invitation": lambda w, code: emails.invitation_email(asked(w, code)),
    "reminder": lambda w, code: emails.reminder_email(asked(w, code)),
    "try-out": lambda w, code: emails.invitation_email(asked(w, code, is_test=True)),
    "answer": _answer,
    "did": _telling(Telling.About.DID),
    "not this time": _telling(Telling.About.NOT_THIS_TIME),
    "later": _telling(Telling.About.LATER),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAILS)
def test_a_mail_has_no_english_left(inside: World, name: str, language: str) -> None:
    speak(inside, "en-gb")
    english = MAILS[name](inside, "en-gb")
    mail = MAILS[name](inside, language)
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in mail.html
    texts = [mail.subject, *shown(mail.html), *mail.text.splitlines()]
    assert english_in(texts) == []
    before = [english.subject, *shown(english.html), *english.text.splitlines()]
    assert unchanged(texts, before) == []


def test_nothing_stays_switched_after_a_mail(inside: World) -> None:
    emails.invitation_email(asked(inside, "ar"))
    assert translation.get_language() == "en-gb"
