"""The coach while somebody types, and two rows side by side."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from feedback import tenancy
from feedback.customers.merging import merge
from surveys.selectors import writing as selectors
from surveys.services import writing
from surveys.starters import starter_for
from tests import builders
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEADING = "How great was our service?"


@pytest.mark.parametrize("scripts", [True, False])
def test_advice_comes_while_typing_and_its_wording_fills_the_field(
    world: World,
    live_server: LiveServer,
    open_page: "type[Page]",
    log_in: "type[Page]",
    scripts: bool,
) -> None:
    with tenancy.enter(world.business.id):
        survey = writing.start_survey(
            world.business, starter=starter_for("plumbing-heating"), by=world.by
        )
    page = open_page(size=DESK, scripts=scripts)
    log_in(page, live_server.url)
    page.goto(live_server.url + reverse("surveys:survey-detail", args=[survey.pk]))
    field = page.locator("#id_q1-text")
    field.fill(LEADING)
    check = page.get_by_role("button", name="Check the wording")
    if scripts:
        expect(check).to_be_hidden()
    else:
        check.click()
    advice = page.locator(".qcard").nth(1).locator("[data-coach]")
    expect(advice).to_contain_text("Leading.")
    if scripts:
        assert violations(page) == []
        assert not scrolls_sideways(page)
    page.get_by_role("button", name="Use this wording").click()
    expect(field).to_have_value("How was our service?")
    expect(advice).not_to_contain_text("Leading.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    with tenancy.enter(world.business.id):
        words = selectors.words_of(writing.current_version(survey))
    assert words.questions[1].text == "How was our service?"


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_rows_side_by_side_are_accessible(
    world: World,
    live_server: LiveServer,
    open_page: "type[Page]",
    log_in: "type[Page]",
    size: tuple[int, int],
    scheme: str,
) -> None:
    with tenancy.enter(world.business.id):
        one = builders.customer(name="Ann Ede", email="ann.ede@gmail.example")
        other = builders.customer(name="Ann Ede", email="ann.ede@gmial.example")
        builders.interaction(one)
        kept = builders.customer(name="Tom Rowe")
        merge(kept, builders.customer(name="T Rowe", phone="x"), by=world.by)
    page = open_page(size=size, scheme=scheme)
    log_in(page, live_server.url)
    merging = reverse("customers:customer-merge", args=[one.pk])
    for path in (
        reverse("customers:duplicate-list"),
        f"{merging}?with={other.pk}",
        f"{merging}?q=tom",
        reverse("customers:merge-list"),
        reverse("customers:customer-edit", args=[kept.pk]),
    ):
        page.goto(live_server.url + path)
        assert violations(page) == []
        assert not scrolls_sideways(page)
    page.goto(live_server.url + reverse("customers:duplicate-list"))
    page.get_by_role("button", name="Merge Ann Ede").first.click()
    expect(page.get_by_text("Ann Ede is one person now.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("They are two people again")).to_be_visible()
