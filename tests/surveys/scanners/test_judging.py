"""The sum of signs: what no person does is enough alone, what people do is not."""

from dataclasses import replace

import pytest

from surveys.suspecting import SUSPICIOUS_FROM, Evidence, Hand, Sign, judge
from tests.surveys.scanners import visitors

PERSON = Evidence(
    agent=visitors.CHROME,
    languages="en-GB",
    fetch_mode="navigate",
    fetch_user="?1",
    is_secure=True,
    seconds_open=40,
    since_delivery=3600,
    hand=Hand(moves=90, presses=5, clicks=5, changes=4),
)
ONE_TO_FIVE = frozenset("12345")


def test_a_person_at_a_desk_shows_no_sign_at_all() -> None:
    assert judge(PERSON).score == 0


@pytest.mark.parametrize(
    ("change", "sign"),
    [
        ({"is_trapped": True}, Sign.TRAPPED),
        ({"picks_several": True}, Sign.SEVERAL),
        ({"hand": Hand(is_driven=True, clicks=3)}, Sign.PROGRAM),
        ({"hand": Hand(moves=300)}, Sign.UNTOUCHED),
        ({"agent": "curl/8.5.0"}, Sign.PROGRAM),
        ({"agent": "python-requests/2.32"}, Sign.PROGRAM),
        ({"agent": "Mozilla/5.0 HeadlessChrome/142.0"}, Sign.PROGRAM),
        ({"agent": "Mozilla/5.0 (compatible; BingPreview/1.0b)"}, Sign.PROGRAM),
        ({"seconds_open": 0.4}, Sign.AT_ONCE),
        ({"since_delivery": 4.0}, Sign.ON_ARRIVAL),
        ({"own_links": ONE_TO_FIVE}, Sign.ALL_LINKS),
    ],
)
def test_what_no_person_does_is_enough_alone(
    change: dict[str, object], sign: Sign
) -> None:
    verdict = judge(replace(PERSON, **change))  # type: ignore[arg-type]  # by name
    assert sign in verdict.signs
    assert verdict.is_suspicious


@pytest.mark.parametrize(
    "change",
    [
        {"hand": None},
        {"hand": Hand(keys=30, clicks=4)},
        {"hand": Hand(moves=1, presses=4, clicks=4, mouse_jumped=True)},
        {"agent": visitors.SAFARI, "fetch_user": ""},
        {"agent": visitors.CUBOT},
        {"agent": visitors.LYNX, "fetch_mode": "", "fetch_user": "", "hand": None},
        {"agent": visitors.FIREFOX, "fetch_user": ""},
        {"is_secure": False, "fetch_mode": "", "fetch_user": ""},
        {"since_delivery": 39.0, "other_links": ONE_TO_FIVE},
        {"seconds_open": 2.5, "hand": Hand(presses=1, clicks=1)},
        {"seconds_open": None},
        {"agent": "", "languages": ""},
        {"own_links": frozenset("45")},
        {"own_links": frozenset({"4", "stop"})},
        {"fetch_user": ""},
        {
            "since_delivery": 38.0,
            "other_links": ONE_TO_FIVE,
            "own_links": frozenset("45"),
            "hand": None,
        },
    ],
)
def test_no_habit_of_people_is_held_against_them(change: dict[str, object]) -> None:
    verdict = judge(replace(PERSON, **change))  # type: ignore[arg-type]  # by name
    assert verdict.score < SUSPICIOUS_FROM, verdict.signs


@pytest.mark.parametrize(
    "text", ["", "1", "x.1.1.1.1.1.1", "0.1.1.1.1.1.1.1", "0.-1.0.0.0.0.0", "9" * 60]
)
def test_an_odd_hand_is_no_hand(text: str) -> None:
    assert Hand.read(text) is None


def test_the_hand_is_read_in_the_order_that_the_script_writes() -> None:
    assert Hand.read("1.2.3.4.5.6.1") == Hand(True, 2, 3, 4, 5, 6, mouse_jumped=True)
