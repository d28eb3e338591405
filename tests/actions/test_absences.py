from datetime import date, timedelta

import pytest

from actions.models import Absence
from actions.selectors.answering import answering_for, staff_on
from actions.services import hand_over
from actions.services.absences import come_back, go_away, stay_away, taker
from feedback import clock
from feedback.accounts.models import Membership, Role
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history.services import Actor
from tests.actions.deadlines import A_DAY, DUE, at, given, promised, sent, sweep
from tests.conftest import NOON, World, join

TODAY = NOON.date()


def away(
    world: World,
    who: Membership,
    cover: Membership,
    first: date = DUE,
    last: date = DUE + 2 * A_DAY,
) -> Absence:
    return go_away(who, cover=cover, first=first, last=last, by=world.by)


def test_reminders_go_to_whoever_covers_and_come_back_by_themselves(
    inside: World,
) -> None:
    promised(inside)
    promised(inside, what="Later", due_on=DUE + 6 * A_DAY)
    away(inside, inside.member, inside.manager)
    sweep(at(DUE - A_DAY))
    sweep(at(DUE))
    sweep(at(DUE + 6 * A_DAY))
    assert [who for _, who in sent()][:2] == ["dan", "lee"]
    assert ("2 dates, 1 late", "dan") in sent() or ("Due today", "dan") in sent()


def test_what_goes_up_goes_to_who_covers_for_the_boss(inside: World) -> None:
    helper = join(inside.business, "kim@penrose.example", "Kim Hale", Role.MEMBER)
    promised(inside)
    away(inside, inside.manager, helper, last=DUE + 9 * A_DAY)
    sweep(at(DUE + 2 * A_DAY))
    assert ("2 days late", "kim") in sent()
    assert "lee" not in [who for _, who in sent()]


def test_new_work_goes_to_whoever_covers(inside: World) -> None:
    away(inside, inside.member, inside.manager, first=TODAY)
    assert given(inside).owner == inside.manager
    made = promised(inside, by=inside.owner)
    assert hand_over(made, owner=inside.member, by=inside.by)
    assert made.owner == inside.manager


def test_who_promises_something_themselves_is_there(inside: World) -> None:
    away(inside, inside.member, inside.manager, first=TODAY)
    assert promised(inside).owner == inside.member
    assert taker(inside.member, by=inside.member) == inside.member


def test_a_cover_who_is_away_is_covered_in_turn(inside: World) -> None:
    away(inside, inside.member, inside.manager)
    away(inside, inside.manager, inside.owner)
    assert answering_for(inside.member, DUE) == inside.owner
    assert answering_for(inside.member, DUE + 3 * A_DAY) == inside.member


def test_nobody_covers_in_a_circle(inside: World) -> None:
    away(inside, inside.member, inside.manager)
    away(inside, inside.manager, inside.owner)
    with pytest.raises(Refused):
        away(inside, inside.owner, inside.member)
    # On other days they may.
    away(inside, inside.owner, inside.member, DUE + 5 * A_DAY, DUE + 6 * A_DAY)


def test_a_circle_that_is_there_all_the_same_leads_to_a_boss(inside: World) -> None:
    lee, dan = inside.manager, inside.member
    common = {"business": inside.business, "first": DUE, "last": DUE}
    by = {"created_by": inside.owner}
    Absence.objects.create(membership=dan, cover=lee, **common, **by)
    Absence.objects.create(membership=lee, cover=dan, **common, **by)
    assert answering_for(dan, DUE) == inside.owner
    boss = {"membership": inside.owner, "cover": dan}
    Absence.objects.create(**boss, **common, **by)
    # Everybody is away: whoever promised it hears of it.
    assert answering_for(dan, DUE) == dan


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.READER}])
def test_a_cover_who_cannot_gives_way_to_a_boss(
    inside: World, change: dict[str, object]
) -> None:
    helper = join(inside.business, "kim@penrose.example", "Kim Hale", Role.MEMBER)
    away(inside, inside.member, helper)
    Membership.objects.filter(pk=helper.pk).update(**change)
    assert answering_for(inside.member, DUE) == inside.manager


def test_they_come_back_sooner_and_may_stay_away_after_all(inside: World) -> None:
    absence = away(inside, inside.member, inside.manager, first=TODAY)
    by = Actor.member(inside.member)
    assert come_back(absence, by=by)
    assert not come_back(absence, by=by)
    assert answering_for(inside.member, TODAY) == inside.member
    absence.refresh_from_db()
    assert stay_away(absence, by=by)
    assert answering_for(inside.member, TODAY) == inside.manager


def test_managers_say_it_for_others_and_nobody_else_does(inside: World) -> None:
    days = {"first": DUE, "last": DUE}
    with pytest.raises(NotAllowed):
        go_away(
            inside.manager,
            cover=inside.owner,
            **days,
            by=Actor.member(inside.member),
        )
    by = Actor.member(inside.manager)
    assert go_away(inside.member, cover=inside.owner, **days, by=by)


@pytest.mark.parametrize(
    ("first", "last"),
    [(DUE, DUE - A_DAY), (TODAY - 3 * A_DAY, TODAY - A_DAY), (DUE, DUE + 400 * A_DAY)],
)
def test_days_that_cannot_be(inside: World, first: date, last: date) -> None:
    with pytest.raises(Refused):
        away(inside, inside.member, inside.manager, first, last)


def test_covers_that_cannot_be(inside: World) -> None:
    for cover in (inside.member, inside.reader):
        with pytest.raises(Refused):
            away(inside, inside.member, cover)


def test_days_are_covered_once(inside: World) -> None:
    away(inside, inside.member, inside.manager)
    with pytest.raises(Conflict):
        away(inside, inside.member, inside.owner, DUE + A_DAY, DUE + 9 * A_DAY)


def test_it_takes_two_queries_however_many_are_away(
    inside: World, django_assert_num_queries: object
) -> None:
    for number in range(4):
        one = join(inside.business, f"p{number}@x.example", f"P {number}", Role.MEMBER)
        away(inside, one, inside.manager)
    with django_assert_num_queries(2):  # type: ignore[operator]  # a fixture
        staff = staff_on(inside.business, DUE)
        assert all(staff.answering(pk) for pk in staff.people)


def test_the_end_of_it_is_a_day_of_the_business(inside: World) -> None:
    absence = away(inside, inside.member, inside.manager, TODAY, TODAY)
    with clock.set_to(NOON + timedelta(days=1)):
        assert not come_back(absence, by=inside.by)
        assert answering_for(inside.member, TODAY + A_DAY) == inside.member
