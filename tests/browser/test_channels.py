"""A tablet on the counter and a form in somebody's website, in a real browser."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from feedback import clock, tenancy
from surveys.models import OpenChannel, Reply
from tests.browser.conftest import violations
from tests.conftest import NOON, World
from tests.surveys.channels.doors import door, url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@contextmanager
def half_a_minute_later() -> Iterator[None]:
    """Go on when a person would have read the page."""
    with clock.set_to(NOON + timedelta(seconds=30)):
        yield


def stored(world: World, **values: Any) -> OpenChannel:
    with tenancy.enter(world.business.id):
        return door(**values)


def words_of_all(world: World) -> list[str]:
    with tenancy.enter(world.business.id):
        return sorted(Reply.objects.values_list("words", flat=True))


def answer(page: Page, words: str) -> None:
    page.get_by_label("Good", exact=True).check()
    page.locator("textarea").fill(words)
    page.locator("button.send").click()


def test_a_tablet_thanks_and_makes_way(
    world: World, live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    channel = stored(world, kind="kiosk")
    page = open_page(size=(1024, 768))
    page.goto(live_server.url + url(channel))
    with half_a_minute_later():
        answer(page, "From the first.")
        expect(page.locator("#thanks")).to_be_visible()
        expect(page.locator("form")).to_be_hidden()
        page.get_by_role("link", name="Next person").click()
        expect(page.locator("textarea")).to_have_value("")
        expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    assert words_of_all(world) == ["From the first."]


def test_a_tablet_says_what_is_wrong_while_its_author_is_there(
    world: World, live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    page = open_page(size=(1024, 768))
    page.goto(live_server.url + url(stored(world, kind="kiosk")))
    with half_a_minute_later():
        page.get_by_label("Your email address").fill("no address")
        answer(page, "Mine.")
        expect(page.locator(".errsum")).to_contain_text("not an email address")
        expect(page.locator("textarea")).to_have_value("Mine.")
        page.get_by_label("Your email address").fill("")
        page.locator("button.send").click()
        expect(page.locator("#thanks")).to_be_visible()
    assert words_of_all(world) == ["Mine."]


def test_a_tablet_keeps_answers_while_it_is_offline_and_sends_each_once(
    world: World, live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    page = open_page(size=(1024, 768))
    page.goto(live_server.url + url(stored(world, kind="kiosk")))
    with half_a_minute_later():
        page.context.set_offline(True)
        for words in ("One.", "Two."):
            answer(page, words)
            expect(page.locator("#kept")).to_be_visible()
            page.get_by_role("link", name="Next person").click()
            expect(page.locator("textarea")).to_have_value("")
        expect(page.locator("#waiting-count")).to_have_text("2")
        assert words_of_all(world) == []
        page.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("#waiting")).to_be_hidden()
        page.evaluate("window.dispatchEvent(new Event('online'))")
    assert words_of_all(world) == ["One.", "Two."]
    assert page.evaluate("localStorage.length") <= 1
    assert "One." not in page.evaluate("JSON.stringify(localStorage)")


def test_a_tablet_without_scripts_works_as_a_page(
    world: World, live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    page = open_page(size=(1024, 768), scripts=False)
    page.goto(live_server.url + url(stored(world, kind="kiosk")))
    with half_a_minute_later():
        answer(page, "Without.")
        expect(page.get_by_role("link", name="Next person")).to_be_visible()
        page.get_by_role("link", name="Next person").click()
        expect(page.locator("textarea")).to_have_value("")
    assert words_of_all(world) == ["Without."]


def test_the_thanks_of_a_tablet_are_accessible(
    world: World, live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    page = open_page(size=(1024, 768))
    page.goto(live_server.url + url(stored(world, kind="kiosk"), "kiosk-thanks"))
    assert violations(page) == []


def test_a_form_in_a_website_fits_and_takes_an_answer(
    world: World, live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    channel = stored(world, kind="embed", name="Shop")
    page = open_page(size=(1024, 768))
    with shop(live_server.url + url(channel)) as origin:
        list_origin(world, channel, origin)
        page.goto(origin)
        frame = page.frame_locator("iframe")
        expect(frame.locator("form")).to_be_visible()
        page.wait_for_function("document.querySelector('iframe').height !== '900'")
        with half_a_minute_later():
            frame.get_by_label("Good", exact=True).check()
            frame.locator("button.send").click()
            expect(frame.get_by_role("heading")).to_contain_text("Thank you")
    assert words_of_all(world) == [""]
    assert page.context.cookies() == []


def test_a_website_that_is_not_listed_shows_nothing(
    world: World, live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    channel = stored(world, kind="embed", origins=["https://other.example"])
    page = open_page()
    with shop(live_server.url + url(channel)) as origin:
        page.goto(origin)
        page.wait_for_load_state("networkidle")
        expect(page.frame_locator("iframe").locator("form")).to_have_count(0)


def list_origin(world: World, channel: OpenChannel, origin: str) -> None:
    with tenancy.enter(world.business.id):
        OpenChannel.objects.filter(pk=channel.pk).update(origins=[origin])


@contextmanager
def shop(form: str) -> Iterator[str]:
    """Run a website of another origin that has our loader in it."""
    script = f"{form.partition('/embed/')[0]}/static/js/embed.js"
    html = (
        "<!doctype html><title>Shop</title><body><p>Hello</p>"
        f'<script src="{script}" data-form="{form}"></script>'
    )

    class Website(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Website)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
