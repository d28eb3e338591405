"""The pages about one's own feedback: whole, at any size, without scripts too."""

import os
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from feedback import clock, tenancy
from feedback.links import make_token
from surveys.models import HistoryLink, Reply, Suspicion, TeamAnswer
from surveys.services import my_feedback
from tests import builders
from tests.actions.builders import action
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import World
from tests.surveys.guests import link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
LogIn = Callable[[Page, str, str], None]
NARROW = (320, 640)


@pytest.fixture
def said(world: World) -> Reply:
    """Return a doubted reply of somebody who has said more, been promised and told."""
    with tenancy.enter(world.business.id):
        first = builders.reply(consent="first_name")
        TeamAnswer.objects.create(
            business=world.business,
            reply=first,
            author=world.member,
            words="I am sorry. I will ring before noon next time.",
        )
        action(world, first)
        about = builders.interaction(first.customer, kind="New tap")
        doubted = builders.reply(
            builders.invitation(about),
            words="Lovely tap.",
            rating=5,
            is_suspicious=True,
            waits_for_person=False,
        )
        Suspicion.objects.create(
            business=world.business,
            reply=doubted,
            score=160,
            signs=["program", "all_links"],
        )
    return doubted


def pages(reply: Reply) -> dict[str, str]:
    """Return the paths of all these pages, by name."""
    with tenancy.enter(reply.business_id):
        my_feedback.send_history_link(reply.customer, now=clock.now())
        door = HistoryLink.objects.latest("id")
        my_feedback.send_history_link(reply.customer, now=clock.now())
        opened = HistoryLink.objects.latest("id")
        my_feedback.open_history(opened, now=clock.now())
    return {
        "survey": link("survey", reply.invitation),
        "thanks": link("thanks", reply.invitation),
        "mine": link("mine", reply.invitation),
        "mine-all": link("mine-all", reply.invitation),
        "confirm": at("confirm", "confirm", reply, reply.invitation_id),
        "door": at("history-door", "history", reply, door.pk),
        "history": at("history", "history-open", reply, opened.pk),
        "erasure": at("history-erasure", "history-open", reply, opened.pk),
    }


def at(name: str, purpose: str, reply: Reply, pk: object) -> str:
    token = make_token(purpose, reply.business_id, pk)  # type: ignore[arg-type]  # a key
    return reverse(f"surveys_public:{name}", kwargs={"token": token})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_every_page_is_in_order(
    live_server: LiveServer,
    said: Reply,
    open_page: Open,
    size: tuple[int, int],
    scheme: str,
) -> None:
    page = open_page(size=size, scheme=scheme)
    for name, path in pages(said).items():
        page.goto(live_server.url + path)
        assert violations(page) == [], name
        picture(page, f"{name}-{size[0]}-{scheme}")


def test_nothing_scrolls_sideways_when_it_is_narrow(
    live_server: LiveServer, said: Reply, open_page: Open
) -> None:
    page = open_page(size=NARROW)
    for name, path in pages(said).items():
        page.goto(live_server.url + path)
        assert not scrolls_sideways(page), name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_inbox_says_why_and_who_can_clear_it(
    live_server: LiveServer,
    said: Reply,
    open_page: Open,
    log_in: LogIn,
    size: tuple[int, int],
    scheme: str,
) -> None:
    page = open_page(size=size, scheme=scheme)
    log_in(page, live_server.url, "member")
    path = reverse("surveys:reply-detail", kwargs={"pk": said.pk})
    page.goto(live_server.url + path)
    expect(page.locator("#suspicion")).to_be_visible()
    assert violations(page) == []
    picture(page, f"inbox-{size[0]}-{scheme}")
    page.get_by_role("button", name="A person sent this: count it").click()
    expect(page.locator("#suspicion")).to_have_count(0)


def test_erasing_by_keyboard_and_without_scripts(
    live_server: LiveServer, said: Reply, open_page: Open
) -> None:
    page = open_page(scripts=False)
    page.goto(live_server.url + pages(said)["history"])
    page.get_by_role("link", name="Erase everything about me").press("Enter")
    page.get_by_role("button", name="Erase", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Tick the box first")
    page.get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="Erase", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are erased here")
    picture(page, "erased-390-light")
    page.goto(live_server.url + link("mine", said.invitation))
    expect(page.locator("main")).not_to_contain_text("tap")


def picture(page: Page, name: str) -> None:
    """Keep a picture where ``SHOTS`` says, for people to look at."""
    folder = os.environ.get("SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
