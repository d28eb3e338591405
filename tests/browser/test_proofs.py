"""Checking a public page in a browser, and a receipt."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from feedback import clock, tenancy
from public_wall.proofs.receipts import number_of
from public_wall.proofs.sweeping import sweep
from surveys.models import Reply
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import World
from tests.public_wall import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WALL = "/w/penrose-heating/"
Opening = Callable[..., Page]


@pytest.fixture
def logged(world: World) -> World:
    with tenancy.enter(world.business.id):
        rows.open_page()
        rows.public_reply(rows.comment(words="Ünïcode “quotes” </script> 👍"))
        rows.comment(consent=Reply.Consent.NO, words="Private.")
        rows.comment(words="", rating=None)
        rows.update()
    sweep(now=clock.now())
    return world


def checked(page: Page, address: str) -> str:
    """Return what the page says after checking itself."""
    page.goto(f"{address}{WALL}verify/")
    page.click("#verify button")
    said = page.locator("#verify [role=status].notice")
    said.wait_for()
    return said.inner_text()


def test_an_honest_page_fits_and_the_signature_is_checked(
    logged: World, live_server: LiveServer, open_page: Opening
) -> None:
    page = open_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    said = checked(page, live_server.url)
    assert said.startswith("Everything fits.")
    assert "verify.py" not in said
    assert complaints == []


def test_a_bent_page_is_named(
    logged: World, live_server: LiveServer, open_page: Opening
) -> None:
    with tenancy.enter(logged.business.id):
        shown = Reply.objects.get(words__startswith="Ünïcode")
        Reply.objects.filter(pk=shown.pk).update(words="Lovely.")
        Reply.objects.filter(words="Private.").update(rating=5)
    said = checked(open_page(), live_server.url)
    assert f"#{shown.pk}" in said
    assert "ratings.very_good" in said


def test_both_pages_are_accessible_and_fit(
    logged: World, live_server: LiveServer, open_page: Opening
) -> None:
    with tenancy.enter(logged.business.id):
        reply = Reply.objects.get(words="Private.")
    number = number_of(logged.business.pk, reply.pk)
    for path in ("verify/", f"receipts/{number}/"):
        for size in ((320, 640), PHONE, DESK):
            for scheme in ("light", "dark"):
                page = open_page(size=size, scheme=scheme)
                page.goto(live_server.url + WALL + path)
                assert violations(page) == [], (path, size, scheme)
                assert not scrolls_sideways(page), (path, size)


def test_without_scripts_the_page_says_what_to_do(
    logged: World, live_server: LiveServer, open_page: Opening
) -> None:
    page = open_page(scripts=False)
    page.goto(f"{live_server.url}{WALL}verify/")
    assert page.locator("noscript p").is_visible()
    assert not page.locator("#verify").is_visible()
