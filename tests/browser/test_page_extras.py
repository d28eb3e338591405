"""Extras, photos, drafts and looks in a real browser."""

import io
import os
from collections.abc import Callable
from contextvars import Context
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from feedback import clock, tenancy
from feedback.accounts import services as accounts
from surveys.models import Invitation, Reply, ReplyDraft, SurveyVersion
from tests import builders
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import NOON, World
from tests.pictures import drawn, upload
from tests.surveys.guests import link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
MOST_TAB_STOPS = 8
SHOTS = os.environ.get("SHOTS_FOLDER", "")
LARGE = drawn(size=(3000, 2000), quality=95)


@pytest.fixture(autouse=True)
def _server_at_noon(settings: Any, tmp_path: Path) -> None:
    """Give the server's own thread the time of the tests."""
    real = Context().run(clock.now)
    offset = tmp_path / "clock"
    offset.write_text(str((NOON - real).total_seconds()))
    settings.TEST_CLOCK_FILE = str(offset)


@pytest.fixture
def asked(world: World) -> Invitation:
    """Return an invitation with all extras, of a business with looks of its own."""
    with tenancy.enter(world.business.id):
        accounts.change_business(world.business, by=world.by, brand_color="#FFCC00")
        accounts.save_logo(
            world.business, upload(drawn("PNG", size=(400, 120))), by=world.by
        )
        invitation = builders.invitation()
        SurveyVersion.objects.filter(pk=invitation.version_id).update(
            asks_feeling=True, asks_goal=True, asks_pressure=True, asks_photos=True
        )
    return invitation


