"""A week around each change of the clock, by injected time.

The real sweep runs every fifteen seconds. Between two instants at which something is
due it has nothing to do (a test below makes sure), so time jumps to the first sweep
after each. What comes out is judged by a clock on the wall of the place alone.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Min

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.mail.models import OutboundMessage
from surveys.models import Invitation, Survey
from surveys.services.asking import ask_due
from surveys.services.planning import plan_invitations
from tests import builders
from tests.conftest import World

SWEEP = timedelta(seconds=15)
LATE = timedelta(minutes=2)
WEEK = timedelta(days=7)
Status = Invitation.Status
# Three days before each change, in UTC.
STARTS = {
    "London, forward": ("Europe/London", datetime(2026, 3, 26, tzinfo=UTC)),
    "London, back": ("Europe/London", datetime(2026, 10, 22, tzinfo=UTC)),
    "New York, forward": ("America/New_York", datetime(2026, 3, 5, tzinfo=UTC)),
    "New York, back": ("America/New_York", datetime(2026, 10, 29, tzinfo=UTC)),
    "Lord Howe, forward": ("Australia/Lord_Howe", datetime(2026, 9, 30, tzinfo=UTC)),
    "Lord Howe, back": ("Australia/Lord_Howe", datetime(2026, 4, 1, tzinfo=UTC)),
}
HOURS = {
    "office": (time(9), time(18)),
    # Around the very hour that is skipped or shown twice.
    "night": (time(1, 30), time(2, 45)),
    "late": (time(22), time(23, 59)),
}
VISITS = 28


def a_week(world: World, zone: str, hours: str, start: datetime) -> None:
    """Store visits every six hours, each of somebody else, asked about soon."""
    ask_from, ask_until = HOURS[hours]
    Business.objects.filter(pk=world.business.pk).update(
        zone=zone,
        ask_from=ask_from,
        ask_until=ask_until,
        ask_weekdays="1234567",
        keeps_holidays=False,
    )
    with tenancy.enter(world.business.pk), clock.set_to(start):
        builders.survey(delay_hours=5, reminder_days=2)
        for number in range(VISITS):
            happened = start + timedelta(hours=6 * number, minutes=7 * number)
            work = builders.interaction(happened_at=happened)
            plan_invitations(work, by=world.by)


def next_due(world: World) -> datetime | None:
    """Return the next instant at which something is to be asked or reminded."""
    with tenancy.enter(world.business.pk):
        rows = Invitation.objects.all()
        planned = rows.filter(status=Status.PLANNED).aggregate(at=Min("due_at"))
        asked = rows.filter(status=Status.ASKED, reminded_at=None)
        remind = asked.aggregate(at=Min("remind_at"))
    found = [moment for moment in (planned["at"], remind["at"]) if moment]
    return min(found, default=None)


def on_the_beat(moment: datetime, start: datetime) -> datetime:
    """Return the first sweep at or after ``moment``."""
    beats = -((start - moment) // SWEEP)
    return start + beats * SWEEP


def live_through(world: World, start: datetime) -> list[datetime]:
    """Sweep until nothing is left to do; return when something was."""
    sweeps = []
    while (due := next_due(world)) is not None and due < start + 3 * WEEK:
        now = on_the_beat(due, start)
        # Right before it there is nothing to do yet.
        with clock.set_to(now - SWEEP):
            assert ask_due(now=now - SWEEP) == 0
        with clock.set_to(now):
            ask_due(now=now)
        deliver(world, now)
        sweeps.append(now)
    return sweeps


def deliver(world: World, now: datetime) -> None:
    with tenancy.enter(world.business.pk):
        waiting = OutboundMessage.objects.filter(status="queued")
        waiting.update(status="accepted", finished_at=now)


def is_inside(moment: datetime, zone: str, hours: str) -> bool:
    ask_from, ask_until = HOURS[hours]
    return ask_from <= moment.astimezone(ZoneInfo(zone)).time() < ask_until


@pytest.mark.parametrize("hours", sorted(HOURS))
@pytest.mark.parametrize("change", sorted(STARTS))
def test_everybody_is_asked_and_reminded_once_inside_the_hours_and_in_time(
    world: World, change: str, hours: str
) -> None:
    zone, start = STARTS[change]
    a_week(world, zone, hours, start)
    with tenancy.enter(world.business.pk):
        wanted = dict(Invitation.objects.values_list("pk", "due_at"))
    assert len(wanted) == VISITS
    live_through(world, start)
    with tenancy.enter(world.business.pk):
        rows = list(Invitation.objects.all())
        mails = list(OutboundMessage.objects.values_list("kind", "customer_id"))
    assert len(mails) == len(set(mails)) == 2 * VISITS
    for row in rows:
        assert row.asked_at is not None
        assert row.remind_at is not None
        assert row.reminded_at is not None
        for moment in (wanted[row.pk], row.asked_at, row.reminded_at):
            assert is_inside(moment, zone, hours), moment
        assert timedelta() <= row.asked_at - wanted[row.pk] <= LATE
        assert timedelta() <= row.reminded_at - row.remind_at <= LATE
        assert row.remind_at - row.asked_at >= timedelta(days=2)


def test_a_sweep_with_nothing_due_asks_nobody(world: World) -> None:
    zone, start = STARTS["London, back"]
    a_week(world, zone, "office", start)
    for number in range(40):
        now = start + timedelta(hours=18, minutes=number)
        with clock.set_to(now):
            assert ask_due(now=now) == 0


def test_a_paused_survey_keeps_everybody_waiting_through_the_change(
    world: World,
) -> None:
    zone, start = STARTS["New York, forward"]
    a_week(world, zone, "office", start)
    with tenancy.enter(world.business.pk):
        Survey.objects.update(status=Survey.Status.PAUSED)
    later = start + timedelta(days=5)
    with clock.set_to(later):
        assert ask_due(now=later) == 0
