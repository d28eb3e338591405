from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.dates import check_due
from feedback.errors import Refused
from feedback.local_time import at_local

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe"]
DUE = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("Europe/London", date(2026, 3, 28), "09:00"),
        ("Europe/London", date(2026, 3, 29), "08:00"),
        ("Europe/London", date(2026, 10, 24), "08:00"),
        ("Europe/London", date(2026, 10, 25), "09:00"),
        ("America/New_York", date(2026, 3, 7), "14:00"),
        ("America/New_York", date(2026, 3, 8), "13:00"),
        ("America/New_York", date(2026, 10, 31), "13:00"),
        ("America/New_York", date(2026, 11, 1), "14:00"),
        ("Australia/Lord_Howe", date(2026, 4, 4), "22:00"),
        ("Australia/Lord_Howe", date(2026, 4, 5), "22:30"),
        ("Australia/Lord_Howe", date(2026, 10, 3), "22:30"),
        ("Australia/Lord_Howe", date(2026, 10, 4), "22:00"),
    ],
)
def test_nine_is_nine_on_the_wall_around_each_change(
    zone: str, day: date, utc: str
) -> None:
    assert f"{at_local(day, time(9), zone):%H:%M}" == utc


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2020, 1, 1), date(2037, 12, 31)),
    wall=st.times().map(lambda t: t.replace(microsecond=0)),
)
def test_a_wall_shows_the_time_or_has_just_jumped_over_it(
    zone: str, day: date, wall: time
) -> None:
    place, moment = ZoneInfo(zone), at_local(day, wall, zone)
    shown = moment.astimezone(place).replace(tzinfo=None)
    wanted = datetime.combine(day, wall)
    if shown == wanted:
        assert moment.astimezone(place).fold == 0
    else:
        a_second_before = (moment - timedelta(seconds=1)).astimezone(place)
        assert a_second_before.replace(tzinfo=None) < wanted < shown


def test_a_time_in_the_gap_is_the_first_moment_after_it() -> None:
    moment = at_local(date(2026, 3, 29), time(1, 30), "Europe/London")
    assert moment == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    half = at_local(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe")
    assert half == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


def test_a_time_shown_twice_is_the_first() -> None:
    moment = at_local(date(2026, 10, 25), time(1, 30), "Europe/London")
    assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("days", [0, 1, 730])
def test_a_promise_may_be_for_today_or_later(days: int) -> None:
    check_due(DUE + timedelta(days=days), today=DUE)


@pytest.mark.parametrize("day", [date(2026, 11, 17), date(1, 1, 1), date(9999, 12, 31)])
def test_a_promise_is_not_for_the_past_nor_for_never(day: date) -> None:
    with pytest.raises(Refused):
        check_due(day, today=DUE)
