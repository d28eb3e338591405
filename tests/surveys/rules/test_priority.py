"""Two surveys, one person: the one that goes first asks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from feedback import tenancy
from feedback.customers.models import Interaction
from feedback.errors import Refused
from feedback.history.models import Event
from surveys.models import Invitation, Survey
from surveys.rules import Reason
from surveys.selectors.asking import in_priority
from surveys.services.by_hand import ask_now
from surveys.services.planning import decide_and_displace, make_room, plan_invitations
from surveys.services.ruling import move_survey
from tests import builders
from tests.conftest import NOON, World

Status = Invitation.Status
DAY = timedelta(days=1)


def plan(world: World, who: Any, **values: Any) -> dict[str, Invitation]:
    rows = plan_invitations(builders.interaction(who, **values), by=world.by)
    return {row.survey.name: row for row in rows}


def surveys(**late: Any) -> None:
    builders.survey(name="Everything", priority=1)
    builders.survey(name="Gas", kinds=["Gas check"], priority=2, **late)


def test_the_higher_one_asks_and_the_other_says_why(inside: World) -> None:
    surveys()
    rows = plan(inside, None, kind="Gas check")
    assert rows["Gas"].status == Status.PLANNED
    assert rows["Everything"].reason == Reason.OTHER_SURVEY


def test_without_an_order_the_oldest_asks(inside: World) -> None:
    builders.survey(name="New", created_at=NOON)
    builders.survey(name="Old", created_at=NOON - DAY)
    assert plan(inside, None)["Old"].status == Status.PLANNED


def test_a_later_visit_takes_the_place_of_what_is_only_planned(inside: World) -> None:
    surveys()
    who = builders.customer()
    first = plan(inside, who, happened_at=NOON)["Everything"]
    assert first.status == Status.PLANNED
    rows = plan(inside, who, kind="Gas check", happened_at=NOON)
    first.refresh_from_db()
    assert (first.status, first.reason) == (Status.NOT_ASKED, Reason.OTHER_SURVEY)
    assert rows["Gas"].status == Status.PLANNED
    assert rows["Everything"].reason == Reason.OTHER_SURVEY
    assert Event.objects.filter(verb="gave way", target_id=first.pk).count() == 1


def test_a_lower_one_takes_nobodys_place(inside: World) -> None:
    surveys()
    who = builders.customer()
    first = plan(inside, who, kind="Gas check", happened_at=NOON)["Gas"]
    later = plan(inside, who, happened_at=NOON)["Everything"]
    first.refresh_from_db()
    assert first.status == Status.PLANNED
    assert later.reason == Reason.OTHER_SURVEY


def test_the_same_survey_waits_for_itself(inside: World) -> None:
    builders.survey(priority=5)
    who = builders.customer()
    plan(inside, who, happened_at=NOON)
    assert {row.reason for row in plan(inside, who, happened_at=NOON).values()} == {
        Reason.RESTING
    }


def test_what_is_due_gives_way_no_more(inside: World) -> None:
    surveys()
    who = builders.customer()
    first = plan(inside, who)["Everything"]
    assert first.due_at == NOON
    rows = plan(inside, who, kind="Gas check")
    assert rows["Gas"].reason == Reason.OTHER_SURVEY
    first.refresh_from_db()
    assert first.status == Status.PLANNED


def test_what_was_asked_gives_way_no_more(inside: World) -> None:
    surveys()
    who = builders.customer()
    ask_now(plan(inside, who, happened_at=NOON)["Everything"], by=inside.by)
    rows = plan(inside, who, kind="Gas check", happened_at=NOON)
    assert {row.reason for row in rows.values()} == {Reason.RESTING}


def test_nobody_gives_way_to_one_that_may_not_ask(inside: World) -> None:
    surveys(sample_percent=1)
    who = builders.customer()
    first = plan(inside, who, happened_at=NOON)["Everything"]
    rows = plan(inside, who, kind="Gas check", happened_at=NOON)
    if rows["Gas"].status == Status.PLANNED:
        pytest.skip("drawn, one in a hundred")
    first.refresh_from_db()
    assert first.status == Status.PLANNED


def test_far_enough_apart_both_ask(inside: World) -> None:
    inside.business.rest_days = 2
    inside.business.save(update_fields=["rest_days"])
    surveys(delay_hours=24 * 6)
    rows = plan(inside, None, kind="Gas check", happened_at=NOON)
    assert {row.status for row in rows.values()} == {Status.PLANNED}


def test_what_was_asked_meanwhile_is_not_taken_back(inside: World) -> None:
    surveys()
    who = builders.customer()
    first = plan(inside, who, happened_at=NOON)["Everything"]
    work = builders.interaction(who, kind="Gas check", happened_at=NOON)
    _decided, displaced = decide_and_displace(inside.business, [work], now=NOON)
    assert displaced == [first]
    ask_now(first, by=inside.by)
    assert not make_room(displaced, by=inside.by)
    first.refresh_from_db()
    assert first.status == Status.ASKED


def order(world: World) -> list[str]:
    return [survey.name for survey in in_priority(world.business)]


def test_surveys_move_up_and_down(inside: World) -> None:
    for number, name in enumerate(["A", "B", "C"]):
        builders.survey(name=name, created_at=NOON + timedelta(minutes=number))
    assert order(inside) == ["A", "B", "C"]
    last = Survey.objects.get(name="C")
    assert move_survey(last, way="up", by=inside.by)
    assert order(inside) == ["A", "C", "B"]
    assert move_survey(Survey.objects.get(name="A"), way="down", by=inside.by)
    assert order(inside) == ["C", "A", "B"]
    builders.survey(name="New")
    assert order(inside) == ["C", "A", "B", "New"]


def test_the_ends_are_the_ends(inside: World) -> None:
    only = builders.survey()
    assert not move_survey(only, way="up", by=inside.by)
    assert not move_survey(only, way="down", by=inside.by)
    with pytest.raises(Refused):
        move_survey(only, way="sideways", by=inside.by)


def test_the_page_has_a_button_for_each_move(inside: World) -> None:
    first = builders.survey(name="First", created_at=NOON - DAY)
    last = builders.survey(name="Last")
    client = inside.client("manager")
    page = client.get("/surveys/order/").content.decode()
    assert page.index("First") < page.index("Last")
    client.post(f"/surveys/{last.pk}/place/", {"way": "up"})
    page = client.get("/surveys/order/").content.decode()
    assert page.index(">Last") < page.index(">First")
    assert first.pk != last.pk


@pytest.mark.django_db(transaction=True)
def test_plans_at_the_same_moment_ask_one_person_once(world: World) -> None:
    with tenancy.enter(world.business.pk):
        surveys()
        who = builders.customer()
        works = [
            builders.interaction(who, kind=kind, happened_at=NOON)
            for kind in ("Gas check", "Repair") * 4
        ]

    def run(work: Interaction) -> None:
        try:
            with tenancy.enter(world.business.pk):
                plan_invitations(work, by=world.by)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, works))
    with tenancy.enter(world.business.pk):
        planned = Invitation.objects.filter(status=Status.PLANNED)
        assert [row.survey.name for row in planned] == ["Gas"]
