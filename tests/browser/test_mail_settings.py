"""The mail's settings with everything on them: axe, width, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from feedback import tenancy
from feedback.history.services import CLOCK
from feedback.mail import domains, profiles
from feedback.mail.findings import Finding
from feedback.mail.profiles import Pause
from tests import builders
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import World
from tests.mail.rows import Status, queued

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def trouble(world: World, settings: Any) -> World:
    """Return the world with a stopped business, a bounce and a half-proven domain."""
    settings.SENDING_DKIM_PUBLIC_KEY = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" * 9
    settings.SENDING_SPF_INCLUDE = "spf.said.example"
    with tenancy.enter(world.business.id):
        builders.survey()
        ann = builders.customer(name="Ann Hart", email="ann@example.com")
        domain = "penrose-heating-and-bathrooms-of-falmouth.example"
        profile = domains.choose(
            world.business, domain=domain, local_part="ruth", by=CLOCK
        )
        found = [
            Finding("owner", "ok", f"_said-and-done.{domain}"),
            Finding("dkim", "dkim_missing", f"said._domainkey.{domain}"),
            Finding("spf", "unanswered", domain),
        ]
        domains.note(profile, found, is_watch=False)
        profiles.stop(profile, Pause.BOUNCES, by=CLOCK)
    for status in (*Status, *Status):
        queued(
            world.business,
            status=status,
            status_reason="550 5.1.1 … unknown",
            customer_id=ann.pk,
            to=ann.email,
        )
    return world


@pytest.mark.parametrize("path", ["/mail/health/", "/mail/address/", "/inbox/"])
def test_a_page_full_of_trouble_is_accessible_and_fits(
    trouble: World,
    live_server: LiveServer,
    open_page: Callable[[], Page],
    log_in: Callable[..., None],
    path: str,
) -> None:
    page = open_page()
    log_in(page, live_server.url, "owner")
    page.goto(live_server.url + path)
    for width, height in (PHONE, DESK):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], (width, scheme)
            assert not scrolls_sideways(page), width