def shot(page: Page, name: str) -> None:
    """Keep a picture of the page, if somebody wants to look at it."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def the_reply(of: Invitation) -> Reply:
    with tenancy.enter(of.business_id):
        return Reply.objects.select_related("version").get()


def test_everything_works_without_scripts(
    asked: Invitation, live_server: LiveServer, open_page: Open, tmp_path: Path
) -> None:
    picture = tmp_path / "boiler.jpg"
    picture.write_bytes(LARGE)
    page = open_page(scripts=False)
    page.goto(live_server.url + link("rating", asked, rating="2"))
    expect(page.get_by_label("Relieved")).to_be_hidden()
    page.get_by_text("A little more, if you like").click()
    page.get_by_label("Let down").check(force=True)
    page.get_by_label("What were you trying to do?").fill("Heat for the baby.")
    page.get_by_label("Photos, if one says it better").set_input_files(picture)
    page.get_by_role("button", name="Send to Penrose Heating").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Thank you, Margaret. That’s with Ruth now."
    )
    photo = page.get_by_alt_text("Photo 1")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("naturalWidth", 1600)
    reply = the_reply(asked)
    assert (reply.rating, reply.feeling, reply.goal) == (
        2,
        "let down",
        "Heat for the baby.",
    )


def test_send_stays_within_eight_tab_stops(
    asked: Invitation, live_server: LiveServer, open_page: Open
) -> None:
    page = open_page(scripts=False)
    page.goto(live_server.url + link("survey", asked))
    for _stop in range(MOST_TAB_STOPS):
        page.keyboard.press("Tab")
        if "send" in (page.locator(":focus").get_attribute("class") or ""):
            return
    pytest.fail("Send is further than eight stops away.")


def test_a_large_photo_travels_small(
    asked: Invitation, live_server: LiveServer, open_page: Open
) -> None:
    page = open_page()
    sizes: list[int] = []
    page.on("request", lambda r: sizes.append(len(r.post_data_buffer or b"")))
    page.goto(live_server.url + link("survey", asked))
    page.get_by_text("A little more, if you like").click()
    field = page.get_by_label("Photos, if one says it better")
    large = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": heavy()}
    field.set_input_files([large])
    chosen = "field => field.files[0].name"
    for _tenth in range(100):
        if field.evaluate(chosen) == "photo.jpg":
            break
        page.wait_for_timeout(100)
    page.get_by_role("button", name="Send to Penrose Heating").click()
    expect(page.get_by_alt_text("Photo 1")).to_be_visible()
    assert max(sizes) < len(heavy()) / 2


def test_what_is_typed_is_there_on_another_device(
    asked: Invitation, live_server: LiveServer, open_page: Open
) -> None:
    first, second = open_page(), open_page(size=DESK)
    first.goto(live_server.url + link("survey", asked))
    with first.expect_response("**/draft/") as kept:
        first.get_by_label("What could we have done better?").type("He was late.")
    assert kept.value.status == 204
    expect(first.get_by_text("What you write is kept here as you go.")).to_be_visible()
    second.goto(live_server.url + link("survey", asked))
    words = second.get_by_label("What could we have done better?")
    expect(words).to_have_value("He was late.")
    expect(second.get_by_text("You began this today at 12:0")).to_be_visible()
    shot(second, "draft-desk")
    second.get_by_role("button", name="Start again with an empty page").click()
    expect(words).to_have_value("")


def test_a_page_that_nobody_touches_keeps_nothing(
    asked: Invitation, live_server: LiveServer, open_page: Open
) -> None:
    page = open_page()
    posts: list[str] = []
    page.on("request", lambda r: posts.append(r.url) if r.method == "POST" else None)
    page.goto(live_server.url + link("rating", asked, rating="4"))
    # What a script does is no touch: neither a value set nor an event made up.
    page.evaluate(
        "() => {const t = document.querySelector('textarea'); t.value = 'robot';"
        " t.dispatchEvent(new Event('input', {bubbles: true}))}"
    )
    page.wait_for_timeout(2_000)
    assert posts == []
    with tenancy.enter(asked.business_id):
        assert not ReplyDraft.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_in_the_owners_colours(
    asked: Invitation,
    live_server: LiveServer,
    open_page: Open,
    scheme: str,
    size: tuple[int, int],
) -> None:
    page = open_page(scheme=scheme, size=size)
    name = f"{size[0]}-{scheme}"
    page.goto(live_server.url + link("rating", asked, rating="4"))
    page.get_by_text("A little more, if you like").click()
    page.get_by_label("Relieved").check(force=True)
    page.mouse.move(0, 0)
    assert violations(page) == []
    shot(page, f"survey-{name}")
    page.get_by_label("What could we have done better?").fill("He was <late>.")
    page.get_by_label("By phone").check(force=True)
    page.get_by_label("Which number should we ring?").fill("01872 555 014")
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": LARGE}
    page.get_by_label("Photos, if one says it better").set_input_files([photo])
    page.get_by_role("button", name="Send to Penrose Heating").click()
    expect(page.get_by_text("Ruth aims to ring by")).to_be_visible()
    assert violations(page) == []
    shot(page, f"thanks-{name}")
    page.get_by_role("link", name="Edit your answers").click()
    assert violations(page) == []
    shot(page, f"edit-{name}")
    with tenancy.enter(asked.business_id):
        Invitation.objects.update(status=Invitation.Status.EXPIRED)
    page.goto(live_server.url + link("survey", asked))
    assert violations(page) == []
    shot(page, f"closed-{name}")


def test_narrow_and_large_text_never_scroll_sideways(
    asked: Invitation, live_server: LiveServer, open_page: Open
) -> None:
    page = open_page(size=(320, 640))
    page.goto(live_server.url + link("survey", asked))
    page.get_by_text("A little more, if you like").click()
    for size in ("100%", "200%"):
        page.evaluate("s => {document.documentElement.style.fontSize = s}", size)
        assert not scrolls_sideways(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_owner_sees_the_result(
    asked: Invitation,
    live_server: LiveServer,
    open_page: Open,
    log_in: Callable[..., None],
    scheme: str,
) -> None:
    page = open_page(size=DESK, scheme=scheme)
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/settings/looks/")
    expect(page.get_by_text("too light to be read there")).to_be_visible()
    assert violations(page) == []
    shot(page, f"looks-{scheme}")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert not scrolls_sideways(page)
    shot(page, f"looks-phone-{scheme}")


@cache
def heavy() -> bytes:
    """Return a photo of several megabytes: noise does not become small."""
    noise = Image.effect_noise((2400, 1800), 80).convert("RGB")
    written = io.BytesIO()
    noise.save(written, "JPEG", quality=95)
    return written.getvalue()
