"""Trying rules on last month: the code that plans, on visits that really were."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.customers.services import suppress
from feedback.history.services import CUSTOMER
from surveys.models import Invitation, Survey
from surveys.rules import Reason
from surveys.selectors import simulating as selectors
from surveys.selectors.simulating import last_month
from surveys.services.planning import plan_invitations
from surveys.services.simulating import Chosen, Simulation, simulate
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.guests import whole_database

Status = Invitation.Status
DAY = timedelta(days=1)
RULES = Chosen((), 20, 4, 100, 90)


def tried(survey: Survey, **changed: Any) -> Simulation:
    values = {name: getattr(RULES, name) for name in Chosen.__slots__}
    chosen = Chosen(**{**values, **changed})
    return simulate(survey, chosen, last_month(survey.business, survey, now=NOON))


def outcome(found: Simulation) -> tuple[int, dict[str, int]]:
    return len(found.asked), dict(found.counts())


def visit(who: Any = None, days: float = 10, **values: Any) -> Any:
    return builders.interaction(who, happened_at=NOON - days * DAY, **values)


def test_each_visit_is_counted_once_with_its_reason(inside: World) -> None:
    survey = builders.survey()
    for _ in range(3):
        visit()
    visit(builders.customer(email=""))
    gone = builders.customer()
    suppress(inside.business, email=gone.email, reason="opted_out", by=CUSTOMER)
    visit(gone)
    twice = builders.customer()
    visit(twice, 20)
    visit(twice, 5)
    upset = builders.customer(complaint_open_since=NOON)
    visit(upset)
    found = tried(survey)
    assert outcome(found) == (
        4,
        {"no_address": 1, "opted_out": 1, "resting": 1, "complaint": 1},
    )
    assert found.total == 8


def test_it_stores_nothing(inside: World) -> None:
    survey = builders.survey()
    visit()
    before = whole_database()
    tried(survey, sample_percent=10)
    assert whole_database() == before


def test_the_same_month_gives_the_same_answer(inside: World) -> None:
    survey = builders.survey()
    for number in range(40):
        visit(days=number % 29 + 0.5)
    answers = [
        [row.interaction_id for row in tried(survey, sample_percent=50).asked]
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert 0 < len(answers[0]) < 40


@pytest.mark.parametrize(("days", "asked"), [(0.1, 1), (29.9, 1), (30.1, 0), (-1, 0)])
def test_a_month_is_thirty_days(inside: World, days: float, asked: int) -> None:
    survey = builders.survey()
    visit(days=days)
    assert len(tried(survey).asked) == asked


def test_the_rules_are_those_that_were_typed(inside: World) -> None:
    survey = builders.survey(kinds=["Haircut"], status=Survey.Status.PAUSED)
    visit(kind="Boiler service")
    visit(kind="Haircut")
    assert (len(tried(survey, kinds=("Haircut",)).asked)) == 1
    assert tried(survey, kinds=("Haircut",)).others == 1
    assert len(tried(survey, kinds=()).asked) == 2
    survey.refresh_from_db()
    assert survey.kinds == ["Haircut"]


def test_a_shorter_rest_asks_more(inside: World) -> None:
    survey = builders.survey()
    who = builders.customer()
    visit(who, 25)
    visit(who, 5)
    assert len(tried(survey, rest_days=90).asked) == 1
    assert len(tried(survey, rest_days=7, reminder_days=0).asked) == 2
    inside.business.refresh_from_db()
    assert inside.business.rest_days == 90


def test_what_was_asked_before_the_month_counts(inside: World) -> None:
    survey = builders.survey()
    who = builders.customer()
    old = builders.interaction(who, happened_at=NOON - 61 * DAY)
    builders.invitation(old, survey=survey, asked_at=NOON - 60 * DAY)
    visit(who)
    assert outcome(tried(survey)) == (0, {"resting": 1})


def test_what_was_really_asked_within_it_does_not_count(inside: World) -> None:
    survey = builders.survey()
    work = visit()
    builders.invitation(work, survey=survey, asked_at=NOON - 9 * DAY)
    found = tried(survey)
    assert len(found.asked) == 1
    assert (found.missed, found.spared, found.really_asked) == ([], [], 1)


def test_the_other_surveys_keep_their_place(inside: World) -> None:
    survey = builders.survey(priority=1)
    builders.survey(kinds=["Gas check"], priority=2)
    visit(kind="Gas check")
    visit(kind="Repair")
    assert outcome(tried(survey)) == (1, {"other_survey": 1})


def test_what_gives_way_in_the_month_is_left_to_the_other(inside: World) -> None:
    survey = builders.survey(priority=1)
    builders.survey(kinds=["Gas check"], priority=2)
    who = builders.customer()
    visit(who, 10, kind="Repair")
    visit(who, 9.9, kind="Gas check")
    assert outcome(tried(survey)) == (0, {"other_survey": 2})


def test_it_says_where_it_differs_from_what_was_done(inside: World) -> None:
    survey = builders.survey()
    asked, left = visit(), visit()
    builders.invitation(asked, survey=survey, asked_at=NOON - 9 * DAY)
    builders.invitation(
        left,
        survey=survey,
        status=Status.NOT_ASKED,
        reason=Reason.SAMPLED_OUT,
        version=None,
        asked_at=None,
    )
    found = tried(survey)
    assert [row.interaction for row in found.missed] == [left]
    found = tried(survey, kinds=("Nothing like it",))
    assert (found.total, found.others) == (0, 2)
    gone = asked.customer
    suppress(inside.business, email=gone.email, reason="opted_out", by=CUSTOMER)
    assert [row.interaction for row in tried(survey).spared] == [asked]


def test_try_outs_are_no_visits(inside: World) -> None:
    survey = builders.survey()
    visit(source="test")
    visit(builders.customer(is_test=True))
    assert tried(survey).total == 0


def test_planning_and_trying_agree(inside: World) -> None:
    survey = builders.survey(delay_hours=0, sample_percent=60, reminder_days=0)
    works = [visit(days=0) for _ in range(30)]
    found = tried(survey, delay_hours=0, sample_percent=60, reminder_days=0)
    really = {work.pk: plan_invitations(work, by=inside.by)[0].reason for work in works}
    would = {row.interaction_id: "" for row in found.asked}
    for reason, rows in found.left.items():
        would |= {row.interaction_id: reason for row in rows}
    assert would == really


def test_it_asks_the_database_a_fixed_number_of_times(inside: World) -> None:
    survey = builders.survey()
    counts = []
    for _ in range(2):
        for _ in range(5):
            visit()
        with CaptureQueriesContext(connection) as queries:
            tried(survey)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_a_month_that_is_too_full_is_cut_and_says_so(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "MOST_VISITS", 3)
    survey = builders.survey()
    for days in (1, 2, 3, 4):
        visit(days=days)
    month = last_month(inside.business, survey, now=NOON)
    assert month.is_cut
    assert [work.happened_at for work in month.works] == [
        NOON - days * DAY for days in (3, 2, 1)
    ]
