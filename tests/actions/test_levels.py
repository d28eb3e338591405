from datetime import UTC, date, datetime

import pytest

from actions.models import Action, ServiceLevel
from actions.selectors.levels import level_named, levels_of
from actions.services.levels import (
    MOST_OWN,
    Terms,
    add_level,
    change_level,
    keep,
    set_active,
)
from actions.working_time import due_on_for
from feedback.errors import Conflict, Refused
from tests.actions.deadlines import at, change, given
from tests.conftest import NOON, World

# A Wednesday.
TODAY = NOON.date()


def named(world: World, choice: str) -> ServiceLevel:
    found = level_named(world.business, choice, also_gone=True)
    assert found is not None
    found.business = world.business
    return found


def due(world: World, choice: str, now: datetime = NOON) -> date:
    return due_on_for(world.business, named(world, choice), now)


def test_the_usual_three_need_no_rows(inside: World) -> None:
    names = [(str(one), one.amount, one.unit) for one in levels_of(inside.business)]
    assert names == [
        ("Same day", 0, "days"),
        ("Within a week", 5, "days"),
        ("Within a month", 22, "days"),
    ]
    assert not ServiceLevel.objects.exists()


def test_dates_are_counted_in_working_days(inside: World) -> None:
    assert due(inside, "day") == TODAY
    assert due(inside, "week") == date(2026, 11, 25)
    assert due(inside, "month") == date(2026, 12, 18)
    # Past Christmas: 22 working days, two bank holidays and New Year’s Day.
    late = at(date(2026, 12, 10), 12)
    assert due(inside, "month", late) == date(2027, 1, 14)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (at(TODAY, 8), TODAY),
        (at(TODAY, 16, 59), TODAY),
        (at(TODAY, 17), date(2026, 11, 19)),
        (at(date(2026, 11, 21), 12), date(2026, 11, 23)),
        (at(date(2026, 12, 24), 18), date(2026, 12, 29)),
    ],
)
def test_the_same_day_is_the_day_of_work_that_goes_on_or_comes(
    inside: World, now: datetime, day: date
) -> None:
    assert due(inside, "day", now) == day


def test_a_week_is_as_long_as_the_business_works(inside: World) -> None:
    change(inside.business, work_week=",".join(["00:00-00:00"] * 7))
    change(inside.business, keeps_holidays=False)
    assert due(inside, "week") == date(2026, 11, 25)
    assert due(inside, "month") == date(2026, 12, 18)


def test_a_night_belongs_to_the_day_on_which_it_began(inside: World) -> None:
    change(inside.business, work_week=",".join(["22:00-06:00"] * 7))
    assert due(inside, "day", at(date(2026, 11, 19), 3)) == date(2026, 11, 18)
    assert due(inside, "day", at(date(2026, 11, 19), 12)) == date(2026, 11, 19)


def test_hours_are_counted_from_now(inside: World) -> None:
    own = add_level(inside.business, Terms(4, "hours", "Urgent"), by=inside.by)
    assert due(inside, own.choice, at(TODAY, 12)) == TODAY
    # Until the end of the day is within it; a minute later is not.
    assert due(inside, own.choice, at(TODAY, 13)) == TODAY
    assert due(inside, own.choice, at(TODAY, 13, 1)) == date(2026, 11, 19)


def test_changing_a_level_moves_no_date(inside: World) -> None:
    made = given(inside, level=named(inside, "week"))
    assert change_level(named(inside, "week"), Terms(2), by=inside.by)
    made.refresh_from_db()
    assert made.due_on == date(2026, 11, 25)
    assert made.level == named(inside, "week")
    assert due(inside, "week") == date(2026, 11, 20)
    assert Action.objects.get().revision == made.revision


def test_one_of_the_three_is_stored_once_however_often_it_is_used(
    inside: World,
) -> None:
    for what in ("One", "Two"):
        given(inside, what=what, level=named(inside, "day"))
    assert ServiceLevel.objects.count() == 1
    assert keep(inside.business, named(inside, "day")).key == "day"


def test_what_is_taken_away_is_not_offered_and_can_come_back(inside: World) -> None:
    assert set_active(named(inside, "month"), active=False, by=inside.by)
    assert [one.choice for one in levels_of(inside.business)] == ["day", "week"]
    assert set_active(named(inside, "month"), active=True, by=inside.by)
    assert not set_active(named(inside, "month"), active=True, by=inside.by)


def test_something_is_left_to_choose(inside: World) -> None:
    for choice in ("day", "week"):
        set_active(named(inside, choice), active=False, by=inside.by)
    with pytest.raises(Refused):
        set_active(named(inside, "month"), active=False, by=inside.by)


@pytest.mark.parametrize(
    "terms",
    [
        Terms(1, name=" "),
        Terms(0, "hours", "Nothing"),
        Terms(400, "days", "For ever"),
        Terms(1, name="Odd", managers_after=3, owners_after=3),
        Terms(1, name="Odd", acknowledge_hours=0),
        Terms(1, name="same DAY"),
    ],
)
def test_terms_that_cannot_be(inside: World, terms: Terms) -> None:
    with pytest.raises(Refused):
        add_level(inside.business, terms, by=inside.by)


def test_names_are_taken_once_and_there_is_an_end(inside: World) -> None:
    for number in range(MOST_OWN):
        add_level(inside.business, Terms(number + 1, name=f"L{number}"), by=inside.by)
    with pytest.raises(Refused):
        add_level(inside.business, Terms(1, name="One more"), by=inside.by)
    last = levels_of(inside.business)[-1]
    last.business = inside.business
    with pytest.raises(Conflict):
        change_level(last, Terms(3, name="L0"), by=inside.by)


def test_own_ones_come_after_the_three_by_length(inside: World) -> None:
    add_level(inside.business, Terms(9, name="Nine days"), by=inside.by)
    add_level(inside.business, Terms(30, "hours", "Hours"), by=inside.by)
    names = [str(one) for one in levels_of(inside.business)]
    assert names[3:] == ["Hours", "Nine days"]


def test_moments_are_in_utc() -> None:
    assert NOON.tzinfo == UTC
