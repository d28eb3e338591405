"""The sweep: everybody due is asked once, reminded once at most, and let go."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.customers.models import Customer
from feedback.customers.services import suppress
from feedback.history.models import Event
from feedback.history.services import CUSTOMER
from feedback.mail.models import OutboundMessage, Pulse
from surveys.models import Invitation, Survey, SurveyVersion
from surveys.services.asking import ask_due, plan_invitations
from surveys.services.leaving import stop_asking
from surveys.tasks import ask_due_task
from tests import builders
from tests.conftest import NOON, World

Status = Invitation.Status
Reason = Invitation.Reason
Mail = OutboundMessage.Status
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def planned(world: World, **values: object) -> Invitation:
    """Store an invitation that is due now."""
    with tenancy.enter(world.business.id):
        fresh = {
            "status": Status.PLANNED,
            "version": None,
            "asked_at": None,
            "expires_at": None,
            "due_at": NOON,
        }
        return builders.invitation(**{**fresh, **values})


def sent(world: World, **values: object) -> Invitation:
    """Store an invitation whose mail went four days ago and whose reminder is due."""
    with tenancy.enter(world.business.id):
        fresh = {"asked_at": NOON - 4 * DAY, "remind_at": NOON}
        row = builders.invitation(**{**fresh, **values})
        message(row)
        return row


def message(row: Invitation, status: str = Mail.ACCEPTED) -> OutboundMessage:
    return OutboundMessage.objects.create(
        business_id=row.business_id,
        kind="invitation",
        dedupe_key=f"invite:{row.interaction_id}:{row.survey_id}",
        status=status,
        to_email=row.customer.email,
        subject="s",
        due_at=NOON,
        expires_at=NOON,
    )


def sweep(moment: datetime = NOON, limit: int = 500) -> int:
    with clock.set_to(moment):
        return ask_due(now=moment, limit=limit)


def after(row: Invitation) -> Invitation:
    with tenancy.enter(row.business_id):
        return Invitation.objects.get(pk=row.pk)


def mails(kind: str = "") -> list[OutboundMessage]:
    with tenancy.every_business():
        rows = OutboundMessage.objects.filter(status=Mail.QUEUED).order_by("id")
        return list(rows.filter(kind=kind) if kind else rows)


# --- Asking -----------------------------------------------------------------------


def test_whoever_is_due_is_asked(world: World) -> None:
    row = planned(world)
    assert sweep() == 1
    (mail,) = mails("invitation")
    assert mail.dedupe_key == f"invite:{row.interaction_id}:{row.survey_id}"
    assert (mail.customer_id, mail.to_email) == (row.customer_id, row.customer.email)
    row = after(row)
    assert (row.status, row.asked_at, row.expires_at) == (
        Status.ASKED,
        NOON,
        NOON + 30 * DAY,
    )


def test_the_words_are_frozen_and_remembered(world: World) -> None:
    row = planned(world)
    sweep()
    with tenancy.enter(world.business.id):
        version = SurveyVersion.objects.get()
    assert (after(row).version_id, version.frozen_at) == (version.pk, NOON)


def test_a_second_sweep_does_nothing(world: World) -> None:
    planned(world)
    sweep()
    assert sweep() == 0
    assert len(mails()) == 1


def test_whoever_is_not_due_waits(world: World) -> None:
    row = planned(world, due_at=NOON + timedelta(seconds=1))
    assert sweep() == 0
    assert after(row).status == Status.PLANNED


def test_a_paused_survey_asks_nobody_until_it_is_resumed(world: World) -> None:
    row = planned(world)
    with tenancy.enter(world.business.id):
        Survey.objects.update(status=Survey.Status.PAUSED)
    assert sweep() == 0
    assert after(row).status == Status.PLANNED
    with tenancy.enter(world.business.id):
        Survey.objects.update(status=Survey.Status.LIVE)
    assert sweep(NOON + DAY) == 1


def test_outside_the_hours_it_moves_to_the_next_opening(world: World) -> None:
    row = planned(world)
    assert sweep(datetime(2026, 11, 20, 22, tzinfo=UTC)) == 0
    assert after(row).due_at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert not mails()


def opt_out(world: World, row: Invitation) -> None:
    suppress(world.business, email=row.customer.email, reason="opted_out", by=CUSTOMER)


def bounce(world: World, row: Invitation) -> None:
    suppress(world.business, email=row.customer.email, reason="bounced", by=CUSTOMER)


def lose_address(world: World, row: Invitation) -> None:
    Customer.objects.update(email="", email_key="")


def pause(world: World, row: Invitation) -> None:
    Customer.objects.update(paused_until=date(2026, 12, 24))


def ask_about_something_else(world: World, row: Invitation) -> None:
    builders.invitation(builders.interaction(row.customer), asked_at=NOON - DAY)


CHANGES = [
    (opt_out, Reason.OPTED_OUT),
    (bounce, Reason.BOUNCED),
    (lose_address, Reason.NO_ADDRESS),
    (pause, Reason.PAUSED),
    (ask_about_something_else, Reason.RESTING),
]
Change = Callable[[World, Invitation], None]


@pytest.mark.parametrize(("change", "reason"), CHANGES)
def test_the_rules_are_looked_at_again_at_that_moment(
    world: World, change: Change, reason: str
) -> None:
    row = planned(world)
    with tenancy.enter(world.business.id):
        change(world, row)
    assert sweep() == 0
    assert (after(row).status, after(row).reason) == (Status.NOT_ASKED, reason)
    with tenancy.enter(world.business.id):
        event = Event.objects.get(verb="decided not to ask")
    assert event.after == {"reason": reason}


@pytest.mark.parametrize(
    ("late", "status"), [(7 * DAY, Status.ASKED), (7.1 * DAY, Status.NOT_ASKED)]
)
def test_what_is_a_week_late_is_not_asked_any_more(
    world: World, late: timedelta, status: str
) -> None:
    row = planned(world, due_at=NOON - late)
    sweep()
    assert after(row).status == status
    assert after(row).reason == (Reason.TOO_OLD if status == Status.NOT_ASKED else "")


def test_two_surveys_due_for_one_person_send_one_mail(world: World) -> None:
    with tenancy.enter(world.business.id):
        ann = builders.customer()
    rows = [_planned_for(world, ann) for _ in range(3)]
    assert sweep() == 1
    assert sorted(after(row).status for row in rows) == [
        Status.ASKED,
        Status.NOT_ASKED,
        Status.NOT_ASKED,
    ]


def _planned_for(world: World, who: Customer) -> Invitation:
    with tenancy.enter(world.business.id):
        about = builders.interaction(who)
    return planned(world, about=about)


def test_after_two_days_down_there_is_one_mail_a_person(world: World) -> None:
    people = []
    with tenancy.enter(world.business.id):
        builders.survey()
        Business.objects.update(rest_days=1)
        for _ in range(20):
            ann = builders.customer()
            people.append(ann)
            for hours in (60, 50, 40):
                work = builders.interaction(ann, happened_at=NOON - hours * DAY / 24)
                with clock.set_to(work.happened_at):
                    plan_invitations(work, by=world.by)
    sweep(NOON + 2 * DAY)
    assert len(mails()) == 20
    assert {mail.customer_id for mail in mails()} == {ann.pk for ann in people}


def test_each_business_has_its_turn(world: World) -> None:
    with tenancy.enter(world.business.id):
        of_one = builders.survey()
    for minute in range(5):
        planned(world, survey=of_one, due_at=NOON - timedelta(hours=2, minutes=minute))
    with tenancy.enter(world.other_business.id):
        late = builders.invitation(
            status=Status.PLANNED, version=None, asked_at=None, due_at=NOON
        )
    assert sweep(limit=2) == 2
    assert after(late).status == Status.ASKED


def test_no_more_than_the_limit_at_once(world: World) -> None:
    for _ in range(3):
        planned(world)
    assert [sweep(limit=2) for _ in range(3)] == [2, 1, 0]


def test_a_row_that_breaks_harms_nobody_else(world: World) -> None:
    bad = planned(world, due_at=NOON - DAY)
    with tenancy.enter(world.business.id):
        SurveyVersion.objects.all().delete()
    good = planned(world)
    assert sweep() == 1
    assert after(good).status == Status.ASKED
    assert (after(bad).status, after(bad).due_at) == (
        Status.PLANNED,
        NOON + timedelta(hours=1),
    )


def test_history_says_the_clock_asked(world: World) -> None:
    row = planned(world)
    sweep()
    with tenancy.enter(world.business.id):
        event = Event.objects.get(verb="asked")
    assert (event.target_id, event.actor_kind, event.actor) == (row.pk, "clock", None)
    assert event.after == {"status": "asked"}


def test_the_task_asks_and_leaves_a_pulse(world: World) -> None:
    planned(world)
    assert ask_due_task() == 1
    assert Pulse.objects.get(name="ask").at == NOON


# --- Reminding --------------------------------------------------------------------


def test_the_reminder_is_set_for_the_next_opening_after_its_days(world: World) -> None:
    # Asked on a Wednesday; four days later is a Sunday.
    row = planned(world)
    sweep()
    assert after(row).remind_at == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_no_days_no_reminder(world: World) -> None:
    row = planned(world)
    with tenancy.enter(world.business.id):
        Survey.objects.update(reminder_days=0)
    sweep()
    assert after(row).remind_at is None


def test_whoever_has_not_answered_is_reminded_once(world: World) -> None:
    row = sent(world)
    assert sweep() == 1
    (mail,) = mails("reminder")
    assert mail.dedupe_key == f"reminder:{row.pk}:1"
    assert after(row).reminded_at == NOON
    assert sweep(NOON + 5 * DAY) == 0


def test_whoever_answered_is_not_reminded(world: World) -> None:
    row = sent(world)
    with tenancy.enter(world.business.id):
        builders.reply(row)
    assert sweep() == 0


@pytest.mark.parametrize(("change", "_reason"), CHANGES)
def test_whoever_may_not_be_asked_any_more_is_not_reminded(
    world: World, change: Change, _reason: str
) -> None:
    row = sent(world)
    with tenancy.enter(world.business.id):
        change(world, row)
    assert sweep() == 0
    assert (after(row).status, after(row).remind_at) == (Status.ASKED, None)
    assert after(row).reminded_at is None


def test_a_paused_survey_reminds_nobody(world: World) -> None:
    row = sent(world)
    with tenancy.enter(world.business.id):
        Survey.objects.update(status=Survey.Status.PAUSED)
    assert sweep() == 0
    assert after(row).remind_at == NOON


def test_a_reminder_outside_the_hours_waits(world: World) -> None:
    row = sent(world)
    assert sweep(NOON + timedelta(hours=8)) == 0
    assert after(row).remind_at == datetime(2026, 11, 19, 9, tzinfo=UTC)


def test_a_reminder_that_is_a_week_late_is_dropped(world: World) -> None:
    row = sent(world)
    assert sweep(NOON + 8 * DAY) == 0
    assert after(row).remind_at is None


def test_a_link_about_to_end_is_not_reminded_of(world: World) -> None:
    row = sent(world, expires_at=NOON + timedelta(hours=23))
    assert sweep() == 0
    assert after(row).remind_at is None


@pytest.mark.parametrize("fate", [Mail.QUEUED, Mail.SENDING])
def test_nobody_is_reminded_of_a_mail_that_has_not_left(
    world: World, fate: str
) -> None:
    row = sent(world)
    with tenancy.enter(world.business.id):
        OutboundMessage.objects.update(status=fate)
    assert sweep() == 0
    assert after(row).remind_at == NOON + DAY


@pytest.mark.parametrize("fate", [Mail.FAILED, Mail.EXPIRED, Mail.DEAD, Mail.CANCELLED])
def test_a_mail_that_never_left_was_no_question(world: World, fate: str) -> None:
    row = sent(world)
    with tenancy.enter(world.business.id):
        OutboundMessage.objects.update(status=fate)
    assert sweep() == 0
    assert (after(row).status, after(row).reason) == (
        Status.NOT_ASKED,
        Reason.NOT_DELIVERED,
    )


def test_a_mail_that_an_opt_out_stopped_says_so(world: World) -> None:
    row = planned(world)
    sweep()
    with tenancy.enter(world.business.id):
        stop_asking(row.customer, by=CUSTOMER)
    sweep(NOON + 5 * DAY)
    assert (after(row).status, after(row).reason) == (
        Status.NOT_ASKED,
        Reason.OPTED_OUT,
    )


def test_a_question_and_a_reminder_due_together_are_one_mail(world: World) -> None:
    with tenancy.enter(world.business.id):
        Business.objects.update(rest_days=1)
        ann = builders.customer()
        first = builders.interaction(ann)
    old = sent(world, about=first)
    _planned_for(world, ann)
    assert sweep() == 1
    assert after(old).reminded_at is None


# --- Letting go -------------------------------------------------------------------


def test_what_nobody_answered_in_time_ends(world: World) -> None:
    row = sent(world, expires_at=NOON, remind_at=None)
    still = sent(world, expires_at=NOON + timedelta(seconds=1), remind_at=None)
    assert sweep() == 0
    assert after(row).status == Status.EXPIRED
    assert after(still).status == Status.ASKED


def test_an_answer_never_ends(world: World) -> None:
    row = sent(world, expires_at=NOON)
    with tenancy.enter(world.business.id):
        builders.reply(row)
    sweep()
    assert after(row).status == Status.ANSWERED


def test_what_never_left_ends_as_not_asked(world: World) -> None:
    row = sent(world, expires_at=NOON)
    with tenancy.enter(world.business.id):
        OutboundMessage.objects.update(status=Mail.FAILED)
    sweep()
    assert after(row).reason == Reason.NOT_DELIVERED


# --- All at once ------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_eight_sweeps_at_once_behave_like_one(world: World) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")
    with tenancy.enter(world.business.id):
        survey, ann = builders.survey(), builders.customer()
    for _ in range(10):
        planned(world, survey=survey)
        _planned_for(world, ann)
    for _ in range(5):
        sent(world, survey=survey)

    def run(_: int) -> int:
        found = sweep()
        connections.close_all()
        return found

    with ThreadPoolExecutor(8) as pool:
        total = sum(pool.map(run, range(8)))
    assert total == 10 + 1 + 5
    assert (len(mails("invitation")), len(mails("reminder"))) == (11, 5)


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Europe/London", datetime(2026, 10, 23, tzinfo=UTC)),
        ("Europe/London", datetime(2026, 3, 27, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 10, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 10, 2, tzinfo=UTC)),
    ],
)
def test_days_around_a_change_of_the_clock_stay_inside_the_hours(
    world: World, zone: str, start: datetime
) -> None:
    Business.objects.update(zone=zone, ask_weekdays="1234567", keeps_holidays=False)
    hour = timedelta(hours=1)
    with tenancy.enter(world.business.id), clock.set_to(start):
        builders.survey(delay_hours=3, reminder_days=1)
        for number in range(12):
            work = builders.interaction(happened_at=start + number * 5 * hour)
            plan_invitations(work, by=world.by)
    for number in range(6 * 24):
        sweep(start + number * hour)
    # Each asked once and, since the mail has not left here, not reminded.
    assert len(mails("invitation")) == len(mails()) == 12
    local = Business.objects.get(pk=world.business.pk)
    for mail in mails():
        wall = mail.created_at.astimezone(ZoneInfo(zone)).time()
        assert local.ask_from <= wall < local.ask_until
