"""What a machine may have sent is nowhere in public, and clearing it puts it there."""

import json
from datetime import timedelta
from typing import Any

import pytest

from feedback.history.services import CUSTOMER
from public_wall.facts_json import facts_json
from public_wall.filters import Wanted
from public_wall.names import full_name
from public_wall.selectors.comments import eligible_comments
from public_wall.selectors.updates import quotable_reply
from surveys.models import Reply, Suspicion
from surveys.selectors import checklist, inbox, inbox_counts
from surveys.services import suspecting
from tests import builders
from tests.actions.builders import action
from tests.conftest import NOON, World


def said(**values: Any) -> Reply:
    fresh = {
        "submitted_at": NOON - timedelta(days=4),
        "consent": "first_name",
        "words": "The gate creaks.",
    }
    return builders.reply(**{**fresh, **values})


def public(world: World) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(facts_json(world.business, Wanted(), now=NOON))
    return found


def test_it_is_in_no_number_and_under_no_words(inside: World) -> None:
    said(words="Lovely.", rating=5)
    before = public(inside)
    suspect = said(is_suspicious=True)
    after = public(inside)
    # It was asked like everybody else: that much is true.
    asked = {"times": 2, "people": 2, "replied": 1}
    assert after == before | {"asked": asked}
    assert list(eligible_comments(inside.business, now=NOON)) != [suspect]
    assert inbox_counts.open_count(inside.business) == 1
    assert inbox_counts.counts(inside.business).people_waiting == 1


def test_the_places_of_all_that_is_counted_add_up(inside: World) -> None:
    said()
    said(is_suspicious=True)
    found = public(inside)
    places = sum(n for name, n in found["words"].items() if name != "consented")
    assert places == found["answered"]["replies"] == found["asked"]["replied"] == 1


def test_only_a_machine_so_far_is_nobody_heard(inside: World) -> None:
    said(is_suspicious=True)
    assert not checklist.progress(inside.business).has_replied_customers
    assert inbox.last_heard(inside.business) is None


def test_cleared_it_is_counted_like_any_other(inside: World) -> None:
    suspect = said(is_suspicious=True)
    Suspicion.objects.create(
        business=inside.business, reply=suspect, score=100, signs=["program"]
    )
    suspecting.clear(suspect, by=CUSTOMER, now=NOON)
    found = public(inside)
    assert found["answered"]["replies"] == 1
    assert found["comments"][0]["words"] == "The gate creaks."


def test_no_card_quotes_it(inside: World) -> None:
    suspect = said(is_suspicious=True)
    made = action(inside, suspect)
    assert quotable_reply(made) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Margaret Ellis", "Margaret Ellis"),
        ("Ellis, Margaret", "Margaret Ellis"),
        ("Margaret", "Margaret"),
        ("Mrs Ellis", ""),
        ("Margaret margaret@example.com", "Margaret"),
        ("Margaret 555014", "Margaret"),
        ("", ""),
    ],
)
def test_a_full_name_is_shown_if_every_word_can_be_one(name: str, shown: str) -> None:
    assert full_name(name) == shown
