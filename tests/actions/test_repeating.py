from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from actions import repeats
from actions.models import Action, Repeating
from actions.selectors import work
from actions.services.repeating import (
    Plan,
    bring_due,
    change_repeating,
    end,
    pause,
    repeat,
    resume,
    unend,
)
from feedback import clock, tenancy
from feedback.accounts.models import Membership
from feedback.errors import Conflict, Refused
from tests.actions.builders import A_DAY, TODAY, repeating
from tests.conftest import NOON, World


def later(days: int) -> datetime:
    return NOON + timedelta(days=days)


def sweep(now: datetime) -> int:
    with clock.set_to(now):
        return bring_due(now=now)


def came(made: Repeating) -> list[date | None]:
    rows = Action.objects.filter(repeating=made).order_by("recurs_on")
    return list(rows.values_list("recurs_on", flat=True))


def test_it_appears_days_before_its_day_and_once(inside: World) -> None:
    made = repeating(inside)
    assert sweep(later(3)) == 0
    assert sweep(later(4)) == 1
    assert sweep(later(4)) == 0
    assert sweep(later(8)) == 0
    (action,) = Action.objects.filter(repeating=made)
    assert (action.what, action.owner) == ("Check the van", inside.member)
    assert action.due_on == TODAY + 7 * A_DAY
    assert not action.links.exists()


def test_it_comes_with_its_steps(inside: World) -> None:
    repeating(inside, steps=("Oil", "Tyres"))
    sweep(later(5))
    assert [s.words for s in work.steps(Action.objects.get())] == ["Oil", "Tyres"]


def test_month_after_month(inside: World) -> None:
    made = repeating(inside, first_on=date(2027, 1, 31), days_before=0)
    day = date(2027, 1, 1)
    while day < date(2027, 5, 1):
        sweep(datetime(day.year, day.month, day.day, 12, tzinfo=NOON.tzinfo))
        day += A_DAY
    expected = [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]
    assert came(made) == [*expected, date(2027, 4, 30)]


def test_after_an_outage_one_appears_and_not_twelve(inside: World) -> None:
    made = repeating(inside, every="week", first_on=TODAY, days_before=0)
    assert sweep(later(80)) == 1
    assert came(made) == [TODAY + 77 * A_DAY]
    action = Action.objects.get(repeating=made)
    assert action.due_on == TODAY + 80 * A_DAY
    assert sweep(later(83)) == 0
    assert sweep(later(84)) == 1


def test_a_day_is_a_day_of_the_businesss_calendar(inside: World) -> None:
    inside.business.zone = "Pacific/Apia"  # thirteen hours ahead
    inside.business.save(update_fields=["zone"])
    repeating(inside, first_on=TODAY + 2 * A_DAY, days_before=0)
    assert sweep(NOON + timedelta(hours=22)) == 0
    assert sweep(NOON + timedelta(hours=23, minutes=30)) == 1


def test_what_rests_brings_nothing_and_goes_on_with_its_next_day(
    inside: World,
) -> None:
    made = repeating(inside, every="week", first_on=TODAY + A_DAY, days_before=0)
    assert pause(made, by=inside.by, now=NOON)
    assert sweep(later(20)) == 0
    with clock.set_to(later(20)):
        assert resume(made, by=inside.by, now=later(20))
    assert sweep(later(20)) == 0
    assert sweep(later(22)) == 1
    assert came(made) == [TODAY + 22 * A_DAY]


def test_what_ended_brings_nothing_and_can_begin_again(inside: World) -> None:
    made = repeating(inside, days_before=0)
    assert end(made, by=inside.by, now=NOON)
    assert not end(made, by=inside.by, now=NOON)
    assert sweep(later(9)) == 0
    with clock.set_to(later(9)):
        assert unend(made, by=inside.by, now=later(9))
    assert made.next_on == date(2026, 12, 25)


def test_it_ends_by_itself_after_its_last_day(inside: World) -> None:
    made = repeating(
        inside,
        every="week",
        first_on=TODAY,
        ends_on=TODAY + 10 * A_DAY,
        days_before=0,
    )
    for day in range(30):
        sweep(later(day))
    made.refresh_from_db()
    assert came(made) == [TODAY, TODAY + 7 * A_DAY]
    assert made.ended_at is not None


