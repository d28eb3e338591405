"""On which days a business asks, and how somebody of the team says so."""

from datetime import date
from typing import Any

import pytest

from feedback import tenancy
from feedback.accounts import opening_days, public_holidays, services
from feedback.accounts.models import Business
from feedback.accounts.opening_days import Closure
from feedback.errors import Refused
from feedback.history.models import Event
from tests.conftest import NOON, World

ASKING = "/settings/asking/"
HOURS = {
    "ask_from": "09:00",
    "ask_until": "18:00",
    "ask_weekdays": ["1", "2", "3", "4", "5"],
    "keeps_holidays": "on",
    "holiday_region": "",
    "rest_days": "90",
}
TODAY = NOON.date()


def firm(**values: Any) -> Business:
    return Business(name="B", **values)


def now(world: World) -> Business:
    return Business.objects.get(pk=world.business.pk)


@pytest.mark.parametrize(
    ("values", "day", "asks"),
    [
        ({}, date(2026, 11, 18), True),
        ({}, date(2026, 11, 21), False),
        ({"ask_weekdays": "6"}, date(2026, 11, 21), True),
        ({}, date(2026, 12, 25), False),
        ({"keeps_holidays": False}, date(2026, 12, 25), True),
        # Easter Monday is kept in England and not in Scotland.
        ({"holiday_region": "ENG"}, date(2026, 4, 6), False),
        ({"holiday_region": "SCT"}, date(2026, 4, 6), True),
        ({"country": "US"}, date(2026, 11, 26), False),
        ({"country": "AQ", "keeps_holidays": True}, date(2026, 11, 26), True),
    ],
)
def test_days_of_the_week_and_holidays(
    values: dict[str, Any], day: date, asks: bool
) -> None:
    assert opening_days.asks_on(firm(**values), day) is asks


def test_a_region_that_there_is_none_of_keeps_the_days_of_the_country() -> None:
    odd = firm(country="GB", holiday_region="ZZ")
    assert not opening_days.asks_on(odd, date(2026, 12, 25))


def test_a_country_that_nobody_listed_keeps_no_day() -> None:
    assert not public_holidays.is_listed("XX")
    assert public_holidays.regions("XX") == ()
    assert public_holidays.names_of("XX", "", 2026) == {}


def test_regions_have_names() -> None:
    assert public_holidays.regions("GB") == (
        ("ENG", "England"),
        ("NIR", "Northern Ireland"),
        ("SCT", "Scotland"),
        ("WLS", "Wales"),
    )


def test_closed_days_are_named_and_both_ends_count() -> None:
    rows = [Closure(date(2026, 12, 21), date(2026, 12, 23), "Works holiday").stored()]
    closed = firm(closures=rows)
    found = opening_days.closed_days(closed, date(2026, 12, 18), 14)
    assert found == [
        (date(2026, 12, 21), "Works holiday"),
        (date(2026, 12, 22), "Works holiday"),
        (date(2026, 12, 23), "Works holiday"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day (observed)"),
    ]


def test_the_page_names_the_coming_holidays(world: World) -> None:
    page = world.client("manager").get(ASKING).content.decode()
    assert "Friday 25 December 2026: Christmas Day" in page
    assert "Scotland" in page


def test_days_holidays_and_region_are_stored(world: World) -> None:
    sent = {**HOURS, "ask_weekdays": ["7", "1"], "holiday_region": "SCT"}
    world.client("manager").post(ASKING, sent)
    stored = now(world)
    assert (stored.ask_weekdays, stored.holiday_region) == ("17", "SCT")
    world.client("manager").post(ASKING, {**HOURS, "keeps_holidays": ""})
    assert now(world).keeps_holidays is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"ask_weekdays": []},
        {"ask_weekdays": ["8"]},
        {"ask_weekdays": ["0", "1"]},
        {"holiday_region": "NY"},
    ],
)
def test_days_that_there_are_none_of_are_refused(
    world: World, wrong: dict[str, Any]
) -> None:
    page = world.client("manager").post(ASKING, {**HOURS, **wrong})
    assert page.status_code == 422
    assert "There is a problem" in page.content.decode()
    assert now(world).ask_weekdays == "12345"


