"""Mornings: eight on the business's own clock, also when the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from surveys import slots
from surveys.alerting.silence import is_silent


def workdays(day: date) -> bool:
    return day.isoweekday() <= 5


def every_day(day: date) -> bool:
    return True


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/London", date(2026, 3, 26)),
        ("Europe/London", date(2026, 10, 22)),
        ("America/New_York", date(2026, 3, 5)),
        ("America/New_York", date(2026, 10, 29)),
        ("Australia/Lord_Howe", date(2026, 4, 2)),
        ("Australia/Lord_Howe", date(2026, 10, 1)),
    ],
)
def test_there_is_one_daily_morning_a_day_over_a_clock_change(
    zone: str, first: date
) -> None:
    """Every quarter of an hour for a week: each day's slot begins at 08:00 local."""
    begins: dict[date, datetime] = {}
    moment = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone))
    now = moment.astimezone(UTC)
    for _ in range(4 * 24 * 7):
        slot = slots.daily(now, zone, every_day)
        if slot:
            begins.setdefault(slot.day, now)
            local = slot.at.astimezone(ZoneInfo(zone))
            assert (local.hour, local.minute) == (8, 0)
            assert slot.at <= now
        now += timedelta(minutes=15)
    assert len(begins) == 7
    for day, begun in begins.items():
        local = begun.astimezone(ZoneInfo(zone))
        assert (local.date(), local.hour, local.minute) == (day, 8, 0)


def test_nothing_comes_at_night() -> None:
    for hour in (0, 7, 20, 23):
        assert (
            slots.daily(datetime(2026, 11, 18, hour, tzinfo=UTC), "UTC", every_day)
            is None
        )


def test_the_weekly_morning_is_the_weeks_first_working_day() -> None:
    def monday_off(day: date) -> bool:
        return workdays(day) and day != date(2026, 11, 16)

    noon = datetime(2026, 11, 18, 12, tzinfo=UTC)
    usual, moved = (
        slots.weekly(noon, "UTC", workdays),
        slots.weekly(noon, "UTC", monday_off),
    )
    assert usual
    assert usual.day == date(2026, 11, 16)
    assert moved
    assert moved.day == date(2026, 11, 17)
    assert slots.weekly(noon, "UTC", lambda day: False) is None
    assert slots.weekly(datetime(2026, 11, 16, 7, tzinfo=UTC), "UTC", workdays) is None


def test_on_a_day_off_the_daily_one_is_that_of_the_last_working_day() -> None:
    slot = slots.daily(datetime(2026, 11, 22, 12, tzinfo=UTC), "UTC", workdays)
    assert slot
    assert slot.day == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("count", "gap", "silent"),
    [
        (40, 12, True),  # one a working day, and none in eight
        (40, 4, False),
        (9, 60, False),  # too few to know what is usual
        (10, 20, False),  # one in four days: such a gap happens
        (10, 60, True),
    ],
)
def test_silence_is_a_gap_that_chance_does_not_explain(
    count: int, gap: int, silent: bool
) -> None:
    last = date(2026, 9, 1)
    today = last + timedelta(days=gap)
    assert is_silent(count, last, today, workdays) is silent


def test_days_off_are_no_silence() -> None:
    last = date(2026, 9, 1)
    assert not is_silent(40, last, date(2026, 10, 1), lambda day: day <= last)