def test_if_its_owner_left_a_boss_has_it(inside: World) -> None:
    made = repeating(inside, days_before=0)
    Membership.objects.filter(pk=inside.member.pk).update(is_active=False)
    sweep(later(7))
    made.refresh_from_db()
    assert made.owner == inside.owner
    assert Action.objects.get(repeating=made).owner == inside.owner


def test_a_new_rhythm_holds_from_its_first_day(inside: World) -> None:
    made = repeating(inside)
    plan = Plan("Check the van", inside.member, "week", TODAY + 3 * A_DAY, 0)
    change_repeating(made, plan, by=inside.by, expected_revision=1)
    assert made.next_on == TODAY + 3 * A_DAY
    with pytest.raises(Conflict):
        change_repeating(made, plan, by=inside.by, expected_revision=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": " "},
        {"first_on": TODAY - A_DAY},
        {"first_on": TODAY + 800 * A_DAY},
        {"ends_on": TODAY},
        {"days_before": 28},
        {"days_before": -1},
        {"every": "day"},
        {"every": "week", "days_before": 7},
        {"kind": "x"},
    ],
)
def test_what_cannot_be_is_refused(inside: World, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        repeating(inside, **wrong)
    assert not Repeating.objects.exists()


def test_a_reader_and_a_stranger_cannot_own_it(inside: World) -> None:
    for nobody in (inside.reader, inside.stranger):
        with pytest.raises(Refused):
            repeating(inside, owner=nobody)


def test_a_double_click_repeats_once(inside: World) -> None:
    assert repeating(inside) == repeating(inside)


@pytest.mark.parametrize("every", ["week", "month", "quarter", "year"])
def test_days_follow_each_other_as_counted_one_by_one(every: str) -> None:
    for first in (date(2024, 2, 29), date(2026, 1, 31), date(2026, 12, 30)):
        days = [repeats.nth(first, every, n) for n in range(60)]
        assert days == sorted(set(days))
        for before, after in pairwise(days):
            assert repeats.following(first, every, before) == after
            assert repeats.first_from(first, every, before + A_DAY) == after
            assert repeats.last_until(first, every, after - A_DAY) == before
            assert repeats.last_until(first, every, after) == after
        assert repeats.last_until(first, every, first - A_DAY) is None


def test_on_the_pages_it_is_made_changed_paused_and_ended(world: World) -> None:
    client = world.client("member")
    new = reverse("actions:repeating-new")
    assert client.get(new).status_code == 200
    sent = {
        "what": "Winter check",
        "kind": "special",
        "every": "year",
        "first_on": "2026-12-01",
        "days_before": "7",
        "owner": str(world.member.pk),
    }
    assert client.post(new, {**sent, "what": ""}).status_code == 422
    assert client.post(new, {**sent, "days_before": "61"}).status_code == 422
    page = client.post(new, sent, follow=True).content.decode()
    assert "Tuesday 1 December 2026" in page
    with tenancy.enter(world.business.id):
        made = Repeating.objects.get()
    edit = reverse("actions:repeating-edit", args=[made.pk])
    assert "Winter check" in client.get(edit).content.decode()
    changed = client.post(edit, {**sent, "what": "Winter", "revision": "1"})
    assert changed.status_code == 302
    stale = client.post(edit, {**sent, "what": "Mine", "revision": "1"})
    assert (stale.status_code, b"Mine" in stale.content) == (409, True)
    state = reverse("actions:repeating-state", args=[made.pk])
    for do, undo in (("pause", "resume"), ("end", "unend")):
        page = client.post(state, {"do": do}, follow=True).content.decode()
        assert f"{state}?do={undo}" in page
        client.post(f"{state}?do={undo}")
    with tenancy.enter(world.business.id):
        made.refresh_from_db()
        assert made.runs


def test_an_action_can_be_let_come_again(world: World) -> None:
    with tenancy.enter(world.business.id):
        repeat(
            world.business,
            Plan("Ring", world.member, "week", TODAY),
            by=world.by,
        )
        bring_due(now=NOON)
        like = Action.objects.get()
    url = reverse("actions:repeating-new") + f"?like={like.pk}"
    assert "Ring" in world.client("member").get(url).content.decode()
    bad = reverse("actions:repeating-new") + "?like=x"
    assert world.client("member").get(bad).status_code == 200
