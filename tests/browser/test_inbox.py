"""The inbox in a browser: without scripts, by keyboard, and with drafts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from feedback import tenancy
from surveys.models import Reply, TeamAnswer
from tests import builders
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import NOON, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


@pytest.fixture
def replies(world: World) -> list[Reply]:
    """Store three replies: two people wait, a third was happy."""
    with tenancy.enter(world.business.id):
        made = []
        for days, name in ((3, "Margaret Ellis"), (2, "Omar Haddad"), (1, "Joy Kay")):
            who = builders.customer(name=name)
            to = builders.invitation(builders.interaction(who))
            happy = name == "Joy Kay"
            made.append(
                builders.reply(
                    to,
                    words=f"{name} wrote this.",
                    rating=5 if happy else 2,
                    waits_for_person=not happy,
                    contact="" if happy else "phone",
                    submitted_at=NOON - timedelta(days=days),
                )
            )
        return made


@pytest.fixture
def inbox(
    live_server: LiveServer, open_page: Open, log_in: Callable[..., None]
) -> Callable[..., Page]:
    """Return a function that opens the inbox; ``at`` is a path."""

    def fresh(at: str = "/inbox/", *, who: str = "owner", **how: object) -> Page:
        page = open_page(**how)
        log_in(page, live_server.url, who)
        page.goto(live_server.url + at)
        return page

    return fresh


def path(reply: Reply) -> str:
    return reverse("surveys:reply-detail", kwargs={"pk": reply.pk})


def stored(world: World, reply: Reply) -> Reply:
    with tenancy.enter(world.business.id):
        return Reply.objects.get(pk=reply.pk)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_pages_full_of_replies_are_accessible(
    inbox: Open, replies: list[Reply], size: tuple[int, int], scheme: str
) -> None:
    paths = ["/inbox/", path(replies[0]), "/inbox/search/?q=wrote", "/inbox/?tab=done"]
    page = inbox(size=size, scheme=scheme)
    for at in paths:
        page.goto(page.url.split("/inbox/")[0] + at)
        assert violations(page) == [], at
        assert not scrolls_sideways(page), at


def test_two_panes_on_a_desk_and_one_on_a_phone(
    inbox: Open, replies: list[Reply]
) -> None:
    desk = inbox(size=DESK)
    expect(desk.locator(".list")).to_be_visible()
    expect(desk.locator("#read")).to_contain_text("Margaret Ellis wrote this.")
    phone = inbox(size=PHONE)
    expect(phone.locator("#read")).to_be_hidden()
    phone.get_by_role("link", name="Margaret Ellis").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Margaret Ellis")
    expect(phone.locator(".list")).to_be_hidden()
    phone.get_by_role("link", name="Back to inbox").click()
    expect(phone.locator(".list")).to_be_visible()


def test_without_scripts_everything_is_done_by_pages(
    inbox: Open, world: World, replies: list[Reply]
) -> None:
    page = inbox(size=PHONE, scripts=False)
    page.get_by_role("link", name="Margaret Ellis").click()
    page.get_by_label("Reply to Margaret").fill("I will ring you tonight.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator("#toasts")).to_contain_text("On its way to Margaret.")
    page.get_by_role("button", name="Done").click()
    # The next reply is open, and Undo leads back to the one before.
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Margaret Ellis")
    assert stored(world, replies[0]).state == Reply.State.DONE
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Margaret Ellis")
    assert stored(world, replies[0]).state == Reply.State.NEW
    page.get_by_role("link", name="Back to inbox").click()
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words, or a name").fill("omar")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".row mark").first).to_have_text("Omar")
    with tenancy.enter(world.business.id):
        assert TeamAnswer.objects.get().words == "I will ring you tonight."


def test_j_and_k_read_on_and_keep_focus_title_and_address(
    inbox: Open, replies: list[Reply]
) -> None:
    page = inbox(size=DESK)
    page.keyboard.press("j")
    expect(page.locator("#read")).to_contain_text("Omar Haddad wrote this.")
    expect(page).to_have_title("Omar Haddad – Inbox – Penrose Heating – Said & Done")
    assert page.url.endswith(path(replies[1]))
    omar = page.locator(".row .who a", has_text="Omar Haddad")
    expect(omar).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#read")).to_contain_text("Joy Kay wrote this.")
    page.keyboard.press("k")
    expect(page.locator("#read")).to_contain_text("Omar Haddad wrote this.")
    expect(omar).to_be_focused()
    assert page.locator("h1").count() == 1


def test_r_answers_e_is_done_u_takes_it_back_and_slash_searches(
    inbox: Open, world: World, replies: list[Reply]
) -> None:
    page = inbox(path(replies[0]), size=DESK)
    page.keyboard.press("r")
    expect(page.get_by_label("Reply to Margaret")).to_be_focused()
    page.keyboard.type("e")
    assert stored(world, replies[0]).state == Reply.State.NEW
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("e")
    page.wait_for_url(f"**{path(replies[1])}")
    assert stored(world, replies[0]).state == Reply.State.DONE
    page.keyboard.press("u")
    page.wait_for_url(f"**{path(replies[0])}")
    assert stored(world, replies[0]).state == Reply.State.NEW
    page.keyboard.press("/")
    expect(page.get_by_label("Words, or a name")).to_be_focused()


def test_a_draft_survives_moving_on_and_reaches_nobody_else(
    inbox: Open, replies: list[Reply]
) -> None:
    page = inbox(path(replies[0]), size=DESK)
    page.get_by_label("Reply to Margaret").fill("Dear Margaret, half a th")
    page.locator("#what").fill("Ring Margaret")
    page.get_by_role("link", name="Omar Haddad").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Omar Haddad")
    expect(page.locator("#reply")).to_have_value("Hello Omar,\n\n")
    expect(page.locator("#what")).not_to_have_value("Ring Margaret")
    page.get_by_role("link", name="Margaret Ellis").click()
    expect(page.locator("#reply")).to_have_value("Dear Margaret, half a th")
    page.reload()
    expect(page.locator("#reply")).to_have_value("Dear Margaret, half a th")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator("#toasts")).to_contain_text("On its way")
    expect(page.locator("#reply")).to_have_value("Hello Margaret,\n\n")


def test_single_keys_can_be_turned_off(
    inbox: Open, world: World, replies: list[Reply]
) -> None:
    type(world.owner.user).objects.filter(pk=world.owner.user.pk).update(
        uses_shortcuts=False
    )
    page = inbox(path(replies[0]), size=DESK)
    page.keyboard.press("e")
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    assert page.url.endswith(path(replies[0]))
    assert stored(world, replies[0]).state == Reply.State.NEW


def test_every_key_has_a_visible_button(inbox: Open, replies: list[Reply]) -> None:
    page = inbox(path(replies[0]), size=DESK)
    for key in ("a", "r", "e", "/"):
        expect(page.locator(f'[data-key="{key}"]').first).to_be_visible()


def test_who_closed_second_is_told_in_the_page(
    inbox: Open, world: World, replies: list[Reply]
) -> None:
    mine = inbox(path(replies[0]), size=DESK)
    hers = inbox(path(replies[0]), size=DESK, who="manager")
    hers.get_by_role("button", name="Done").click()
    hers.wait_for_url(f"**{path(replies[1])}")
    mine.get_by_role("button", name="Done").click()
    expect(mine.get_by_role("alert")).to_contain_text("Lee already marked this as done")
    assert violations(mine) == []
