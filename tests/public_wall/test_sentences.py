"""The numbers in words: grammar, and no proportion from too few."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from feedback.accounts.models import Business
from public_wall import sentences
from public_wall.numbers import PLACES, Asking, Changes, Facts, Hearing, Showing
from public_wall.rules import Period

BUSINESS = Business(name="Penrose Heating")
MOMENT = datetime(2026, 11, 18, tzinfo=UTC)
NONE = Facts(
    period=Period(date(2025, 11, 18), date(2026, 11, 18), MOMENT, MOMENT),
    asking=Asking(times=0, people=0, replied=0),
    answered=0,
    people=0,
    ratings=dict.fromkeys((5, 4, 3, 2, 1), 0),
    unrated=0,
    places=dict.fromkeys(PLACES, 0),
    removed_by_ground={},
    showing=Showing(0, 0, 0, 0),
    hearing=Hearing(heard=0, median_hours=None, waiting_now=0),
    changes=Changes(0, 0, 0, 0),
)


def some(answered: int, people: int | None = None, **more) -> Facts:
    people = answered if people is None else people
    return replace(NONE, answered=answered, people=people, **more)


def test_the_headline() -> None:
    ratings = {5: 97, 4: 64, 3: 15, 2: 7, 1: 4}
    assert sentences.headline(NONE) == "Nobody has replied yet."
    assert sentences.headline(some(1)).startswith("1 person has replied so far.")
    assert sentences.headline(some(9)).startswith("9 people have replied so far.")
    assert sentences.headline(some(9, 7)).startswith("9 replies so far.")
    assert sentences.headline(some(187, ratings=ratings)) == (
        "161 of the 187 people who replied said good or very good."
    )
    assert "of the 187 replies said" in sentences.headline(some(187, 180))


@pytest.mark.parametrize(
    ("asking", "answered", "said"),
    [
        (Asking(0, 0, 0), 0, "has asked nobody yet."),
        (Asking(1, 1, 0), 0, "asked 1 person. Nobody replied."),
        (Asking(412, 412, 187), 187, "asked 412 people. 187 replied (45%)."),
        (Asking(20, 12, 9), 9, "asked 12 people, 20 times in all. 9 replied."),
        (Asking(9, 9, 9), 11, "9 replied. 2 more came from people asked before that."),
    ],
)
def test_asking(asking: Asking, answered: int, said: str) -> None:
    facts = some(answered, asking=asking)
    assert sentences.asking(facts, BUSINESS).endswith(said)


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0.4, "an hour"), (5.2, "6 hours"), (36, "36 hours"), (36.1, "2 days")],
)
def test_hearing(hours: float, said: str) -> None:
    heard = Hearing(heard=12, median_hours=hours, waiting_now=2)
    assert sentences.hearing(some(20, hearing=heard)) == (
        "A person has dealt with 12 of the 20 replies, half of those within "
        f"{said}. 2 people are waiting to hear back now."
    )
    few = Hearing(heard=3, median_hours=hours, waiting_now=1)
    assert sentences.hearing(some(3, hearing=few)) == (
        "1 person is waiting to hear back now."
    )
    assert sentences.hearing(NONE) == "Nobody is waiting to hear back now."


def test_showing() -> None:
    places = NONE.places | {"shown": 5, "waiting": 2, "checking": 1, "removed": 3}
    facts = some(20, places=places | {"private": 7, "rating_only": 2})
    assert sentences.showing(facts) == (
        "11 of the 20 let us show their words. 2 wait for the 48 hours to pass,"
        " 1 is being checked and 3 were removed. Newest first."
    )
    one = some(1, places=NONE.places | {"private": 1})
    assert sentences.showing(one) == "Nobody let us show their words. Newest first."
