"""The mails that ask: complete in text and HTML, honest, and inert."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from feedback import clock
from feedback.links import make_token
from feedback.mail.email import MOST_HTML_BYTES, Email
from feedback.text import clean
from surveys.emails import invitation_email, reminder_email
from surveys.models import Invitation, Question, QuestionKind
from tests import builders
from tests.conftest import NOON, World

WORDS = ("Very poor", "Poor", "OK", "Good", "Very good")
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "Ann\r\nBcc: all@example.com",
    "{{ business.reply_to }}{% now 'Y' %}",
    "\u202eevil",
    "http://evil.example/x",
    "<a href='https://evil.example'>win</a>",
    "=cmd|' /C calc'!A0",
    "Ann\x00\ud83d",
]


class Links(HTMLParser):
    """Collects what a mail's HTML links to and which tags it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]


def invitation(days_ago: int = 1, **work: object) -> Invitation:
    about = builders.interaction(
        builders.customer(name="Margaret Ellis"),
        happened_at=NOON - timedelta(days=days_ago),
        **work,
    )
    return builders.invitation(about, asked_at=NOON, reminded_at=NOON)


def link(row: Invitation, name: str, *more: object) -> str:
    token = make_token("survey", row.business_id, row.pk)
    return "http://127.0.0.1:8000" + reverse(
        f"surveys_public:{name}", args=[token, *more]
    )


def both(email: Email) -> str:
    return email.text + email.html


@pytest.mark.parametrize(
    ("days", "subject"),
    [
        (0, "How was today’s boiler service?"),
        (1, "How was Tuesday’s boiler service?"),
        (6, "How was Thursday’s boiler service?"),
        (7, "How was your boiler service on 11 November?"),
        (15, "How was your boiler service on 3 November?"),
        (330, "How was your boiler service on 23 December 2025?"),
    ],
)
def test_the_subject_says_what_and_when(inside: World, days: int, subject: str) -> None:
    assert invitation_email(invitation(days)).subject == subject


def test_the_day_is_that_of_the_zone(inside: World) -> None:
    row = invitation()
    row.interaction.happened_at = datetime(2026, 11, 17, 23, tzinfo=UTC)
    row.business.zone = "Asia/Kathmandu"
    assert invitation_email(row).subject == "How was today’s boiler service?"


@pytest.mark.parametrize(
    ("kind", "inside_words"),
    [("MOT", "Tuesday’s MOT"), ("Haircut", "Tuesday’s haircut")],
)
def test_what_was_done_stands_inside_the_sentence(
    inside: World, kind: str, inside_words: str
) -> None:
    assert inside_words in invitation_email(invitation(kind=kind)).subject


def test_it_greets_says_what_it_is_about_and_promises(inside: World) -> None:
    email = invitation_email(invitation())
    for words in (
        "Hello Margaret,",
        "This is about your boiler service on Tuesday, with Dan. How did it go?",
        "Overall, how was it?",
        "Pick one and you’ll see two more short questions.",
        "Good or bad, I read every one",
        "Ruth Penrose",
        "Penrose Heating",
        "because Penrose Heating did some work for you on 17 November.",
        "We ask once per visit, and never more than once in 90 days.",
        "Don’t ask me again",
        "Prefer to write? Just reply to this email.",
    ):
        assert words in email.text
        assert words in email.html
    assert "One tap to start. About a minute." in email.html


def test_five_words_are_five_links_in_both_forms(inside: World) -> None:
    row = invitation()
    email = invitation_email(row)
    for rating, word in enumerate(WORDS, start=1):
        assert f"{word}: {link(row, 'rating', rating)}\n" in email.text
        assert f'href="{link(row, "rating", rating)}"' in email.html
    assert link(row, "stop") in email.text
    assert link(row, "stop") in email.html


