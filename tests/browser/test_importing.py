"""The page of an import in each state that it can reach, as a person sees it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from feedback import clock, tenancy
from feedback.customers.models import Import, ImportChunk
from surveys.selectors.importing import BAD, THERE
from tests.browser.conftest import look_four_ways
from tests.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
State = Import.State
READ = {"good": 412, "bad": 1, "people": 390, "no_address": 3, "opted_out": 2}
DONE = {**READ, "added": 410, "added_people": 380, "there": 2, "asked": 350}
# What the page says in each state; what is counted by then.
STATES: dict[State, tuple[str, dict[str, Any]]] = {
    State.CHECKING: ("reading the list", {"lines_read": 200}),
    State.CHECKED: (
        "cannot be taken",
        {"counts": {**READ, "dates_either": 412}, "lines_read": 413},
    ),
    State.RUNNING: ("coming in", {"counts": READ, "rows_done": 200}),
    State.PLANNING: ("whom to ask", {"counts": DONE}),
    State.DONE: ("rows are in", {"counts": DONE}),
    State.CANCELLED: ("stopped", {"counts": DONE, "is_stopping": True}),
    State.FAILED: ("never closed", {"problem": "A quotation mark is never closed."}),
    State.UNDOING: ("taking it out", {"counts": {**DONE, "undone": 100}}),
    State.UNDONE: ("taken out again", {"counts": {**DONE, "undone": 410}}),
}


def stored(world: World, state: State) -> str:
    """Store an import in ``state``; return the address of its page."""
    now = clock.now()
    with tenancy.enter(world.business.pk):
        of = Import.objects.create(
            business=world.business,
            state=state,
            kind=Import.Kind.CSV,
            file_name="customers.csv",
            headings=["Name", "Email", "Job", "Date"],
            columns={"name": 0, "email": 1, "what": 2, "when": 3},
            started_at=now,
            undo_until=now + timedelta(minutes=10),
            started_by=world.owner,
            **STATES[state][1],
        )
        ImportChunk.objects.create(
            business=world.business,
            of=of,
            number=0,
            rows=412,
            outcomes=[[7, BAD, "“ann@” is not an email address."], [9, THERE, ""]],
        )
    return reverse("surveys:customer-import-detail", kwargs={"pk": of.pk})


@pytest.mark.parametrize("state", STATES)
def test_each_state_of_an_import_is_accessible_and_fits(
    world: World,
    live_server: LiveServer,
    open_page: "type[Page]",
    log_in: "type[Page]",
    state: State,
) -> None:
    page = open_page()
    log_in(page, live_server.url, "owner")
    page.goto(live_server.url + stored(world, state))
    assert STATES[state][0] in page.inner_text("main").lower()
    look_four_ways(page)
