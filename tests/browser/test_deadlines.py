"""A date slips, by the page behind the login and by the one behind a mail, without
scripts.
"""

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from actions.emails import DATES_PURPOSE
from actions.models import Action, Reminder, Telling
from actions.services import remind_due
from feedback import clock, tenancy
from feedback.links import make_token
from tests.actions.deadlines import A_DAY, DUE, at, given
from tests.browser.conftest import look_four_ways
from tests.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
LogIn = Callable[..., None]


def shot(page: Page, name: str) -> None:
    """Keep a picture if somebody wants to look (SHOTS names a folder)."""
    folder = os.environ.get("SHOTS")
    for width in (390, 1440) if folder else ():
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.screenshot(
                path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True
            )


def test_a_date_slips_and_who_waits_is_told_what_was_shown(
    world: World, live_server: LiveServer, open_page: Open, log_in: LogIn
) -> None:
    with tenancy.enter(world.business.pk):
        made = given(world)
    page = open_page(scripts=False)
    log_in(page, live_server.url, "member")
    with clock.set_to(at(DUE - A_DAY, 10)):
        page.goto(live_server.url + reverse("actions:action-detail", args=[made.pk]))
        shot(page, "detail")
        page.get_by_role("button", name="I have it").click()
        page.get_by_role("link", name="Say what becomes of it").click()
        shot(page, "slip")
        page.get_by_label("A new date").check()
        page.get_by_label("Why").fill("The van is broken")
        page.get_by_label("What they read").fill("It takes until Friday. Sorry.")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("It has not gone yet.").wait_for()
        shot(page, "slip-preview")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("One person is told.").wait_for()
    with tenancy.enter(world.business.pk):
        assert Telling.objects.get().words == "It takes until Friday. Sorry."
        made.refresh_from_db()
        assert made.due_on > DUE
        assert made.acknowledged_by == world.member


def test_without_a_login_it_is_all_on_the_page_behind_the_mail(
    world: World, live_server: LiveServer, open_page: Open
) -> None:
    with tenancy.enter(world.business.pk):
        given(world, owner=world.email_only)
    moment = at(DUE - A_DAY, 10)
    with clock.set_to(moment):
        remind_due(now=moment)
    with tenancy.enter(world.business.pk):
        row = Reminder.objects.filter(membership=world.email_only)[0]
        mail = row.batch
    assert mail.startswith("deadlines:")
    page = open_page()
    with clock.set_to(moment):
        page.goto(live_server.url + address_of(world, row))
        look_four_ways(page)
        shot(page, "dates")
    with clock.set_to(moment + timedelta(seconds=5)):
        page.get_by_role("button", name="I have it").click()
        page.get_by_text("You have it.").wait_for()
    with clock.set_to(moment + timedelta(seconds=10)):
        page.get_by_label("It stands: I keep it").check(force=True)
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Kept, in your name.").wait_for()
    with tenancy.enter(world.business.pk):
        assert Action.objects.get().acknowledged_by == world.email_only
        assert Action.objects.get().slip_answers.get().answer == "kept"


def address_of(world: World, row: Reminder) -> str:
    """Return the path in the mail of one reminder."""
    token = make_token(DATES_PURPOSE, world.business.pk, row.pk)
    return reverse("actions_public:dates", kwargs={"token": token})


def test_settings_of_dates(
    world: World, live_server: LiveServer, open_page: Open, log_in: LogIn
) -> None:
    page = open_page(scripts=False)
    log_in(page, live_server.url, "manager")
    page.goto(live_server.url + reverse("actions:deadline-settings"))
    shot(page, "deadlines")
    page.get_by_role("link", name="Add one of your own").click()
    page.get_by_label("What you call it").fill("Urgent")
    page.get_by_label("How long").fill("4")
    page.get_by_label("working hours").first.check()
    shot(page, "level")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Urgent").first.wait_for()
    page.goto(live_server.url + reverse("actions:own-dates"))
    page.get_by_label("Who is away").select_option(label="Dan Rowe")
    page.get_by_label("Last day away").fill("2026-11-25")
    page.get_by_label("Who covers").select_option(label="Ruth Penrose")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("Ruth Penrose covers.").first.wait_for()
    shot(page, "own-dates")
    page.get_by_role("button", name="Make an address").click()
    assert "/p/calendar/" in page.get_by_label("Address").input_value()
    shot(page, "calendar")
