"""The next moment inside a business's hours, against a slow and simple oracle."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedback.accounts.models import Business
from feedback.local_time import at_local
from surveys.hours import NoOpening, local_noon, next_sending_time

# Around both changes of the clock in 2026, in UTC.
CHANGES = {
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    # Half an hour only, and the other way round in the year.
    "Australia/Lord_Howe": (date(2026, 4, 4), date(2026, 10, 3)),
    # No change at all, but a quarter of an hour off; and none any more since 2021.
    "Asia/Kathmandu": (date(2026, 10, 25),),
    "Pacific/Apia": (date(2026, 12, 25),),
}
COUNTRIES = {
    "Europe/London": ("GB", "SCT"),
    "America/New_York": ("US", "NY"),
    "Australia/Lord_Howe": ("AU", "NSW"),
    "Asia/Kathmandu": ("NP", ""),
    "Pacific/Apia": ("WS", ""),
}
MINUTE = timedelta(minutes=1)


def business(
    zone: str = "Europe/London",
    ask_from: time = time(9),
    ask_until: time = time(18),
    *,
    weekends: bool = False,
) -> Business:
    return Business(
        name="B",
        zone=zone,
        ask_from=ask_from,
        ask_until=ask_until,
        ask_weekdays="1234567" if weekends else "12345",
        keeps_holidays=False,
    )


def oracle(firm: Business, moment: datetime) -> datetime:
    """Step minute by minute until a clock on the wall shows a time inside the hours."""
    zone = ZoneInfo(firm.zone)
    step = moment
    while True:
        wall = step.astimezone(zone)
        asks = str(wall.isoweekday()) in firm.ask_weekdays
        if asks and firm.ask_from <= wall.time() < firm.ask_until:
            return step
        step = step.replace(second=0, microsecond=0) + MINUTE


def closed_there(firm: Business) -> set[date]:
    """Return each day on which the firm is closed, straight from the library."""
    days: set[date] = set()
    if firm.keeps_holidays:
        region = firm.holiday_region or None
        table = holidays.country_holidays(firm.country, region, years=[2026, 2027])
        days |= set(table)
    for row in firm.closures:
        day, last = (date.fromisoformat(row[end]) for end in ("first", "last"))
        while day <= last:
            days.add(day)
            day += timedelta(days=1)
    return days


def slow_oracle(firm: Business, moment: datetime) -> datetime:
    """As `oracle`, with closed days."""
    zone, closed = ZoneInfo(firm.zone), closed_there(firm)
    step = moment
    while True:
        wall = step.astimezone(zone)
        asks = str(wall.isoweekday()) in firm.ask_weekdays and wall.date() not in closed
        if asks and firm.ask_from <= wall.time() < firm.ask_until:
            return step
        step = step.replace(second=0, microsecond=0) + MINUTE


@st.composite
def closing_firms(draw: st.DrawFn) -> tuple[Business, datetime]:
    firm, moment = draw(firms_and_moments())
    firm.country, firm.holiday_region = COUNTRIES[firm.zone]
    firm.keeps_holidays = draw(st.booleans())
    firm.ask_weekdays = "".join(
        sorted(draw(st.sets(st.sampled_from("1234567"), min_size=2)))
    )
    firm.closures = []
    for _ in range(draw(st.integers(0, 2))):
        first = moment.date() + timedelta(days=draw(st.integers(-3, 3)))
        last = first + timedelta(days=draw(st.integers(0, 3)))
        row = {"first": first.isoformat(), "last": last.isoformat(), "name": "Closed"}
        firm.closures.append(row)
    return firm, moment


@settings(max_examples=150, deadline=None)
@given(closing_firms())
def test_closed_days_and_holidays_are_no_days_to_ask(
    given_: tuple[Business, datetime],
) -> None:
    firm, moment = given_
    found = next_sending_time(firm, moment)
    assert found == slow_oracle(firm, moment)
    assert next_sending_time(firm, found) == found


@st.composite
def firms_and_moments(draw: st.DrawFn) -> tuple[Business, datetime]:
    zone = draw(st.sampled_from(sorted(CHANGES)))
    day = draw(st.sampled_from(CHANGES[zone]))
    change = datetime.combine(day, time(), tzinfo=UTC)
    moment = change + draw(
        st.timedeltas(min_value=timedelta(days=-3), max_value=timedelta(days=3))
    )
    minutes = sorted(
        draw(st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=2, unique=True))
    )
    ends = [time(m // 60, m % 60) for m in minutes]
    firm = business(zone, *ends, weekends=draw(st.booleans()))
    return firm, moment


NIGHT = (time(1, 30), time(2, 30))


@settings(max_examples=400, deadline=None)
@given(firms_and_moments())
@example(
    (
        business("Europe/London", *NIGHT, weekends=True),
        datetime(2026, 3, 29, 0, tzinfo=UTC),
    )
)
@example(
    (
        business("Europe/London", *NIGHT, weekends=True),
        datetime(2026, 10, 25, 0, 45, tzinfo=UTC),
    )
)
@example(
    (
        business("America/New_York", time(2), time(2, 45), weekends=True),
        datetime(2026, 3, 8, 6, tzinfo=UTC),
    )
)
@example(
    (
        business("Australia/Lord_Howe", time(1, 45), time(2), weekends=True),
        datetime(2026, 4, 4, 14, 50, tzinfo=UTC),
    )
)
@example(
    (
        business("Australia/Lord_Howe", time(2), time(2, 30), weekends=True),
        datetime(2026, 10, 3, 15, tzinfo=UTC),
    )
)
def test_it_is_the_first_moment_that_a_wall_clock_allows(
    given_: tuple[Business, datetime],
) -> None:
    firm, moment = given_
    found = next_sending_time(firm, moment)
    assert found == oracle(firm, moment)
    assert found >= moment
    assert next_sending_time(firm, found) == found


def test_inside_the_hours_it_is_now() -> None:
    noon = datetime(2026, 11, 18, 12, 0, 30, tzinfo=UTC)
    assert next_sending_time(business(), noon) == noon


def test_before_the_hours_it_is_nine_by_the_clock_there() -> None:
    early = datetime(2026, 7, 1, 3, tzinfo=UTC)
    assert next_sending_time(business(), early) == datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_the_end_of_the_hours_is_not_inside_them() -> None:
    six = datetime(2026, 11, 18, 18, tzinfo=UTC)
    assert next_sending_time(business(), six) == datetime(2026, 11, 19, 9, tzinfo=UTC)


def test_friday_evening_waits_for_monday() -> None:
    friday = datetime(2026, 11, 20, 19, tzinfo=UTC)
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    saturday = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert next_sending_time(business(), friday) == monday
    assert next_sending_time(business(weekends=True), friday) == saturday


def test_an_opening_that_the_clock_jumps_over_is_right_after_the_jump() -> None:
    firm = business("Europe/London", time(1, 30), time(4), weekends=True)
    before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert next_sending_time(firm, before) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_an_opening_that_the_clock_shows_twice_is_the_first_one() -> None:
    firm = business("Europe/London", time(1, 30), time(4), weekends=True)
    before = datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert next_sending_time(firm, before) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_hours_that_a_jump_swallows_wait_for_the_next_day() -> None:
    firm = business("Europe/London", time(1, 10), time(1, 50), weekends=True)
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert next_sending_time(firm, before) == datetime(2026, 3, 30, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize("zone", [*CHANGES, "Asia/Kathmandu", "Pacific/Apia"])
def test_nine_is_nine_every_day_of_the_year(zone: str) -> None:
    firm = business(zone, weekends=True)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(365):
        opening = next_sending_time(firm, moment)
        wall = opening.astimezone(ZoneInfo(zone))
        if opening != moment:
            assert (wall.hour, wall.minute) == (9, 0)
        moment += timedelta(days=1)


def test_a_day_without_a_time_is_noon_there() -> None:
    day = date(2026, 7, 1)
    assert local_noon(day, "Europe/London") == datetime(2026, 7, 1, 11, tzinfo=UTC)
    found = at_local(day, time(14, 30), "Asia/Kathmandu")
    assert found == datetime(2026, 7, 1, 8, 45, tzinfo=UTC)


def test_christmas_waits_for_the_next_working_day() -> None:
    firm = business()
    firm.keeps_holidays = True
    eve = datetime(2026, 12, 24, 20, tzinfo=UTC)
    # Christmas Day is a Friday, Boxing Day is made up for on Monday.
    assert next_sending_time(firm, eve) == datetime(2026, 12, 29, 9, tzinfo=UTC)


def test_a_business_that_is_never_open_gets_an_answer() -> None:
    firm = business()
    firm.closures = [{"first": "2026-01-01", "last": "2030-01-01", "name": "Gone"}]
    with pytest.raises(NoOpening, match="no hour in the next year"):
        next_sending_time(firm, datetime(2026, 11, 18, 12, tzinfo=UTC))


def test_the_last_day_of_the_year_ahead_is_still_found() -> None:
    firm = business(weekends=True)
    firm.closures = [{"first": "2026-11-18", "last": "2027-11-17", "name": "Long"}]
    asked = next_sending_time(firm, datetime(2026, 11, 18, 12, tzinfo=UTC))
    assert asked == datetime(2027, 11, 18, 9, tzinfo=UTC)
