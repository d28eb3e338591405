"""facts.json keeps to the schema that we publish, and pages through its comments."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from feedback import clock
from public_wall import facts_json
from public_wall.models import Removal
from tests import builders
from tests.conftest import World
from tests.public_wall import rows
from tests.public_wall.schema import problems

SCHEMA = json.loads(Path("docs/facts.schema.json").read_text())
SHOWN_REMOVED = ("shown", "checking", "removed")


def read(world: World, url: str = "") -> dict[str, Any]:
    url = url or reverse("public_wall_public:facts", args=[world.business.slug])
    response = world.client("anonymous").get(url)
    assert response["Content-Type"] == "application/json"
    found: dict[str, Any] = response.json()
    return found


def test_an_empty_page_keeps_to_the_schema(inside: World) -> None:
    rows.open_page()
    assert list(problems(read(inside), SCHEMA)) == []


def test_a_full_page_keeps_to_the_schema(inside: World) -> None:
    rows.open_page()
    rows.public_reply(rows.comment(edited_at=clock.now()))
    rows.removal(rows.comment(), state=Removal.State.REMOVED)
    rows.removal(rows.comment(), asked_at=clock.now() - timedelta(days=1))
    rows.update(edited_at=clock.now())
    found = read(inside)
    assert {c["state"] for c in found["comments"]} == set(SHOWN_REMOVED)
    assert found["updates"]
    assert list(problems(found, SCHEMA)) == []


def test_the_check_of_the_schema_finds_what_is_wrong(inside: World) -> None:
    rows.open_page()
    rows.comment()
    found = read(inside)
    found["comments"][0]["customer"] = "Margaret Ellis"
    found["asked"]["times"] = -1
    del found["period"]
    assert len(list(problems(found, SCHEMA))) == 3


def test_a_placeholder_has_neither_words_nor_name_nor_rating(inside: World) -> None:
    rows.open_page()
    rows.public_reply(gone := rows.comment(words="Mrs Pengelly next door is rude."))
    rows.removal(gone, state=Removal.State.REMOVED, ground="personal_data")
    (placeholder,) = read(inside)["comments"]
    assert placeholder["check"]["ground"] == "personal_data"
    for field in ("name", "words", "rating", "reply", "edited_at"):
        assert placeholder[field] is None


def test_the_following_comments_are_behind_next(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts_json, "COMMENTS_A_FILE", 2)
    rows.open_page()
    moment = clock.now() - timedelta(days=9)
    made = {str(rows.comment(submitted_at=moment).pk) for _ in range(5)}
    pages, following = [], ""
    while following is not None:
        page = read(inside, following)
        pages.append([c["id"] for c in page["comments"]])
        following = page["next"]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert {key for page in pages for key in page} == made


def test_the_period_is_the_last_twelve_months_of_the_businesss_calendar(
    inside: World,
) -> None:
    rows.open_page()
    builders.customer()
    assert read(inside)["period"] == {
        "from": "2025-11-18",
        "to": "2026-11-18",
        "zone": "Europe/London",
    }
    assert read(inside)["collected"]["incentive"] == "none"


def test_a_leap_day_has_a_year_before_it(inside: World) -> None:
    rows.open_page()
    with clock.set_to(datetime.fromisoformat("2028-02-29T12:00:00+00:00")):
        assert read(inside)["period"]["from"] == "2027-02-28"
