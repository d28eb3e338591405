"""The survey in three languages and where it is translated, in a browser."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from feedback import tenancy
from tests import builders
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import World
from tests.languages import rows
from tests.surveys.guests import link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DIRECTIONS = {"en-gb": "ltr", "de": "ltr", "ar": "rtl"}


@pytest.mark.parametrize("language", DIRECTIONS)
def test_the_survey_is_accessible_in_each_language(
    world: World, live_server: LiveServer, open_page: Callable[..., Page], language: str
) -> None:
    with tenancy.enter(world.business.id):
        survey = rows.survey_in(world, "de", "ar")
        url = link("survey", builders.invitation(survey=survey))
    page = open_page()
    page.goto(f"{live_server.url}{url}?language={language}")
    assert page.evaluate("document.dir") == DIRECTIONS[language]
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == []
        assert not scrolls_sideways(page)


def test_another_language_is_one_tap_and_no_script(
    world: World, live_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    with tenancy.enter(world.business.id):
        survey = rows.survey_in(world, "de", "ar")
        url = link("survey", builders.invitation(survey=survey))
    page = open_page(scripts=False)
    page.goto(live_server.url + url)
    page.get_by_role("link", name="Deutsch").click()
    page.get_by_label("Was hätten wir besser machen können?").fill("Nichts.")
    page.get_by_role("button", name="An Penrose Heating senden").click()
    assert "Das ist jetzt bei Ruth." in page.inner_text("h1")


def test_a_translation_is_written_beside_its_original(
    world: World,
    live_server: LiveServer,
    open_page: Callable[..., Page],
    log_in: Callable[..., None],
) -> None:
    with tenancy.enter(world.business.id):
        survey = rows.survey_in(world, "ar")
        url = reverse("surveys:survey-translation", args=[survey.pk, "ar"])
    page = open_page(size=DESK)
    log_in(page, live_server.url)
    page.goto(live_server.url + url)
    assert (
        page.get_by_label("Overall, how was it?").input_value() == (rows.SAID["ar"][0])
    )
    assert violations(page) == []
    page.get_by_label("Overall, how was it?").fill("كيف كان كل شيء؟")
    page.get_by_role("button", name="Save").click()
    assert "العربية" in page.inner_text("table")
