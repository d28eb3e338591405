"""The customer's pages in a real browser: without scripts, by keyboard, at any size."""

from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from feedback import clock, tenancy
from surveys.models import Invitation, Question, Reply, SurveyVersion, TeamAnswer
from tests import builders
from tests.browser.conftest import DESK, PHONE, scrolls_sideways, violations
from tests.conftest import NOON, World
from tests.surveys.guests import link, way_out

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
MOST_TAB_STOPS = 8
NARROW = (320, 640)
# What is pressed on the page of five questions, from its top.
BY_KEYBOARD = [
    *("Tab", "ArrowLeft"),  # good becomes OK
    *("Tab", "Space"),  # yes, in time
    *("Tab", "He was <kind>."),
    *("Tab", "ArrowDown"),  # from the first to the second: 1 to 3 days
    *("Tab", "ArrowLeft"),  # from the first round to the last: no
    *("Tab", "ArrowLeft"),  # by phone
    *("Tab", "01872 555 014"),
    *("Tab", "Space"),  # with my first name
    *("Tab", "Enter"),
]


@pytest.fixture(autouse=True)
def _server_at_noon(settings: Any, tmp_path: Path) -> None:
    """Give the server's own thread the time of the tests."""
    real = Context().run(clock.now)
    offset = tmp_path / "clock"
    offset.write_text(str((NOON - real).total_seconds()))
    settings.TEST_CLOCK_FILE = str(offset)


@pytest.fixture
def fresh(world: World) -> Invitation:
    """Return an invitation with all five questions, one of each kind at least."""
    with tenancy.enter(world.business.id):
        return five_questions(builders.survey())


def five_questions(survey: Any, **about: Any) -> Invitation:
    invitation = builders.invitation(builders.interaction(**about), survey=survey)
    more = {"business": invitation.business, "version": invitation.version}
    waits = ["Same day", "1 to 3 days", "More than a week"]
    Question.objects.create(
        **more, position=4, kind="choice", text="How long did you wait?", options=waits
    )
    Question.objects.create(
        **more,
        position=5,
        kind="yes_partly_no",
        text="Did Dan explain things so they made sense?",
        hint="The boiler, the controls and the bill.",
    )
    return invitation


def focused(page: Page) -> dict[str, str]:
    """Return the name, value and class of what has the focus."""
    at = page.locator(":focus")
    names = ("name", "value", "class")
    return {name: at.get_attribute(name) or "" for name in names}


def test_all_is_answered_by_keyboard_without_scripts(
    fresh: Invitation, live_server: LiveServer, open_page: Open
) -> None:
    page = open_page(scripts=False)
    page.goto(live_server.url + link("rating", fresh, rating="4"))
    expect(page.get_by_text("You picked “Good” in the email.")).to_be_visible()
    for key in BY_KEYBOARD:
        press = page.keyboard.type if " " in key else page.keyboard.press
        press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Thank you, Margaret. That’s with Ruth now."
    )
    expect(page.get_by_text("Ruth aims to ring by Friday 20 November")).to_be_visible()
    with tenancy.enter(fresh.business_id):
        reply = Reply.objects.get()
        steps = reply.answers.order_by("question__position").values_list("step")
    assert (reply.rating, reply.words) == (3, "He was <kind>.")
    assert [step for (step,) in steps] == [3, 1, None, 2, 3]
    assert (reply.contact, reply.contact_phone) == ("phone", "01872 555 014")
    assert reply.consent == "first_name"


def test_send_is_at_most_eight_tab_stops_away(
    fresh: Invitation, live_server: LiveServer, open_page: Open
) -> None:
    page = open_page(scripts=False)
    page.goto(live_server.url + link("survey", fresh))
    stops = []
    while not stops or "send" not in stops[-1]["class"]:
        page.keyboard.press("Tab")
        stops.append(focused(page))
        assert len(stops) <= MOST_TAB_STOPS, stops
    assert len(stops) == 8


