"""Settings of dates: the hours of work, service levels, one's own mail, being away."""

from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Absence, CalendarFeed, ServiceLevel
from actions.selectors.reminders import choice_of
from actions.services.absences import go_away
from actions.services.levels import Terms, add_level
from actions.working_time import read_week
from feedback import tenancy
from feedback.accounts.models import Business, Role
from surveys.services import notices
from tests.actions.builders import TODAY
from tests.actions.deadlines import A_DAY, DUE, at, given, promised, sweep
from tests.conftest import World, join
from tests.queries import assert_same_queries

HOURS, NEW = reverse("actions:deadline-settings"), reverse("actions:level-new")
OWN, AWAY = reverse("actions:own-dates"), reverse("actions:absence-new")


def text(response: HttpResponse) -> str:
    return response.content.decode()


def week(**values: str) -> dict[str, str]:
    """Return the form of nine to five on weekdays; ``from_5="10:00"`` adds Saturday."""
    fresh: dict[str, str] = {}
    for day in range(7):
        works = day < 5
        fresh |= {
            f"from-{day}": "09:00" if works else "",
            f"until-{day}": "17:00" if works else "",
        }
    return fresh | {name.replace("_", "-"): value for name, value in values.items()}


def stored(world: World) -> str:
    return Business.objects.get(pk=world.business.pk).work_week


def test_a_new_business_works_nine_to_five(world: World) -> None:
    page = text(world.client("manager").get(HOURS))
    assert page.count('value="09:00"') == 5
    assert "Same day" in page
    assert "By the end of the same working day." in page


def test_hours_are_stored_and_count_from_then_on(world: World) -> None:
    sent = week(from_5="10:00", until_5="14:00", from_6="22:00", until_6="06:00")
    assert world.client("manager").post(HOURS, sent).status_code == 302
    days = read_week(stored(world))
    assert days[5] == read_week(",,,,,10:00-14:00,")[5]
    assert days[6] is not None
    assert days[6].is_over_midnight


@pytest.mark.parametrize(
    "wrong",
    [
        {"from_5": "10:00"},
        {"until_5": "10:00"},
        {"from_0": "25:00"},
        {"from_0": "nine"},
        {f"{end}_{day}": "" for day in range(7) for end in ("from", "until")},
    ],
)
def test_hours_that_cannot_be(world: World, wrong: dict[str, str]) -> None:
    page = world.client("manager").post(HOURS, week(**wrong))
    assert page.status_code == 422
    assert "There is a problem" in text(page)
    assert stored(world) == world.business.work_week


LENGTH = {
    "name": "Three days",
    "amount": "3",
    "unit": "days",
    "acknowledge_hours": "4",
    "managers_after": "1",
    "owners_after": "3",
}


def test_a_level_is_added_changed_taken_away_and_comes_back(inside: World) -> None:
    client = inside.client("manager")
    assert client.post(NEW, LENGTH).status_code == 302
    level = ServiceLevel.objects.get()
    address = reverse("actions:level-edit", args=[level.choice])
    assert "Three days" in text(client.get(address))
    assert client.post(address, LENGTH | {"amount": "4"}).status_code == 302
    level.refresh_from_db()
    assert level.amount == 4
    gone = reverse("actions:level-removal", args=[level.choice])
    page = client.post(gone, follow=True)
    assert "is not offered any more" in text(page)
    assert "Offer it again" in text(page)
    client.post(f"{gone}?undo=1")
    level.refresh_from_db()
    assert level.is_active


def test_one_of_the_usual_three_keeps_its_name(inside: World) -> None:
    client = inside.client("manager")
    address = reverse("actions:level-edit", args=["day"])
    assert 'name="name"' not in text(client.get(address))
    assert client.post(address, LENGTH | {"amount": "1"}).status_code == 302
    level = ServiceLevel.objects.get()
    assert (level.key, level.name, level.amount) == ("day", "", 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "\u202e"},
        {"amount": "-1"},
        {"amount": "9999999999999"},
        {"amount": "many"},
        {"amount": "0", "unit": "hours"},
        {"amount": "400"},
        {"unit": "years"},
        {"owners_after": "1"},
        {"acknowledge_hours": "0"},
    ],
)
def test_a_level_that_cannot_be(world: World, wrong: dict[str, str]) -> None:
    page = world.client("manager").post(NEW, LENGTH | wrong)
    assert page.status_code == 422
    with tenancy.enter(world.business.pk):
        assert not ServiceLevel.objects.exists()


def test_of_another_business_there_is_no_level(world: World) -> None:
    with tenancy.enter(world.business.pk):
        terms = Terms(3, name="Three days")
        choice = add_level(world.business, terms, by=world.by).choice
    for name in ("level-edit", "level-removal"):
        address = reverse(f"actions:{name}", args=[choice])
        assert world.client("stranger").post(address).status_code == 404


