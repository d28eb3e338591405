"""Against a slow, obviously right oracle, over zones, changes of clocks, nights and
free days; and the laws that hold whatever the calendar.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.working_time import (
    Calendar,
    Hours,
    NeverWorks,
    add,
    add_days,
    between,
    next_working_day,
    previous_working_day,
    read_week,
    working_day_from,
    working_day_until,
    write_week,
)
from tests.actions.working_time.oracle import MINUTE, ONE_DAY, Door

# Days on or near which the clocks of a zone change, Apia's missing day among them.
CHANGES = [
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Kathmandu", date(2026, 6, 1)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Pacific/Apia", date(2012, 4, 1)),
    # At midnight: the day begins at one.
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("America/Havana", date(2026, 11, 1)),
    ("UTC", date(2026, 1, 1)),
]
quarter_hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
hours = st.builds(Hours, quarter_hours, quarter_hours)
weeks = st.lists(st.none() | hours, min_size=7, max_size=7).filter(any).map(tuple)
slowly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def cases(draw: Any) -> tuple[Calendar, datetime]:
    zone, change = draw(st.sampled_from(CHANGES))
    near = st.dates(change - 6 * ONE_DAY, change + 6 * ONE_DAY)
    free = draw(st.frozensets(near, max_size=3))
    calendar = Calendar(zone, draw(weeks), free.__contains__)
    start = (
        datetime.combine(change, time(0), UTC)
        + draw(st.integers(-3 * 24 * 60, 2 * 24 * 60)) * MINUTE
    )
    return calendar, start


@slowly
@given(cases(), st.integers(0, 5 * 24 * 60))
def test_between_is_what_somebody_at_the_door_counts(
    case: tuple[Calendar, datetime], minutes: int
) -> None:
    calendar, start = case
    end = start + minutes * MINUTE
    counted = Door(start, 6, calendar).between(start, end)
    assert between(start, end, calendar) == counted * MINUTE


@slowly
@given(cases(), st.integers(0, 30 * 60))
def test_add_ends_when_somebody_at_the_door_has_counted_so_far(
    case: tuple[Calendar, datetime], minutes: int
) -> None:
    calendar, start = case
    walked = Door(start, 9, calendar).add(start, minutes)
    if walked is not None:
        assert add(start, minutes * MINUTE, calendar) == walked


seconds = st.integers(0, 2_000_000).map(lambda n: timedelta(seconds=n))


@given(cases(), seconds)
def test_what_was_added_lies_between(
    case: tuple[Calendar, datetime], work: timedelta
) -> None:
    calendar, start = case
    assert between(start, add(start, work, calendar), calendar) == work


@given(cases(), seconds, seconds)
def test_more_work_never_ends_sooner_and_a_later_start_never_ends_sooner(
    case: tuple[Calendar, datetime], work: timedelta, more: timedelta
) -> None:
    calendar, start = case
    ends = add(start, work, calendar)
    assert add(start, work + more, calendar) >= ends
    assert add(start + more, work, calendar) >= ends


@given(cases(), seconds, seconds)
def test_work_can_be_done_in_two_goes(
    case: tuple[Calendar, datetime], first: timedelta, second: timedelta
) -> None:
    calendar, start = case
    paused = add(add(start, first, calendar), second, calendar)
    assert paused == add(start, first + second, calendar)


@given(cases(), seconds, seconds)
def test_between_adds_up_and_turns_round(
    case: tuple[Calendar, datetime], first: timedelta, second: timedelta
) -> None:
    calendar, a = case
    b, c = a + first, a + first + second
    whole = between(a, c, calendar)
    assert between(a, b, calendar) + between(b, c, calendar) == whole
    assert between(c, a, calendar) == -whole
    assert timedelta(0) <= whole <= c - a


@given(cases(), st.integers(0, 12))
def test_working_days_lead_back_to_where_they_began(
    case: tuple[Calendar, datetime], count: int
) -> None:
    calendar, start = case
    day = working_day_from(calendar.local_day(start), calendar)
    there = add_days(day, count, calendar)
    back = there
    for _ in range(count):
        back = previous_working_day(back, calendar)
    assert back == day
    assert calendar.works_on(there)
    assert working_day_until(there, calendar) == there
    assert next_working_day(there, calendar) > there


@given(weeks)
def test_a_week_is_read_as_it_was_written(week: tuple[Hours | None, ...]) -> None:
    assert read_week(write_week(week)) == week


USUAL = read_week("09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,,")
NIGHTS = read_week(",".join(["22:00-06:00"] * 7))
ALWAYS = read_week(",".join(["00:00-00:00"] * 7))


def at(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("zone", "day", "week", "length"),
    [
        # The night in which clocks go forward is an hour shorter, back an hour longer.
        ("Europe/London", date(2026, 3, 28), NIGHTS, 7),
        ("Europe/London", date(2026, 10, 24), NIGHTS, 9),
        ("Europe/London", date(2026, 3, 29), ALWAYS, 23),
        ("America/New_York", date(2026, 11, 1), ALWAYS, 25),
        # Half an hour on Lord Howe.
        ("Australia/Lord_Howe", date(2026, 10, 3), NIGHTS, 7.5),
        ("Australia/Lord_Howe", date(2026, 4, 4), NIGHTS, 8.5),
        ("Asia/Kathmandu", date(2026, 3, 29), NIGHTS, 8),
    ],
)
def test_a_shift_is_as_long_as_it_really_is(
    zone: str, day: date, week: Any, length: float
) -> None:
    shift = Calendar(zone, week).shift_on(day)
    assert shift is not None
    assert shift.length == timedelta(hours=length)


def test_the_day_that_apia_left_out_is_no_working_day() -> None:
    calendar = Calendar("Pacific/Apia", ALWAYS)
    assert not calendar.works_on(date(2011, 12, 30))
    assert next_working_day(date(2011, 12, 29), calendar) == date(2011, 12, 31)
    start = at("Pacific/Apia", 2011, 12, 29, 23, 30)
    done = add(start, timedelta(hours=1), calendar)
    assert done == at("Pacific/Apia", 2011, 12, 31, 0, 30)


def test_eight_hours_from_friday_noon_end_on_monday_noon() -> None:
    calendar = Calendar("Europe/London", USUAL)
    # The clocks go back on the Sunday in between, outside working hours.
    friday = at("Europe/London", 2026, 10, 23, 12)
    monday = at("Europe/London", 2026, 10, 26, 12)
    assert add(friday, timedelta(hours=8), calendar) == monday
    assert monday - friday == timedelta(hours=73)


def test_what_ends_with_the_day_ends_then_and_not_on_the_next_morning() -> None:
    calendar = Calendar("Europe/London", USUAL)
    morning = at("Europe/London", 2026, 11, 18, 9)
    evening = at("Europe/London", 2026, 11, 18, 17)
    assert add(morning, timedelta(hours=8), calendar) == evening


def test_a_night_that_has_begun_is_worked_to_its_end_though_the_next_day_is_free() -> (
    None
):
    free = date(2026, 12, 25)
    calendar = Calendar("Europe/London", NIGHTS, {free}.__contains__)
    before = calendar.shift_on(date(2026, 12, 24))
    assert before is not None
    assert before.end == at("Europe/London", 2026, 12, 25, 6)
    assert calendar.shift_on(free) is None


def test_round_the_clock_is_all_of_the_time() -> None:
    calendar = Calendar("America/New_York", ALWAYS)
    start = at("America/New_York", 2026, 1, 1, 3)
    assert between(start, start + 200 * ONE_DAY, calendar) == 200 * ONE_DAY


def test_a_business_that_is_closed_for_ever_is_said_to_be() -> None:
    calendar = Calendar("UTC", USUAL, lambda day: True)
    start = at("UTC", 2026, 1, 1)
    with pytest.raises(NeverWorks):
        add(start, MINUTE, calendar)
    with pytest.raises(NeverWorks):
        next_working_day(date(2026, 1, 1), calendar)


def test_work_is_not_negative() -> None:
    with pytest.raises(ValueError, match="-1 day"):
        add(at("UTC", 2026, 1, 1), -MINUTE, Calendar("UTC", USUAL))


@pytest.mark.parametrize(
    "stored",
    ["", ",,,,,,", "9:00-17:00,,,,,,", "09:00-24:00,,,,,,", "09:00-17:00", "x,,,,,,"],
)
def test_what_is_no_week_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_week(stored)
