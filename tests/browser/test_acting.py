"""Working on a promise in a browser: steps with and without scripts, what the team
says, what happens when somebody leaves, and axe.
"""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from actions.addresses import by_mail_url
from actions.models import Action
from actions.selectors import board, work
from actions.services import add_step, comment
from feedback import tenancy
from tests import builders
from tests.actions.builders import action, text_file
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open, LogIn = Callable[..., Page], Callable[..., None]


def worked_on(world: World) -> Action:
    made = action(world, builders.reply(words="He came late."), builders.reply())
    add_step(made, words="Ring her", by=world.by)
    add_step(made, words="Write it down", by=world.by)
    comment(made, words="@Dan can you?", by=world.by)
    text_file(made, by=world.by)
    return made


@pytest.mark.parametrize("scripts", [True, False])
def test_steps_are_ticked_moved_and_put_back(
    world: World, live_server: LiveServer, open_page: Open, log_in: LogIn, scripts: bool
) -> None:
    with tenancy.enter(world.business.id):
        made = worked_on(world)
    page = open_page(scripts=scripts)
    log_in(page, live_server.url, "member")
    page.goto(live_server.url + reverse("actions:action-detail", args=[made.pk]))
    page.get_by_role("button", name="Done: Ring her").click()
    page.get_by_text("1/2").wait_for()
    page.get_by_role("button", name="Move “Write it down” up").click()
    first = page.locator("#steps li").first
    first.get_by_role("button", name="Done: Write it down").wait_for()
    page.get_by_label("Add a step").fill("Thank her")
    page.get_by_role("button", name="Add the step").click()
    page.get_by_text("1/3").wait_for()
    page.get_by_role("button", name="Take away “Thank her”").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("1/3").wait_for()
    with tenancy.enter(world.business.id):
        words = [step.words for step in work.steps(made)]
        assert words == ["Write it down", "Ring her", "Thank her"]


def test_show_more_adds_cards_to_the_column(
    world: World, live_server: LiveServer, open_page: Open, log_in: LogIn
) -> None:
    with tenancy.enter(world.business.id):
        reply = builders.reply()
        for number in range(board.MOST_CARDS + 2):
            action(world, reply, what=f"Promise {number}")
    page = open_page(size=DESK)
    log_in(page, live_server.url, "owner")
    page.goto(live_server.url + reverse("actions:action-list"))
    page.get_by_role("link", name="Show more").click()
    page.locator("#cards-todo > li").nth(board.MOST_CARDS + 1).wait_for()
    page.wait_for_function("!document.querySelector('#more-todo a')")


def test_somebody_leaves_and_a_boss_goes_on(
    world: World, live_server: LiveServer, open_page: Open, log_in: LogIn
) -> None:
    with tenancy.enter(world.business.id):
        made = worked_on(world)
    page = open_page(size=DESK, scripts=False)
    log_in(page, live_server.url, "owner")
    removal = reverse("accounts:membership-removal", args=[world.member.pk])
    page.goto(live_server.url + reverse("accounts:team"))
    page.locator(f'form[action="{removal}"] button').click()
    page.goto(live_server.url + reverse("actions:action-list") + "?whose=mine")
    page.get_by_role("link", name=made.what).click()
    assert page.get_by_text("Dan can’t do it any more: Ruth has it now.").is_visible()


def test_without_a_login_from_the_mail_to_the_end(
    world: World, live_server: LiveServer, open_page: Open
) -> None:
    with tenancy.enter(world.business.id):
        made = action(world, builders.reply(words="He came."), owner=world.email_only)
        step = add_step(made, words="Ring her", by=world.by)
    path = "/" + by_mail_url(made, world.email_only).split("/", 3)[3]
    page = open_page(scripts=False)
    page.goto(live_server.url + path)
    assert page.get_by_text("He came.").is_visible()
    assert page.get_by_role("button", name=step.words).is_visible()
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_pages_are_accessible(
    world: World,
    live_server: LiveServer,
    open_page: Open,
    log_in: LogIn,
    size: tuple[int, int],
    scheme: str,
) -> None:
    with tenancy.enter(world.business.id):
        made, other = worked_on(world), action(world, what="Other")
        mine = "/" + by_mail_url(other, world.owner).split("/", 3)[3]
    page = open_page(size=size, scheme=scheme)
    log_in(page, live_server.url, "owner")
    names = ("action-detail", "action-merging", "action-splitting")
    paths = [reverse(f"actions:{name}", args=[made.pk]) for name in names]
    lists = ("template-list", "template-new", "repeating-list", "repeating-new")
    paths += [reverse(f"actions:{name}") for name in (*lists, "action-new")]
    for path in (*paths, mine):
        page.goto(live_server.url + path)
        assert not violations(page), path
        assert not scrolls_sideways(page), path
