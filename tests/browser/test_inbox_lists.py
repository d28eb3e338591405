"""The lists of the inbox in a browser: many at once, filters, and what comes in."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from feedback import tenancy
from surveys.models import Reply, SavedView
from tests import builders
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.browser.test_inbox import inbox, replies
from tests.conftest import NOON, World

__all__ = ["inbox", "replies"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


@pytest.fixture
def kept(world: World) -> SavedView:
    """Store a list that everybody sees."""
    with tenancy.enter(world.business.id):
        return SavedView.objects.create(
            business=world.business,
            owner=world.owner,
            name="Boilers that wait",
            query={"kind": "Boiler service"},
            is_shared=True,
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_lists_are_accessible(
    inbox: Open,
    replies: list[Reply],
    kept: SavedView,
    size: tuple[int, int],
    scheme: str,
) -> None:
    paths = [
        "/inbox/?kind=Boiler+service&rating=2",
        "/inbox/?handler=Nobody",
        "/inbox/filter/?kind=Boiler+service",
        "/inbox/views/",
        f"/inbox/views/{kept.pk}/",
        "/inbox/search/?q=wrote&rating=2",
    ]
    page = inbox(size=size, scheme=scheme)
    for number, at in enumerate(paths):
        page.goto(page.url.split("/inbox/")[0] + at)
        if page.locator(".pick").count() and number == 0:
            page.locator(".pick:visible").first.click()
        if folder := os.environ.get("SHOTS"):
            name = f"p4-{number}-{size[0]}-{scheme}.png"
            page.screenshot(path=str(Path(folder) / name))
        assert violations(page) == [], at
        assert not scrolls_sideways(page), at


def test_many_are_done_without_scripts_and_undone(
    inbox: Open, world: World, replies: list[Reply]
) -> None:
    page = inbox(size=PHONE, scripts=False)
    expect(page.locator("#bulk")).to_be_hidden()
    page.get_by_label("Choose Margaret Ellis").check()
    page.get_by_label("Choose Joy Kay").check()
    page.locator("#bulk").get_by_role("button", name="Done").click()
    expect(page.locator("#toasts")).to_contain_text("2 are done.")
    expect(page.locator(".row")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("2 are open again.")
    expect(page.locator(".row")).to_have_count(3)


def test_a_filter_is_chosen_kept_and_found_again(
    inbox: Open, replies: list[Reply]
) -> None:
    page = inbox(size=DESK, scripts=False)
    page.get_by_role("link", name="Filter").click()
    page.get_by_label("How it was").select_option("Poor")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".row")).to_have_count(2)
    page.get_by_text("Keep this list").click()
    page.get_by_label("Name of the list").fill("Unhappy")
    page.get_by_role("button", name="Keep it").click()
    kept = page.get_by_role("link", name="Unhappy", exact=True)
    expect(kept).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Leave this filter out").click()
    expect(page.locator(".row")).to_have_count(3)


def test_what_comes_in_moves_nothing_and_keeps_the_focus(
    inbox: Open, world: World, replies: list[Reply]
) -> None:
    page = inbox(size=DESK)
    page.locator(".row .who a").nth(1).focus()
    page.locator("#reply").fill("Half a though")
    page.locator("#reply").focus()
    before = page.locator(".row").first.bounding_box()
    with tenancy.enter(world.business.id):
        who = builders.customer(name="Kim New")
        builders.reply(
            builders.invitation(builders.interaction(who)),
            waits_for_person=False,
            rating=4,
        )
    mark = f"since={int(NOON.timestamp() * 1e6) - 1}"
    page.evaluate(
        """mark => {
            const came = document.querySelector('#came');
            const url = came.getAttribute('hx-get').replace(/since=\\d+/, mark);
            came.setAttribute('hx-get', url);
            came.dispatchEvent(new Event('look'));
        }""",
        mark,
    )
    news = page.locator("#came a")
    expect(news).to_have_text("1 came in. Show it")
    expect(page.locator("#reply")).to_be_focused()
    assert page.locator(".row").first.bounding_box() == before
    news.click()
    expect(page.get_by_role("link", name="Kim New")).to_be_visible()
    expect(page.locator("#reply")).to_have_value("Half a though")


def test_x_ticks_the_row_that_is_read(inbox: Open, replies: list[Reply]) -> None:
    page = inbox(size=DESK)
    page.keyboard.press("x")
    expect(page.get_by_label("Choose Margaret Ellis")).to_be_checked()
    expect(page.locator("#bulk")).to_be_visible()
