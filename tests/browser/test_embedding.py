"""The box inside other people's pages: no cookie, nothing jumps."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from feedback import clock, tenancy
from public_wall.models import EmbedOrigin
from public_wall.sites import usual_site
from public_wall.snippets import snippets
from tests.conftest import World
from tests.public_wall import rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opening = Callable[..., Page]
SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) { sum += entry.value; }
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(sum), 400);
})"""


@dataclass
class Host:
    """Somebody else's website on a port of its own, with what a test writes."""

    url: str = ""
    body: str = ""
    policy: str = ""
    cookies: list[str] = field(default_factory=list)


@pytest.fixture
def host() -> Iterator[Host]:
    page = Host()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page.cookies.append(self.headers.get("Cookie", ""))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if page.policy:
                self.send_header("Content-Security-Policy", page.policy)
            self.end_headers()
            whole = (
                '<!doctype html><html lang="en"><title>A shop</title><body>'
                f"<h1>Boilers</h1>{page.body}<p id=below>Below the box.</p>"
            )
            self.wfile.write(whole.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    page.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield page
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def shown(world: World, live_server: LiveServer, settings: object) -> dict[str, str]:
    """Return the snippets of a page with one update, for the test's own server."""
    settings.BASE_URL = live_server.url  # type: ignore[attr-defined]  # the fixture's
    with tenancy.enter(world.business.id):
        rows.open_page()
        rows.update(rows.decided_action(rows.comment(words="Nobody rang.")))
        site = usual_site(world.business)
        return {each.id: each.html for each in snippets(site, framable=True)}


def test_the_element_shows_the_words_and_nothing_jumps(
    host: Host, shown: dict[str, str], open_page: Opening, live_server: LiveServer
) -> None:
    host.body = shown["element"]
    ours = live_server.url
    host.policy = (
        f"default-src 'none'; script-src {ours}; connect-src {ours}; img-src {ours};"
        " style-src 'none'; frame-src 'none'"
    )
    page = open_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(host.url)
    page.get_by_text("Nobody rang.").wait_for()
    assert page.get_by_text("We text when we set off.").is_visible()
    box = page.locator("said-did").bounding_box()
    assert box is not None
    assert box["height"] == 120
    assert page.evaluate(SHIFT) == 0
    assert [line for line in said if "favicon" not in line] == []
    assert page.context.cookies() == []
    assert set(host.cookies) == {""}


def test_nothing_of_it_moves_the_page_however_late_it_comes(
    host: Host, shown: dict[str, str], open_page: Opening, live_server: LiveServer
) -> None:
    host.body = shown["element"]
    page = open_page()
    page.route(
        "**/said-did.js", lambda route: (page.wait_for_timeout(300), route.continue_())
    )
    page.goto(host.url)
    before = page.locator("#below").bounding_box()
    page.get_by_text("Nobody rang.").wait_for()
    assert page.locator("#below").bounding_box() == before
    assert page.evaluate(SHIFT) == 0


def test_without_scripts_the_badge_stays(
    host: Host, shown: dict[str, str], open_page: Opening
) -> None:
    host.body = shown["element"]
    page = open_page(scripts=False)
    page.goto(host.url)
    link = page.get_by_role("link")
    assert link.count() == 1
    picture = page.locator("img")
    assert picture.evaluate("one => one.naturalWidth") == 320


def test_a_frame_shows_only_at_proved_websites(
    world: World, host: Host, shown: dict[str, str], open_page: Opening
) -> None:
    host.body = shown["frame"]
    page = open_page()
    page.goto(host.url)
    page.wait_for_timeout(300)
    frame = page.frames[-1]
    assert "Nobody rang." not in frame.content()
    assert page.context.cookies() == []
    with tenancy.enter(world.business.id):
        EmbedOrigin.objects.create(
            business=world.business,
            origin="https://penrose.example",
            verified_at=clock.now(),
        )
    answer = page.request.get(
        page.frames[0].locator("iframe").get_attribute("src") or ""
    )
    assert (
        "frame-ancestors https://penrose.example"
        in answer.headers["content-security-policy"]
    )
