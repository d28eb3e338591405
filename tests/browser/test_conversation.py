"""The conversation in a browser: drafts on the server, two people, and no scripts."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from feedback import tenancy
from surveys.models import Reply, TeamNote, WritingDraft
from surveys.services import noting
from tests import builders
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import World
from tests.surveys.threads import builders as threads

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


@pytest.fixture
def reply(world: World) -> Reply:
    """Store a reply whose author wrote back from another address, with a file."""
    with tenancy.enter(world.business.id):
        made = builders.reply()
        mail = threads.message(made, is_from_them=False, from_email="bob@work.example")
        threads.file(mail, name="a-rather-long-name-of-a-file-without-spaces" * 2)
        noting.add_note(made, words="Was that you, @Dan?", by=world.by)
        return made


@pytest.fixture
def pane(
    live_server: LiveServer,
    open_page: Open,
    log_in: Callable[..., None],
    reply: Reply,
) -> Open:
    """Return a function that opens the reply as somebody."""

    def fresh(*, who: str = "owner", **how: object) -> Page:
        page = open_page(**how)
        log_in(page, live_server.url, who)
        page.goto(live_server.url + path(reply))
        return page

    return fresh


def path(reply: Reply) -> str:
    return reverse("surveys:reply-detail", kwargs={"pk": reply.pk})


@pytest.mark.parametrize("size", [PHONE, DESK, (320, 700)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_conversation_is_accessible(
    pane: Open, size: tuple[int, int], scheme: str
) -> None:
    page = pane(size=size, scheme=scheme)
    expect(page.locator(".thread")).to_contain_text("It leaks again.")
    assert violations(page) == []
    assert not scrolls_sideways(page)
    page.get_by_role("link", name="The whole mail").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Re: How was it?")
    assert violations(page) == []
    assert not scrolls_sideways(page)


def test_what_is_typed_waits_on_another_device(pane: Open, reply: Reply) -> None:
    here = pane(size=DESK)
    here.get_by_label("Reply to Margaret").fill("Dear Margaret, half a th")
    expect(here.locator("[data-kept]").first).to_have_text("Kept")
    here.get_by_label("A note for the team").fill("Ask the off")
    expect(here.locator(".note-form [data-kept]")).to_have_text("Kept")
    there = pane(size=PHONE)
    expect(there.locator("#reply")).to_have_value("Dear Margaret, half a th")
    expect(there.locator("#note")).to_have_value("Ask the off")
    there.get_by_role("button", name="Send reply").click()
    expect(there.locator("#toasts")).to_contain_text("On its way")
    here.reload()
    expect(here.locator("#reply")).to_have_value("Hello Margaret,\n\n")
    expect(here.locator("#note")).to_have_value("Ask the off")


def test_two_who_write_at_once_are_told(pane: Open) -> None:
    mine, hers = pane(size=DESK), pane(size=DESK, who="manager")
    hers.get_by_label("Reply to Margaret").fill("Dear Marg")
    expect(hers.locator("[data-kept]").first).to_have_text("Kept")
    mine.get_by_label("Reply to Margaret").fill("Hello M")
    expect(mine.get_by_role("status").filter(has_text="Lee is writing")).to_be_visible()


def test_leaving_at_once_loses_nothing(pane: Open, world: World, reply: Reply) -> None:
    page = pane(size=DESK)
    page.get_by_label("Reply to Margaret").fill("Dear Margaret, I was")
    page.goto(page.url.split("/inbox/")[0] + "/actions/")
    page.goto(page.url.split("/actions/")[0] + path(reply))
    expect(page.locator("#reply")).to_have_value("Dear Margaret, I was")


def test_an_emptied_answer_is_no_draft(pane: Open, world: World) -> None:
    page = pane(size=DESK)
    field = page.get_by_label("Reply to Margaret")
    for words in ("Dear Margaret", "Hello Margaret,\n\n"):
        field.fill(words)
        expect(page.locator("[data-kept]").first).to_have_text("Kept")
    with tenancy.enter(world.business.id):
        assert not WritingDraft.objects.exists()


def test_without_scripts_notes_and_drafts_are_pages(
    pane: Open, world: World, reply: Reply
) -> None:
    page = pane(size=PHONE, scripts=False)
    page.get_by_label("Reply to Margaret").fill("Dear Margaret, half")
    page.get_by_role("button", name="Keep as a draft").first.click()
    expect(page.locator("#toasts")).to_contain_text("Your draft is kept.")
    expect(page.locator("#reply")).to_have_value("Dear Margaret, half")
    page.get_by_label("A note for the team").fill("Ask @Lee.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("#toasts")).to_contain_text("Noted. Lee will hear of it.")
    expect(page.locator("#read")).to_contain_text("Ask @Lee.")
    with tenancy.enter(world.business.id):
        assert TeamNote.objects.count() == 2
