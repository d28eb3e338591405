"""Real chromium as a machine and as a person: who is suspected, who is not."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from feedback import clock, tenancy
from surveys.models import Invitation, Reply
from tests import builders
from tests.browser.conftest import violations
from tests.chromium import CHROMIUM, FLAGS
from tests.conftest import NOON, World
from tests.surveys.guests import link, whole_database

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A browser that says nothing of being driven, as scanners' own do and people's are.
QUIET = [*FLAGS, "--disable-blink-features=AutomationControlled"]
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/142.0.0.0 Safari/537.36"
)
# Longer than a machine takes and shorter than anybody does.
READING_MS = 3500


@pytest.fixture(autouse=True)
def _fresh(clock_of_the_tests: None) -> None:
    cache.clear()


@pytest.fixture
def clock_of_the_tests(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let real time go by from the moment of the tests on, for the server."""
    monkeypatch.setattr(clock, "_fixed", None)
    real = clock.now()
    offset = tmp_path / "clock"
    offset.write_text(str((NOON - real).total_seconds()))
    settings.TEST_CLOCK_FILE = str(offset)
    settings.SUSPECT_MACHINES = True


@pytest.fixture(scope="module")
def quiet(browser: Browser) -> Iterator[Browser]:
    """Start a browser that does not say that it is driven."""
    started = browser.browser_type.launch(executable_path=CHROMIUM, args=QUIET)
    yield started
    started.close()


def page_of(browser: Browser, **more: Any) -> Page:
    context = browser.new_context(**{"locale": "en-GB", **more})
    context.set_default_timeout(20_000)
    return context.new_page()


@pytest.fixture
def to(world: World) -> Invitation:
    with tenancy.enter(world.business.id):
        return builders.invitation()


def the_reply(to: Invitation) -> Reply:
    with tenancy.enter(to.business_id):
        return Reply.objects.select_related("suspicion").get(invitation=to)


def address(live_server: LiveServer, to: Invitation, rating: str = "") -> str:
    path = link("rating", to, rating=rating) if rating else link("survey", to)
    return str(live_server.url) + path


def test_chromium_that_runs_scripts_and_follows_every_link_writes_nothing(
    live_server: LiveServer, to: Invitation, browser: Browser
) -> None:
    page = page_of(browser)
    before = whole_database()
    seen: set[str] = set()
    waiting = [address(live_server, to, rating) for rating in "12345"]
    while waiting:
        url = waiting.pop()
        seen.add(url)
        page.goto(url, wait_until="load")
        page.mouse.move(40, 40)
        hrefs = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        links = [h.split("#")[0] for h in hrefs if h.startswith(live_server.url)]
        waiting += [h for h in links if h not in seen and h not in waiting]
    assert len(seen) > 6
    assert whole_database() == before


def by_script(page: Page) -> None:
    page.evaluate("document.forms[0].submit()")


def by_script_click(page: Page) -> None:
    page.evaluate("document.querySelector('form button').click()")


def by_driven_click(page: Page) -> None:
    page.click("form button.send")


@pytest.mark.parametrize("send", [by_script, by_script_click, by_driven_click])
def test_a_driven_chromium_that_sends_the_first_form_is_suspected(
    live_server: LiveServer,
    to: Invitation,
    browser: Browser,
    send: Callable[[Page], None],
) -> None:
    page = page_of(browser)
    page.goto(address(live_server, to, "4"))
    send(page)
    page.wait_for_url("**/thanks/")
    assert the_reply(to).is_suspicious


@pytest.mark.parametrize("send", [by_script, by_script_click, by_driven_click])
def test_one_that_hides_what_it_is_is_suspected_too(
    live_server: LiveServer,
    to: Invitation,
    quiet: Browser,
    send: Callable[[Page], None],
) -> None:
    page = page_of(quiet, user_agent=CHROME)
    for rating in "12345":
        page.goto(address(live_server, to, rating))
    page.wait_for_timeout(READING_MS)
    send(page)
    page.wait_for_url("**/thanks/")
    expect(page.locator("main")).to_contain_text("one email to confirm")
    reply = the_reply(to)
    assert reply.is_suspicious
    assert "program" not in reply.suspicion.signs


def with_mouse(page: Page) -> None:
    for step in range(12):
        page.mouse.move(60 + 9 * step, 80 + 7 * step)
    page.mouse.wheel(0, 300)
    page.fill("textarea", "He was kind.")
    page.wait_for_timeout(READING_MS)
    box = page.locator("button.send").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 12, steps=9)
    page.click("button.send")


def with_keys_only(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(READING_MS)
    page.locator("button.send").focus()
    page.keyboard.press("Enter")


def with_fingers(page: Page) -> None:
    page.locator("label.opt").nth(5).tap()
    page.wait_for_timeout(READING_MS)
    page.locator("button.send").tap()


def with_two_taps(page: Page) -> None:
    page.wait_for_timeout(READING_MS)
    page.locator("button.send").tap()


PHONE = {
    "has_touch": True,
    "is_mobile": True,
    "viewport": {"width": 390, "height": 844},
}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (with_mouse, {}),
        (with_keys_only, {}),
        (with_fingers, PHONE),
        (with_two_taps, PHONE),
        (with_mouse, {"java_script_enabled": False}),
        (with_keys_only, {"java_script_enabled": False}),
    ],
)
def test_people_in_chromium_are_not_suspected(
    live_server: LiveServer,
    to: Invitation,
    quiet: Browser,
    answer: Callable[[Page], None],
    kind: dict[str, Any],
) -> None:
    page = page_of(quiet, user_agent=CHROME, **kind)
    page.goto(address(live_server, to, "4"))
    answer(page)
    page.wait_for_url("**/thanks/")
    reply = the_reply(to)
    why = reply.suspicion.signs if reply.is_suspicious else []
    assert why == []
    expect(page.locator("main")).not_to_contain_text("one email to confirm")
    assert not the_reply(to).is_suspicious


def test_nobody_can_reach_the_trap_by_keyboard_or_ear(
    live_server: LiveServer, to: Invitation, browser: Browser
) -> None:
    page = page_of(browser)
    page.goto(address(live_server, to))
    assert not page.get_by_role("textbox", name="Leave this empty").count()
    assert violations(page) == []
    trap = page.locator('input[name="second_line"]')
    assert trap.get_attribute("tabindex") == "-1"
