"""The public wall in a browser: readable by everybody, silent, and without scripts."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from feedback import clock, tenancy
from public_wall.models import Removal, Update
from tests import builders
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import World
from tests.public_wall import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WALL = "/w/penrose-heating/"
Opening = Callable[..., Page]
LogIn = Callable[[Page, str, str], None]


@pytest.fixture
def full(world: World) -> World:
    """Return the world with a page that has some of everything on it."""
    with tenancy.enter(world.business.id):
        rows.open_page()
        for number in range(24):
            said = rows.comment(
                builders.customer(
                    name=f"Siân{'abcdefghijklmnopqrstuvwx'[number]} Ellis"
                ),
                rating=number % 5 + 1,
                words="He came late.\n\nNobody rang. " * (number % 3 + 1),
                submitted_at=clock.now() - timedelta(days=3, hours=number),
            )
            if number % 4 == 0:
                rows.public_reply(said, edited_at=clock.now())
            if number % 7 == 0:
                rows.removal(said)
            if number % 11 == 0:
                rows.update(rows.decided_action(said), edited_at=clock.now())
        rows.removal(rows.comment(), state=Removal.State.REMOVED)
        rows.comment(rating=None, words="x" * 400)
        no = rows.decided_action(rows.comment(consent="no"), outcome="not_this_time")
        rows.update(no, quoted_reply=None)
    return world


@pytest.mark.parametrize("path", [WALL, WALL + "how/", WALL + "?show=unhappy"])
def test_the_public_page_is_accessible_and_fits(
    full: World, live_server: LiveServer, open_page: Opening, path: str
) -> None:
    for size in ((320, 640), PHONE, DESK):
        for scheme in ("light", "dark"):
            page = open_page(size=size, scheme=scheme)
            page.goto(live_server.url + path)
            assert violations(page) == [], (size, scheme)
            assert not scrolls_sideways(page), size


def test_it_takes_three_requests_and_leaves_nothing_behind(
    full: World, live_server: LiveServer, open_page: Opening
) -> None:
    page = open_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(live_server.url + WALL)
    assert all(url.startswith(live_server.url) for url in asked)
    assert not [url for url in asked if url.endswith(".js")]
    assert len(asked) <= 3  # the page, its style and its icon
    assert complaints == []
    assert page.context.cookies() == []


def test_a_visitor_without_scripts_filters_and_goes_on(
    full: World, live_server: LiveServer, open_page: Opening
) -> None:
    page = open_page(scripts=False)
    page.goto(live_server.url + WALL)
    page.get_by_role("link", name="Unhappy").click()
    assert page.locator(".said li").count() >= 5
    assert page.locator(".said").get_by_text("Very good").count() == 0
    page.get_by_role("link", name=re.compile(r"^All \d")).click()
    page.get_by_role("link", name="Older").click()
    page.get_by_role("link", name="Back to the newest").click()
    page.get_by_text("Who is asked, and who decides").click()
    page.get_by_role("link", name="The rules in full").click()
    assert page.get_by_role("heading", level=1).inner_text() == "How this page works"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_manager_writes_up_looks_publishes_and_takes_it_back(
    world: World,
    live_server: LiveServer,
    open_page: Opening,
    log_in: LogIn,
    scripts: bool,
) -> None:
    with tenancy.enter(world.business.id):
        rows.open_page()
        rows.decided_action(rows.comment(words="Nobody rang."))
    page = open_page(scripts=scripts)
    log_in(page, live_server.url, "manager")
    page.goto(live_server.url + reverse("public_wall:update-list"))
    page.get_by_role("link", name="Write it up").click()
    page.get_by_label("What we did").fill("We ring before noon.")
    page.get_by_role("button", name="Show me first").click()
    assert (
        page.locator(".yswd")
        .get_by_text("We ring before noon.", exact=True)
        .is_visible()
    )
    page.get_by_role("button", name="Publish").click()
    visitor = open_page(scripts=False)
    visitor.goto(live_server.url + WALL)
    assert (
        visitor.locator(".yswd")
        .get_by_text("We ring before noon.", exact=True)
        .is_visible()
    )
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/published/")
    with tenancy.enter(world.business.id):
        assert Update.objects.get().withdrawn_at is not None


def test_a_form_with_mistakes_is_accessible_too(
    world: World, live_server: LiveServer, open_page: Opening, log_in: LogIn
) -> None:
    with tenancy.enter(world.business.id):
        reply = rows.comment()
    page = open_page()
    log_in(page, live_server.url, "manager")
    url = reverse("public_wall:removal-new", args=[reply.pk])
    page.goto(live_server.url + url)
    page.get_by_role("button", name="Ask for removal").click()
    assert page.get_by_role("alert").is_visible()
    assert violations(page) == []


def test_the_pages_around_it_are_accessible_when_full(
    full: World, live_server: LiveServer, open_page: Opening, log_in: LogIn
) -> None:
    for size in (PHONE, DESK):
        for scheme in ("light", "dark"):
            page = open_page(size=size, scheme=scheme)
            log_in(page, live_server.url, "owner")
            for name in ("update-list", "removal-list"):
                page.goto(live_server.url + reverse(f"public_wall:{name}"))
                assert violations(page) == [], (name, size, scheme)
                assert not scrolls_sideways(page), (name, size)
