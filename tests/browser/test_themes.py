"""Themes in a browser: read, renamed, merged, split and hidden, with no script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from feedback import tenancy
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import World
from tests.surveys.themes.said import read, said

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LATE = "Late or missed visits"


@pytest.fixture
def themes(
    world: World,
    live_server: LiveServer,
    open_page: Callable[..., Page],
    log_in: Callable[..., None],
) -> Callable[..., Page]:
    """Return a function that opens the themes of a business that heard much of two."""
    with tenancy.enter(world.business.id):
        for number in range(6):
            said(f"He came {number + 2} hours late.")
            said("It was far too expensive.")
    read()

    def fresh(*, who: str = "member", **how: object) -> Page:
        page = open_page(**how)
        log_in(page, live_server.url, who)
        page.goto(live_server.url + "/themes/")
        return page

    return fresh


def test_a_theme_shows_its_words_and_takes_a_name_without_scripts(
    themes: Callable[..., Page],
) -> None:
    page = themes(scripts=False)
    page.get_by_role("link", name=LATE).first.click()
    expect(page.get_by_text("He came 2 hours late.").first).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Turning up")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_role("heading", name="Turning up")).to_be_visible()


def test_merging_and_splitting_can_be_taken_back(themes: Callable[..., Page]) -> None:
    page = themes(scripts=False)
    page.get_by_role("link", name=LATE).first.click()
    page.get_by_label("Make it part of").select_option(index=1)
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("heading", name="Became part of this")).to_be_visible()
    page.get_by_role("button", name="Let it stand by itself").click()
    expect(page.get_by_role("heading", name="Became part of this")).to_have_count(0)
    page.get_by_label("Tick to split off").first.check()
    page.get_by_label("Name of the new theme").fill("Something else")
    page.get_by_role("button", name="Split off what is ticked").click()
    expect(page.get_by_role("heading", name="Something else")).to_be_visible()


def test_hiding_a_theme_is_undone_with_one_tap(themes: Callable[..., Page]) -> None:
    page = themes()
    page.get_by_role("link", name=LATE).first.click()
    page.get_by_role("button", name="Hide it").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It is shown again.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_pages_full_of_themes_are_accessible(
    themes: Callable[..., Page], size: tuple[int, int], scheme: str
) -> None:
    page = themes(size=size, scheme=scheme)
    assert_fine(page)
    page.get_by_role("link", name=LATE).first.click()
    expect(page.get_by_role("heading", name="In their words")).to_be_visible()
    assert_fine(page)


def assert_fine(page: Page) -> None:
    assert violations(page) == []
    assert not scrolls_sideways(page)
