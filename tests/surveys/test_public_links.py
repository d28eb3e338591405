"""A link opens one thing for one purpose; reading it never changes anything."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from feedback import tenancy
from feedback.ids import uuid7
from feedback.links import make_token
from surveys.models import Invitation
from tests import builders
from tests.conftest import World
from tests.surveys.guests import link, way_out, whole_database

BROWSER = Client()
PAGES = ("survey", "thanks", "edit", "mine", "words-withdrawal", "stop")
ALL_PAGES = (*PAGES, "rating", "leave", "leave-updates")


def links_of_a_mail(to: Invitation) -> list[str]:
    """Return every link that a mail to them may hold."""
    ratings = [link("rating", to, rating=str(rating)) for rating in range(1, 6)]
    ways_out = [way_out(p, to.customer) for p in ("leave", "leave-updates")]
    return [link("survey", to), link("mine", to), link("stop", to), *ratings, *ways_out]


def every_link() -> list[str]:
    """Return every page behind a link: before answering, after, and too late."""
    waiting = builders.invitation()
    answered = builders.reply(consent="first_name").invitation
    over = builders.invitation(status=Invitation.Status.EXPIRED)
    pages = [link(name, to) for name in PAGES for to in (waiting, answered, over)]
    return pages + [url for to in (waiting, answered) for url in links_of_a_mail(to)]


def address(name: str, token: str) -> str:
    more = {"rating": "4"} if name == "rating" else {}
    return reverse(f"surveys_public:{name}", kwargs={"token": token, **more})


def test_reading_any_link_two_hundred_times_writes_nothing(world: World) -> None:
    with tenancy.enter(world.business.id):
        links = links_of_a_mail(builders.invitation())
    before = whole_database()
    for url in links:
        for _ in range(100):
            assert BROWSER.get(url).status_code == 200
            assert BROWSER.head(url).status_code == 200
    assert not BROWSER.cookies
    assert whole_database() == before


def test_reading_any_page_before_or_after_writes_nothing(world: World) -> None:
    with tenancy.enter(world.business.id):
        pages = every_link()
    before = whole_database()
    for url in pages * 2:
        for response in (BROWSER.get(url), BROWSER.head(url), BROWSER.options(url)):
            assert response.status_code < 500
            assert not response.cookies
    assert whole_database() == before


def test_every_page_may_be_kept_by_nobody(inside: World) -> None:
    bad = [address(name, "x" * 64) for name in ALL_PAGES]
    for url in (*every_link(), *bad):
        response = BROWSER.get(url)
        if response.status_code == 405:
            continue
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert not response.has_header("Set-Cookie")


def altered(token: str) -> list[str]:
    """Return what becomes of a token on its way through the world's mail programs."""
    return [
        token[:-1],
        token[:40],
        token.swapcase(),
        token[:-2] + ("AA" if not token.endswith("AA") else "BB"),
        token + "A",
        token + "=",
        token.replace(token[5], "%"),
        "+".join(token.split("-")) if "-" in token else token[:-1] + "+",
        token + "\r\n",
        "\r\nSet-Cookie: a=b",
        token[1:] + token[0],
        "x",
        "x" * 64,
        "é" * 64,
        "\x00" * 64,
        "..%2f..%2f",
        "' OR 1=1 --",
        "x" * 5000,
    ]


@pytest.mark.parametrize("name", ALL_PAGES)
def test_whatever_is_no_link_of_ours_finds_the_same_page(
    inside: World, name: str
) -> None:
    invitation = builders.invitation()
    customer, business = invitation.customer, inside.business
    survey = make_token("survey", business.id, invitation.pk)
    leave = make_token("leave", business.id, customer.pk)
    updates = make_token("leave-updates", business.id, customer.pk)
    purposes = {"leave": leave, "leave-updates": updates}
    own = purposes.get(name, survey)
    purpose = name if name in purposes else "survey"
    tokens = [
        *altered(own),
        *({survey, leave, updates} - {own}),
        make_token(purpose, business.id, uuid7()),
        make_token(purpose, inside.other_business.id, invitation.pk),
        make_token(purpose, inside.other_business.id, customer.pk),
        make_token(purpose, uuid7(), invitation.pk),
        make_token("join", business.id, invitation.pk),
    ]
    before = whole_database()
    answers: set[Any] = set()
    for token in tokens:
        for method in (BROWSER.get, BROWSER.post):
            response = method(address(name, token))
            if response.status_code != 405:
                answers.add((response.status_code, response.content))
    assert [status for status, _ in answers] == [404]
    assert b"reply to the email instead: a person reads it" in answers.pop()[1]
    assert whole_database() == before


@pytest.mark.parametrize(
    "values",
    [
        {"status": Invitation.Status.EXPIRED},
        {"status": Invitation.Status.PLANNED, "asked_at": None, "version": None},
        {"status": Invitation.Status.NOT_ASKED, "reason": "opted_out"},
    ],
)
def test_a_closed_link_is_kind_and_leads_to_a_person(
    inside: World, values: dict[str, Any]
) -> None:
    invitation = builders.invitation(**values)
    for url in (link("survey", invitation), link("rating", invitation, rating="1")):
        page = BROWSER.get(url)
        assert page.status_code == 410
        assert "This link has closed." in page.content.decode()
        assert 'href="mailto:ruth@penrose.example?' in page.content.decode()
        assert "Margaret" not in page.content.decode()
    assert BROWSER.post(link("survey", invitation)).status_code == 410


def test_without_an_address_to_write_to_replying_is_left(inside: World) -> None:
    inside.business.reply_to = ""
    inside.business.save(update_fields=["reply_to"])
    page = BROWSER.get(link("stop", builders.invitation())).content.decode()
    assert "reply to any email from Penrose Heating" in page
    assert "mailto:" not in page


@pytest.mark.parametrize("name", ALL_PAGES)
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_page_takes_other_methods(inside: World, name: str, method: str) -> None:
    response = getattr(BROWSER, method)(address(name, "x" * 64))
    assert response.status_code == 405