def test_the_number_is_asked_for_once_a_call_is_wanted(
    fresh: Invitation, live_server: LiveServer, open_page: Open
) -> None:
    page = open_page(scripts=False)
    page.goto(live_server.url + link("survey", fresh))
    number = page.get_by_label("Which number should we ring?")
    expect(number).to_be_hidden()
    page.get_by_label("By phone").check()
    expect(number).to_be_visible()
    page.get_by_label("By email").check()
    expect(number).to_be_hidden()


def test_a_problem_is_where_the_reader_is(
    fresh: Invitation, live_server: LiveServer, open_page: Open
) -> None:
    page = open_page(scripts=False)
    page.goto(live_server.url + link("survey", fresh))
    page.get_by_role("button", name="Send to Penrose Heating").click()
    expect(page).to_have_title(
        "Error: Hello Margaret. How was yesterday’s boiler service? – Penrose Heating"
    )
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page)["name"].startswith("q-")


def test_words_stay_when_the_page_was_already_answered(
    fresh: Invitation, live_server: LiveServer, open_page: Open
) -> None:
    first, second = open_page(scripts=False), open_page(scripts=False)
    for page, words in ((first, "The first."), (second, "The second.")):
        page.goto(live_server.url + link("survey", fresh))
        page.get_by_label("What could we have done better?").fill(words)
    first.get_by_role("button").click()
    second.get_by_role("button").click()
    expect(second.get_by_text("You had answered already")).to_be_visible()
    second.get_by_role("button", name="Save my answers").click()
    second.get_by_role("link", name="Everything you told Penrose Heating").click()
    expect(second.get_by_text("The second.")).to_be_visible()


@pytest.fixture(params=["en-gb", "ar"])
def pages(request: pytest.FixtureRequest, world: World) -> list[str]:
    """Return the address of each kind of page, in one language."""
    with tenancy.enter(world.business.id):
        fresh, over, said = (five_questions(builders.survey()) for _ in range(3))
        SurveyVersion.objects.update(language=request.param)
        fresh.customer.__class__.objects.update(language=request.param)
        Invitation.objects.filter(pk=over.pk).update(status=Invitation.Status.EXPIRED)
        reply = builders.reply(said, contact="phone", contact_by=NOON.date())
        Reply.objects.update(consent="first_name")
        TeamAnswer.objects.create(
            business=world.business, reply=reply, author=world.owner, words="Sorry."
        )
    return [
        link("survey", fresh),
        link("rating", fresh, rating="2"),
        link("survey", over),
        *(link(name, said) for name in ("survey", "thanks", "edit", "mine", "stop")),
        way_out("leave", fresh.customer),
        way_out("leave-updates", fresh.customer),
        "/s/nothing/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    pages: list[str], live_server: LiveServer, open_page: Open, scheme: str
) -> None:
    page = open_page(scheme=scheme)
    for url in pages:
        page.goto(live_server.url + url)
        for width, height in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": height})
            assert violations(page) == [], (url, width)


def test_axe_finds_nothing_after_a_press(
    pages: list[str], live_server: LiveServer, open_page: Open
) -> None:
    page = open_page()
    for url in (pages[0], pages[7], pages[8], pages[9]):  # an error, and three leavers
        page.goto(live_server.url + url)
        page.locator("form button").first.click()
        page.wait_for_load_state()
        assert violations(page) == [], url


@pytest.mark.parametrize("text_size", ["100%", "200%"])
def test_nothing_scrolls_sideways(
    pages: list[str], live_server: LiveServer, open_page: Open, text_size: str
) -> None:
    page = open_page(size=NARROW)
    for url in pages:
        page.goto(live_server.url + url)
        page.evaluate("s => {document.documentElement.style.fontSize = s}", text_size)
        assert not scrolls_sideways(page), url


def test_nothing_comes_from_elsewhere_and_nothing_complains(
    pages: list[str], live_server: LiveServer, open_page: Open
) -> None:
    page = open_page()
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    answer = page.goto(live_server.url + pages[0])
    assert answer is not None
    assert complaints == []
    assert len(requests) <= 3
    assert all(url.startswith(live_server.url) for url in requests)
    assert page.context.cookies() == []