def test_every_link_works_without_a_login(inside: World) -> None:
    row = invitation()
    client = inside.client("anonymous")
    hrefs = Links(invitation_email(row).html).hrefs
    assert len(hrefs) == 7
    for href in hrefs:
        assert client.get(href.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_another_first_question_is_one_button(inside: World) -> None:
    row = invitation()
    Question.objects.filter(position=1).update(kind=QuestionKind.YES_PARTLY_NO)
    email = invitation_email(row)
    stop = link(row, "stop")
    assert Links(email.html).hrefs == [link(row, "survey"), stop, f"{stop}#often"]
    assert ">Answer</a>" in email.html
    assert "There are three short questions." in email.html
    assert (
        f"Answer three short questions, in about a minute:\n{link(row, 'survey')}"
        in (email.text)
    )


def test_a_single_question_is_counted_right(inside: World) -> None:
    row = invitation()
    Question.objects.filter(position__gt=1).delete()
    assert "more short question" not in both(invitation_email(row))
    Question.objects.update(kind=QuestionKind.WORDS)
    email = invitation_email(row)
    assert "There is one short question." in email.html


def test_the_own_opening_is_used(inside: World) -> None:
    row = invitation()
    assert row.version is not None
    row.version.opening = "Is the heating behaving?"
    assert "with Dan. Is the heating behaving?" in invitation_email(row).text


def test_whoever_signs_is_not_named_twice(inside: World) -> None:
    email = invitation_email(invitation(handler="Ruth"))
    assert "on Tuesday. How did it go?" in email.text


def test_headers_say_who_writes_and_how_to_leave(inside: World) -> None:
    row = invitation()
    email = invitation_email(row)
    token = make_token("leave", row.business_id, row.customer_id)
    address = "http://127.0.0.1:8000" + reverse("surveys_public:leave", args=[token])
    assert email.headers == {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert (email.from_name, email.reply_to) == (
        "Ruth at Penrose Heating",
        "ruth@penrose.example",
    )
    assert (email.to_name, email.to_email) == ("Margaret Ellis", row.customer.email)


def test_the_reminder_is_the_last_one(inside: World) -> None:
    row = invitation(5)
    email = reminder_email(row)
    assert email.subject == "In case this got buried: Friday’s boiler service"
    for words in (
        "Margaret, in case this got buried: how did your boiler service on Friday go?",
        "If you’d rather not say, that’s fine, and I won’t ask again about this one.",
        "never more than once in 90 days",
    ):
        assert words in email.text
        assert words in email.html
    for rating in range(1, 6):
        assert link(row, "rating", rating) in email.text
        assert link(row, "rating", rating) in email.html
    assert "List-Unsubscribe" in email.headers


def test_a_try_out_says_that_it_is_one(inside: World) -> None:
    row = invitation()
    row.is_test = True
    email = invitation_email(row)
    assert "This is a try-out" in email.text
    assert "did some work for you" not in both(email)


def test_without_a_sign_off_the_business_speaks(inside: World) -> None:
    row = invitation()
    row.business.sign_off = row.business.reply_to = ""
    email = invitation_email(row)
    assert "Good or bad, we read every one" in email.text
    assert email.from_name == "Penrose Heating"
    assert "Just reply" not in both(email)


def test_a_long_name_still_fits_the_row(inside: World) -> None:
    row = invitation(kind="W" * 80)
    row.business.name, row.business.sign_off = "B" * 60, "S" * 60
    row.customer.name = "N" * 120
    email = invitation_email(row)
    assert len(email.subject) <= 200
    assert len(email.to_name) <= 120


def test_both_mails_are_small_and_show_nothing_from_elsewhere(inside: World) -> None:
    row = invitation()
    for email in (invitation_email(row), reminder_email(row)):
        assert len(email.html.encode()) <= MOST_HTML_BYTES
        assert Links(email.html).tags.isdisjoint({"img", "script", "link", "iframe"})
        assert "url(" not in email.html
        assert "{" not in re.sub(r"<style>.*?</style>", "", email.html)
        assert "{" not in email.text
        assert email.html.startswith("<!doctype html>")


@pytest.mark.parametrize("nasty", NASTY)
def test_hostile_words_are_inert(inside: World, nasty: str) -> None:
    row = invitation()
    row.interaction.kind = row.interaction.handler = nasty
    row.customer.name = nasty
    row.business.name = row.business.sign_off = row.business.place = nasty
    assert row.version is not None
    row.version.opening = nasty
    Question.objects.filter(position=1).update(text=clean(nasty)[:140])
    for email in (invitation_email(row), reminder_email(row)):
        found = Links(email.html)
        assert found.tags.isdisjoint({"img", "script", "iframe"})
        assert all(h.startswith("http://127.0.0.1:8000/") for h in found.hrefs)
        for line in (email.subject, email.to_name, email.from_name):
            assert "\n" not in line
            assert "\r" not in line
        # Only what looks like a name is greeted.
        first = nasty.split(maxsplit=1)[0]
        assert first == "Ann" or f"Hello {first}" not in email.text


def test_the_clock_matters_only_through_the_invitation(inside: World) -> None:
    row = invitation()
    today = invitation_email(row)
    with clock.set_to(NOON + timedelta(days=20)):
        assert invitation_email(row) == today
