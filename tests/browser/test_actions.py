"""The promise in a browser: without scripts from the words to the mail, and axe."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from actions.models import Action
from actions.services import mail_due
from feedback import clock, tenancy
from feedback.mail.models import OutboundMessage
from tests import builders
from tests.actions.builders import late_action, moved_action
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_words_to_a_told_customer_without_scripts(
    world: World,
    live_server: LiveServer,
    open_page: Callable[..., Page],
    log_in: Callable[..., None],
) -> None:
    with tenancy.enter(world.business.id):
        reply = builders.reply(words="He turned up at ten to five.")
    page = open_page(scripts=False)
    log_in(page, live_server.url, "owner")
    page.goto(live_server.url + reverse("surveys:reply-detail", args=[reply.pk]))
    page.get_by_label("Action", exact=True).fill("Ring before noon when we run late")
    page.get_by_role("button", name="Add action").click()
    page.get_by_role("link", name="Ring before noon when we run late").first.click()
    page.get_by_role("button", name="Start").click()
    page.goto(live_server.url + reverse("actions:action-list"))
    page.get_by_text("Move to…").click()
    page.get_by_role("link", name="Done: say what changed").click()
    page.get_by_role("button", name="Close it").click()
    assert page.get_by_role("heading", name="There is a problem").is_visible()
    page.get_by_label("What changed").fill("We now text you when we set off.")
    page.get_by_label("Practices: how we go about the work").check()
    page.get_by_label("Better for customers", exact=True).check()
    page.get_by_role("button", name="Close it").click()
    assert page.get_by_text("“He turned up at ten to five.”").is_visible()
    page.get_by_label("What they read").fill("We now text you, and ring before noon.")
    page.get_by_role("button", name="Show the emails with these words").click()
    assert page.get_by_text("We now text you, and ring before noon.").count() == 2
    page.get_by_role("button", name="Send the email").click()
    assert page.get_by_text("One email goes on").is_visible()
    mail_due(now=clock.now() + timedelta(hours=23))
    with tenancy.enter(world.business.id):
        assert Action.objects.get().state == Action.State.TOLD
        mail = OutboundMessage.objects.get(kind="told")
        assert "We now text you, and ring before noon." in mail.text


def test_a_toast_takes_back_what_was_just_promised(
    world: World,
    live_server: LiveServer,
    open_page: Callable[..., Page],
    log_in: Callable[..., None],
) -> None:
    with tenancy.enter(world.business.id):
        reply = builders.reply()
    page = open_page()
    log_in(page, live_server.url, "owner")
    page.goto(live_server.url + reverse("surveys:reply-detail", args=[reply.pk]))
    page.keyboard.press("a")
    page.keyboard.type("Ring Margaret")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Undo").click()
    assert page.get_by_text("Taken back.").is_visible()
    with tenancy.enter(world.business.id):
        assert not Action.objects.exists()


def test_every_page_of_a_late_and_a_moved_action_is_accessible(
    world: World,
    live_server: LiveServer,
    open_page: Callable[..., Page],
    log_in: Callable[..., None],
) -> None:
    with tenancy.enter(world.business.id):
        late = late_action(world)
        moved = moved_action(world, builders.reply(), builders.reply())
        customer = moved.links.select_related("reply").first().reply.customer_id
    urls = [
        reverse("actions:action-list"),
        reverse("actions:action-detail", args=[late.pk]),
        reverse("actions:action-closure", args=[late.pk]) + "?outcome=not_this_time",
        reverse("actions:action-telling", args=[moved.pk]),
        reverse("actions:customer-detail", args=[customer]),
    ]
    page = open_page()
    log_in(page, live_server.url, "owner")
    for url in urls:
        page.goto(live_server.url + url)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = 1)")
        for width, height in (PHONE, DESK):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme=scheme)
                assert violations(page) == [], (url, width, scheme)
                assert not scrolls_sideways(page), (url, width)
