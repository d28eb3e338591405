"""Every page over a database full of hostile words, in a real browser that would run
them: our Content-Security-Policy is switched off for it.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from feedback import tenancy
from tests.browser.test_every_page import PAGES
from tests.conftest import World
from tests.inert.payloads import PAYLOADS
from tests.inert.poisoning import poison
from tests.test_isolation import TABLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RAN = "window.ran = []; window.pwn = (...what) => { window.ran.push(String(what)) }"


@pytest.fixture
def naive(browser: Browser) -> Iterator[Page]:
    """Return a page whose browser obeys whatever it finds, and says what it ran."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(RAN)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_nothing_that_somebody_wrote_runs(
    world: World, live_server: LiveServer, naive: Page
) -> None:
    with tenancy.enter(world.business.id):
        names = [*PAGES, "public_wall_public:frame"]
        paths = [reverse(name, kwargs=TABLE[name].kwargs(world)) for name in names]
        poison(list(PAYLOADS))
    name = settings.SESSION_COOKIE_NAME
    value = world.client("owner").cookies[name].value
    naive.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    outside: list[str] = []
    naive.on("request", lambda r: outside.append(r.url) if "pwn" in _host(r.url) else 0)
    naive.on("dialog", lambda dialog: outside.append(dialog.message))
    url = live_server.url
    ran = {path: found for path in paths if (found := _ran_on(naive, url + path))}
    assert ran == {}
    assert outside == []


def test_this_browser_would_run_it(naive: Page) -> None:
    naive.set_content("<img src=x onerror=pwn()>")
    naive.wait_for_function("window.ran.length > 0")


def _ran_on(page: Page, url: str) -> str:
    answer = page.goto(url, wait_until="load")
    if answer is None or "text/html" not in answer.headers.get("content-type", ""):
        return ""
    # What takes a click, a focus or a move of the pointer to run.
    page.mouse.move(200, 200)
    page.keyboard.press("Tab")
    found = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes])"
        ".filter(a => a.name.startsWith('on')).map(a => a.name + '=' + a.value)"
    )
    return str([*page.evaluate("window.ran"), *found] or "")


def _host(url: str) -> str:
    return url.split("/")[2] if url.count("/") > 2 else url
