"""Pages, sessions and axe for browser tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import World

PHONE, DESK = (390, 844), (1440, 900)


@pytest.fixture(autouse=True)
def _drives_a_browser(settings: Any) -> None:
    """These tests are machines: see test_scanners for those that must be seen."""
    settings.SUSPECT_MACHINES = False


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a fresh page: size, scheme, scripts on or off."""
    contexts: list[BrowserContext] = []

    def fresh(
        *, size: tuple[int, int] = PHONE, scheme: str = "light", scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield fresh
    for context in contexts:
        context.close()


@pytest.fixture
def log_in(world: World) -> Callable[[Page, str, str], None]:
    """Return a function that gives a page's browser somebody's session."""

    def give(page: Page, address: str, who: str = "owner") -> None:
        client: Client = world.client(who)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": value, "url": address}])

    return give


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the page, a line each; scripts must be on."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {n['html'][:160]} {n.get('failureSummary', '')[:200]}"
        for v in found
        for n in v["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide


def look_four_ways(page: Page) -> None:
    """Assert that axe finds nothing and nothing is too wide, on a phone and a desk, by
    day and by night.
    """
    for width, height in (PHONE, DESK):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert violations(page) == [], (width, scheme)
            assert not scrolls_sideways(page), width