def test_the_hour_of_ones_mail(inside: World) -> None:
    client = inside.client("member")
    assert 'value="09:00"' in text(client.get(OWN))
    client.post(OWN, {"at": "15:30"})
    assert choice_of(inside.member).at == time(15, 30)
    # How soon somebody hears is another choice, and leaves the hour alone.
    notices.choose(inside.member, {"deadlines": "weekly"}, by=inside.by)
    assert choice_of(inside.member).at == time(15, 30)
    assert choice_of(inside.member).pace == "weekly"
    assert client.post(OWN, {"at": "noon"}).status_code == 422


def away(world: World, **values: Any) -> dict[str, Any]:
    fresh = {
        "first": TODAY.isoformat(),
        "last": (TODAY + 4 * A_DAY).isoformat(),
        "cover": str(world.manager.pk),
    }
    return fresh | values


def test_being_away_and_back_again(inside: World) -> None:
    client = inside.client("member")
    page = client.post(AWAY, away(inside), follow=True)
    assert "Lee Tonkin covers." in text(page)
    assert "Away now" in text(page)
    absence = Absence.objects.get()
    end = reverse("actions:absence-end", args=[absence.pk])
    client.post(end)
    absence.refresh_from_db()
    assert absence.ended_on == TODAY
    client.post(f"{end}?undo=1")
    absence.refresh_from_db()
    assert absence.ended_on is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"cover": ""},
        {"cover": "x"},
        {"first": "never"},
        {"last": "2020-01-01"},
        {"last": "2031-01-01"},
    ],
)
def test_an_absence_that_cannot_be(inside: World, wrong: dict[str, str]) -> None:
    page = inside.client("member").post(AWAY, away(inside) | wrong)
    assert page.status_code == 422
    assert not Absence.objects.exists()


def test_nobody_covers_for_themselves(inside: World) -> None:
    sent = away(inside, cover=str(inside.member.pk))
    assert inside.client("member").post(AWAY, sent).status_code == 422
    sent |= {"who": str(inside.member.pk)}
    assert inside.client("manager").post(AWAY, sent).status_code == 422


def test_a_manager_says_it_for_somebody_and_a_member_does_not(inside: World) -> None:
    sent = away(inside, cover=str(inside.owner.pk), who=str(inside.member.pk))
    inside.client("manager").post(AWAY, sent)
    assert Absence.objects.get().membership == inside.member
    # A member who names somebody else says it of themselves.
    kim = join(inside.business, "kim@penrose.example", "Kim Hale", Role.MEMBER)
    sent = away(inside, cover=str(inside.owner.pk), who=str(kim.pk))
    inside.client("member").post(AWAY, sent)
    assert not Absence.objects.filter(membership=kim).exists()


def test_others_absences_are_not_ones_own_to_end(inside: World) -> None:
    absence = go_away(
        inside.manager, cover=inside.owner, first=TODAY, last=TODAY, by=inside.by
    )
    end = reverse("actions:absence-end", args=[absence.pk])
    assert inside.client("member").post(end).status_code == 403
    absence.refresh_from_db()
    assert absence.ended_on is None
    assert end not in text(inside.client("member").get(OWN))
    assert end in text(inside.client("manager").get(OWN))


def test_the_calendar_address_is_shown_once(inside: World) -> None:
    client = inside.client("member")
    page = client.post(reverse("actions:calendar-new"))
    assert page.status_code == 201
    assert page["Cache-Control"] == "no-store"
    assert "/p/calendar/" in text(page)
    assert "/p/calendar/" not in text(client.get(OWN))
    client.post(reverse("actions:calendar-removal"))
    assert not CalendarFeed.objects.exists()


def test_who_stands_in_is_said_on_the_page_of_the_action(inside: World) -> None:
    made = given(inside)
    go_away(inside.member, cover=inside.manager, first=TODAY, last=TODAY, by=inside.by)
    page = reverse("actions:action-detail", args=[made.pk])
    others = text(inside.client("owner").get(page))
    shown = text(inside.client("manager").get(page))
    assert "Dan Rowe is away. Lee Tonkin stands in." in shown
    assert "I have it" in shown
    assert "has not said yet that they have it" in others


def test_the_same_queries_however_many_levels_and_absences(world: World) -> None:
    number = iter(range(100))

    def level() -> None:
        with tenancy.enter(world.business.pk):
            terms = Terms(3, name=f"Level {next(number)}")
            add_level(world.business, terms, by=world.by)

    def absence() -> None:
        with tenancy.enter(world.business.pk):
            address = f"p{next(number)}@x.example"
            one = join(world.business, address, "P", Role.MEMBER)
            go_away(one, cover=world.owner, first=TODAY, last=TODAY, by=world.by)

    assert_same_queries(world.client("manager"), HOURS, level)
    assert_same_queries(world.client("manager"), OWN, absence)


def test_a_sweep_asks_no_more_for_more_promises(inside: World) -> None:
    asked = []
    for number in range(12):
        promised(inside, what=f"Promise {number}")
        if number in (5, 11):
            day = DUE if number == 5 else DUE + A_DAY
            sweep(at(day))
            with CaptureQueriesContext(connection) as queries:
                assert sweep(at(day, 10)) == 0
            asked.append(len(queries))
    assert asked[0] == asked[1]