def close(world: World, first: str, last: str, name: str = "Works holiday") -> Any:
    sent = {"first": first, "last": last, "name": name}
    return world.client("manager").post(f"{ASKING}closed/", sent)


def test_closed_days_are_added_shown_and_removed(world: World) -> None:
    assert close(world, "2026-12-21", "2026-12-23").status_code == 302
    page = world.client("manager").get(ASKING).content.decode()
    assert "Monday 21 December 2026: Works holiday" in page
    sent = {"first": "2026-12-21", "last": "2026-12-23", "name": "Works holiday"}
    for _ in range(2):
        gone = world.client("manager").post(f"{ASKING}closed/removal/", sent)
        assert gone.status_code == 302
    assert now(world).closures == []


def test_one_day_needs_no_last_day_and_twice_is_once(world: World) -> None:
    for _ in range(2):
        close(world, "2026-12-21", "")
    (row,) = now(world).closures
    assert (row["first"], row["last"]) == ("2026-12-21", "2026-12-21")


@pytest.mark.parametrize(
    ("first", "last", "name", "words"),
    [
        ("2026-12-23", "2026-12-21", "X", "comes before the first"),
        ("2026-11-01", "2026-11-02", "X", "are over"),
        ("2026-12-01", "2027-12-01", "X", "Half a year at most"),
        ("2036-12-01", "2036-12-02", "X", "too far ahead"),
        ("", "2026-12-02", "X", "There is a problem"),
        ("tomorrow", "", "X", "There is a problem"),
        ("2026-12-01", "", "", "There is a problem"),
        ("2026-12-01", "", "x" * 61, "There is a problem"),
    ],
)
def test_closed_days_that_make_no_sense_are_refused(
    world: World, first: str, last: str, name: str, words: str
) -> None:
    page = close(world, first, last, name)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert now(world).closures == []


def test_settings_that_leave_no_day_are_refused_from_both_sides(world: World) -> None:
    world.client("manager").post(ASKING, {**HOURS, "ask_weekdays": ["3"]})
    close(world, "2026-11-18", "2027-05-15")
    page = close(world, "2027-05-16", "2027-11-14")
    assert page.status_code == 302
    page = close(world, "2027-11-15", "2027-12-31")
    assert page.status_code == 422
    assert "leaves no day in the next year" in page.content.decode()
    assert len(now(world).closures) == 2


def test_weekdays_that_leave_no_day_are_refused(world: World) -> None:
    rows = [Closure(date(2026, 1, 1), date(2027, 11, 17), "Nearly all of it").stored()]
    Business.objects.filter(pk=world.business.pk).update(closures=rows)
    page = world.client("manager").post(ASKING, {**HOURS, "ask_weekdays": ["2"]})
    assert page.status_code == 422
    assert "leaves no day in the next year" in page.content.decode()
    assert now(world).ask_weekdays == "12345"


def test_no_more_closed_days_than_anybody_has(world: World) -> None:
    day = date(2026, 12, 1)
    rows = [Closure(day, day, f"Day {number}").stored() for number in range(100)]
    Business.objects.filter(pk=world.business.pk).update(closures=rows)
    assert close(world, "2026-12-02", "").status_code == 422
    assert len(now(world).closures) == 100


def test_another_country_lets_go_of_the_region(world: World) -> None:
    with tenancy.enter(world.business.pk):
        business = world.business
        services.change_business(business, by=world.by, holiday_region="SCT")
        services.change_business(business, by=world.by, country="IE")
    assert now(world).holiday_region == ""


def test_history_keeps_no_name_of_closed_days(world: World) -> None:
    close(world, "2026-12-21", "", "Ruth is in hospital")
    with tenancy.enter(world.business.pk):
        event = Event.objects.get(verb="changed the business")
    assert "hospital" not in str(event.before | event.after)


def test_a_business_of_no_day_cannot_be_stored_by_any_way(world: World) -> None:
    with tenancy.enter(world.business.pk), pytest.raises(Refused):
        services.change_business(world.business, by=world.by, ask_weekdays="")
