"""Planning: who is asked when, and why not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback import clock
from feedback.accounts.models import Business
from feedback.customers.models import Customer, Suppression
from feedback.customers.services import suppress
from feedback.history.models import Event
from feedback.history.services import CUSTOMER
from surveys.models import Invitation, Survey
from surveys.services.asking import plan_invitations
from tests import builders
from tests.conftest import NOON, World

Status = Invitation.Status
Reason = Invitation.Reason
DAY = timedelta(days=1)


def plan(world: World, work: object = None, **values: object) -> Invitation:
    work = work or builders.interaction(**values)
    (planned,) = plan_invitations(work, by=world.by)  # type: ignore[arg-type]
    return planned


def asked(who: Customer, **values: object) -> Invitation:
    return builders.invitation(builders.interaction(who), **values)


def test_work_of_yesterday_is_asked_about_now(inside: World) -> None:
    builders.survey(delay_hours=20)
    planned = plan(inside)
    assert (planned.status, planned.reason) == (Status.PLANNED, "")
    assert planned.due_at == NOON


def test_the_delay_counts_from_the_work(inside: World) -> None:
    builders.survey(delay_hours=26)
    planned = plan(inside, happened_at=NOON - timedelta(hours=2))
    assert planned.due_at == datetime(2026, 11, 19, 12, tzinfo=UTC)


def test_outside_the_hours_it_waits_for_the_next_opening(inside: World) -> None:
    builders.survey(delay_hours=8)
    planned = plan(inside, happened_at=NOON)
    assert planned.due_at == datetime(2026, 11, 19, 9, tzinfo=UTC)


def test_the_hours_are_those_of_the_zone(inside: World) -> None:
    Business.objects.update(zone="America/New_York")
    inside.business.refresh_from_db()
    builders.survey(delay_hours=0)
    # Noon in London is seven in the morning there.
    assert plan(inside).due_at == datetime(2026, 11, 18, 14, tzinfo=UTC)


def test_each_survey_follows_its_kinds(inside: World) -> None:
    builders.survey(kinds=["Haircut"])
    follows = builders.survey(kinds=["Repair", "boiler SERVICE "])
    assert plan(inside).survey == follows


def test_without_kinds_a_survey_follows_everything(inside: World) -> None:
    follows = builders.survey()
    assert plan(inside, kind="Anything").survey == follows


def test_without_a_survey_there_is_no_decision(inside: World) -> None:
    builders.survey(kinds=["Haircut"])
    assert plan_invitations(builders.interaction(), by=inside.by) == []


def test_two_surveys_share_one_cap(inside: World) -> None:
    builders.survey()
    builders.survey()
    first, second = plan_invitations(builders.interaction(), by=inside.by)
    assert first.status == Status.PLANNED
    assert (second.status, second.reason) == (Status.NOT_ASKED, Reason.OTHER_SURVEY)


def test_planning_again_changes_nothing(inside: World) -> None:
    builders.survey()
    work = builders.interaction()
    first = plan(inside, work)
    with clock.set_to(NOON + DAY):
        again = plan(inside, work)
    assert (again.pk, again.due_at, again.status) == (
        first.pk,
        first.due_at,
        Status.PLANNED,
    )
    assert Event.objects.filter(verb="planned").count() == 1


def test_if_only_a_paused_survey_would_ask_it_keeps_the_reason(inside: World) -> None:
    paused = builders.survey(status=Survey.Status.PAUSED, created_at=NOON - DAY)
    builders.survey(status=Survey.Status.PAUSED)
    planned = plan(inside)
    assert (planned.survey, planned.reason) == (paused, Reason.SURVEY_PAUSED)


def test_a_paused_survey_beside_one_that_asks_says_nothing(inside: World) -> None:
    builders.survey(status=Survey.Status.PAUSED)
    live = builders.survey()
    assert plan(inside).survey == live


def test_nobody_without_an_address_is_asked(inside: World) -> None:
    builders.survey()
    work = builders.interaction(builders.customer(email=""))
    assert plan(inside, work).reason == Reason.NO_ADDRESS


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (Suppression.Reason.OPTED_OUT, Reason.OPTED_OUT),
        (Suppression.Reason.BOUNCED, Reason.BOUNCED),
        (Suppression.Reason.COMPLAINED, Reason.COMPLAINED),
    ],
)
def test_a_wish_is_respected_however_the_address_is_written(
    inside: World, wish: str, reason: str
) -> None:
    builders.survey()
    suppress(inside.business, email="ann@a.example", reason=wish, by=CUSTOMER)
    work = builders.interaction(builders.customer(email="Ann@A.Example"))
    assert plan(inside, work).reason == reason


def test_not_wanting_updates_is_not_a_wish_about_asking(inside: World) -> None:
    builders.survey()
    work = builders.interaction()
    suppress(
        inside.business, email=work.customer.email, reason="no_updates", by=CUSTOMER
    )
    assert plan(inside, work).status == Status.PLANNED


def test_asking_can_be_paused_for_one_person(inside: World) -> None:
    builders.survey()
    work = builders.interaction(builders.customer(paused_until=date(2026, 11, 19)))
    assert plan(inside, work).reason == Reason.PAUSED
    over = builders.interaction(builders.customer(paused_until=date(2026, 11, 18)))
    assert plan(inside, over).status == Status.PLANNED


@pytest.mark.parametrize(("days", "reason"), [(30, ""), (31, Reason.TOO_OLD)])
def test_work_of_long_ago_is_not_asked_about(
    inside: World, days: int, reason: str
) -> None:
    builders.survey()
    assert plan(inside, happened_at=NOON - days * DAY).reason == reason


def test_a_long_delay_does_not_make_work_too_old(inside: World) -> None:
    builders.survey(delay_hours=60 * 24)
    assert plan(inside, happened_at=NOON - 40 * DAY).status == Status.PLANNED


@pytest.mark.parametrize(("days", "reason"), [(89, Reason.RESTING), (90, "")])
def test_whoever_was_asked_rests(inside: World, days: int, reason: str) -> None:
    ann = builders.customer()
    asked(ann, asked_at=NOON - days * DAY)
    assert plan(inside, builders.interaction(ann)).reason == reason


def test_a_reminder_counts_as_asking(inside: World) -> None:
    ann = builders.customer()
    asked(ann, asked_at=NOON - 92 * DAY, reminded_at=NOON - 88 * DAY)
    assert plan(inside, builders.interaction(ann)).reason == Reason.RESTING


def test_whoever_will_be_asked_rests_already(inside: World) -> None:
    builders.survey(delay_hours=240)
    ann = builders.customer()
    plan(inside, builders.interaction(ann, kind="Repair"))
    assert plan(inside, builders.interaction(ann)).reason == Reason.RESTING


def test_an_answer_counts_as_asking_and_a_mail_that_never_arrived_does_not(
    inside: World,
) -> None:
    ann, tom = builders.customer(), builders.customer()
    builders.reply(asked(ann))
    asked(tom, status=Status.NOT_ASKED, reason=Reason.NOT_DELIVERED)
    Survey.objects.update(status=Survey.Status.PAUSED)
    builders.survey()
    assert plan(inside, builders.interaction(ann)).reason == Reason.RESTING
    assert plan(inside, builders.interaction(tom)).status == Status.PLANNED


def test_a_try_out_counts_nowhere(inside: World) -> None:
    ann = builders.customer()
    asked(ann, is_test=True)
    assert plan(inside, builders.interaction(ann)).status == Status.PLANNED


def test_without_days_of_rest_there_is_still_one(inside: World) -> None:
    Business.objects.update(rest_days=0)
    inside.business.refresh_from_db()
    ann, tom = builders.customer(), builders.customer()
    asked(ann, asked_at=NOON - timedelta(hours=23))
    asked(tom, asked_at=NOON - timedelta(hours=25))
    Survey.objects.update(status=Survey.Status.PAUSED)
    builders.survey()
    assert plan(inside, builders.interaction(ann)).reason == Reason.RESTING
    assert plan(inside, builders.interaction(tom)).status == Status.PLANNED


def test_history_notes_the_decision_without_words(inside: World) -> None:
    builders.survey()
    planned = plan(inside)
    event = Event.objects.get(verb="planned")
    assert (event.target_id, event.customer_id) == (planned.pk, planned.customer_id)
