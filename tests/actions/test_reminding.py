from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.models import Action
from actions.services import (
    change_date,
    complete,
    decide_not_to,
    hand_over,
    move,
    remind_due,
)
from actions.tasks import remind_due_task
from feedback import clock, tenancy
from feedback.accounts.models import Business, Membership
from feedback.mail.models import OutboundMessage, Pulse
from tests import builders
from tests.actions.builders import A_DAY, action, closing
from tests.conftest import World

DUE = date(2026, 11, 25)
LONDON = "Europe/London"
Status = OutboundMessage.Status


def at(day: date, hour: int = 9, minute: int = 0, zone: str = LONDON) -> datetime:
    wall = datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone))
    return wall.astimezone(UTC)


def sweep(moment: datetime) -> int:
    with clock.set_to(moment):
        return remind_due(now=moment)


def sent() -> list[tuple[str, str]]:
    """Return subject and address of each reminder that was queued, in order."""
    rows = OutboundMessage.objects.filter(kind=OutboundMessage.Kind.NOTICE)
    rows = rows.filter(dedupe_key__regex="^(remind|esc):").order_by("created_at", "id")
    return [(row.subject.split(":")[0], row.to_email.split("@")[0]) for row in rows]


def test_the_ladder_of_one_promise(inside: World) -> None:
    action(inside, due_on=DUE)
    for days in range(-3, 6):
        sweep(at(DUE + days * A_DAY))
        sweep(at(DUE + days * A_DAY, 15))
    by_person = Counter(sent())
    assert by_person == {
        ("Due tomorrow", "dan"): 1,
        ("Due today", "dan"): 1,
        ("Overdue", "dan"): 1,
        ("2 days late", "ruth"): 1,
        ("2 days late", "lee"): 1,
    }


@pytest.mark.parametrize(
    ("hour", "minute", "mails"),
    [(0, 0, 0), (8, 59, 0), (9, 0, 1), (19, 59, 1), (20, 0, 0), (23, 45, 0)],
)
def test_only_between_nine_and_eight(
    inside: World, hour: int, minute: int, mails: int
) -> None:
    action(inside, due_on=DUE)
    assert sweep(at(DUE, hour, minute)) == mails


def test_after_an_outage_each_person_hears_once(inside: World) -> None:
    action(inside, due_on=DUE)
    assert sweep(at(DUE + 5 * A_DAY)) == 3
    assert Counter(sent()) == {
        ("Overdue", "dan"): 1,
        ("5 days late", "ruth"): 1,
        ("5 days late", "lee"): 1,
    }
    assert sweep(at(DUE + 5 * A_DAY, 10)) == 0
    assert sweep(at(DUE + 6 * A_DAY)) == 0


def test_an_outage_of_two_months_ends_in_silence(inside: World) -> None:
    action(inside, due_on=DUE)
    assert sweep(at(DUE + 60 * A_DAY)) == 0


def test_whoever_is_late_is_not_escalated_to_about_themselves(inside: World) -> None:
    action(inside, due_on=DUE, owner=inside.manager)
    sweep(at(DUE + 2 * A_DAY))
    assert Counter(sent()) == {("2 days late", "ruth"): 1, ("Overdue", "lee"): 1}


def test_somebody_alone_hears_of_it_themselves_and_only_once(inside: World) -> None:
    Membership.objects.exclude(pk=inside.owner.pk).update(is_active=False)
    action(inside, due_on=DUE, owner=inside.owner)
    for days in range(-1, 4):
        assert sweep(at(DUE + days * A_DAY)) <= 1
    assert [subject for subject, _ in sent()] == [
        "Due tomorrow",
        "Due today",
        "Overdue",
        "2 days late",
    ]


def test_a_boss_answers_for_who_has_left(inside: World) -> None:
    action(inside, due_on=DUE)
    Membership.objects.filter(pk=inside.member.pk).update(is_active=False)
    sweep(at(DUE))
    ((subject, who),) = sent()
    assert (subject, who) in [("Due today", "ruth"), ("Due today", "lee")]


@pytest.mark.parametrize("state", ["done", "decided"])
def test_nobody_is_reminded_of_what_is_closed(inside: World, state: str) -> None:
    made = action(inside, due_on=DUE)
    if state == "done":
        complete(made, closing(), by=inside.by)
    else:
        decide_not_to(made, because="There are four of us", by=inside.by)
    assert [sweep(at(DUE + days * A_DAY)) for days in range(-1, 4)] == [0] * 5


def test_an_action_that_is_being_done_is_reminded_of(inside: World) -> None:
    made = action(inside, due_on=DUE)
    move(made, state=Action.State.DOING, by=inside.by)
    assert sweep(at(DUE)) == 1


@pytest.mark.parametrize("change", ["done", "moved"])
def test_what_waits_in_the_outbox_is_cancelled_when_it_is_no_longer_so(
    inside: World, change: str
) -> None:
    made = action(inside, due_on=DUE)
    sweep(at(DUE + 2 * A_DAY))
    if change == "done":
        complete(made, closing(), by=inside.by)
    else:
        later = DUE + 7 * A_DAY
        change_date(made, due_on=later, because="Waiting", by=inside.by)
    waiting = OutboundMessage.objects.filter(status=Status.QUEUED)
    assert not waiting.filter(dedupe_key__regex="^(remind|esc):").exists()


def test_a_new_date_is_a_new_ladder(inside: World) -> None:
    made = action(inside, due_on=DUE)
    sweep(at(DUE))
    with clock.set_to(at(DUE, 12)):
        change_date(made, due_on=DUE + 7 * A_DAY, because="Waiting", by=inside.by)
    assert sweep(at(DUE + A_DAY)) == 0
    for days in range(2, 10):
        sweep(at(DUE + days * A_DAY))
    subjects = [subject for subject, _ in sent()]
    assert (
        subjects
        == ["Due today", "Due tomorrow", "Due today", "Overdue"] + ["2 days late"] * 2
    )


def test_a_promise_for_tomorrow_is_not_reminded_of_at_once(inside: World) -> None:
    with clock.set_to(at(DUE - A_DAY, 11)):
        made = action(inside, due_on=DUE)
    assert sweep(at(DUE - A_DAY, 11, 1)) == 0
    with clock.set_to(at(DUE - A_DAY, 12)):
        hand_over(made, owner=inside.manager, by=inside.by)
    assert sweep(at(DUE)) == 1
    assert sent() == [("Due today", "lee")]


def test_words_come_first_then_the_promise_then_the_page(inside: World) -> None:
    made = action(inside, builders.reply(words="Nobody rang."), due_on=DUE)
    sweep(at(DUE))
    mail = OutboundMessage.objects.get(dedupe_key__startswith="remind:")
    for body in (mail.text, mail.html):
        places = [body.index(p) for p in ("Nobody rang.", "You promised", str(made.pk))]
        assert places == sorted(places)
    assert mail.subject == "Due today: Ring before noon when we run late"
    assert len(mail.html.encode()) < 20 * 1024


def test_due_today_is_not_sent_in_the_night(inside: World) -> None:
    action(inside, due_on=DUE)
    sweep(at(DUE, 19, 45))
    mail = OutboundMessage.objects.get(dedupe_key__startswith="remind:")
    assert mail.expires_at == at(DUE, 20)


def test_the_task_keeps_the_pulse(inside: World) -> None:
    remind_due_task()
    assert Pulse.objects.filter(name="remind").exists()


# One each; test_dates has the other three.
CHANGES = [
    (LONDON, date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
]


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_a_fortnight_in_quarter_hours_around_each_change(
    inside: World, zone: str, day: date
) -> None:
    Business.objects.filter(pk=inside.business.pk).update(zone=zone)
    inside.business.zone = zone
    with clock.set_to(at(day - 8 * A_DAY, 12, zone=zone)):
        for ahead in range(5, 11):
            action(inside, due_on=day + (ahead - 8) * A_DAY, what=f"Promise {ahead}")
    moment = at(day - 7 * A_DAY, 0, zone=zone)
    posted = [0]
    while moment < at(day + 7 * A_DAY, 0, zone=zone):
        posted.append(sweep(moment))
        moment += timedelta(minutes=15)
    rows = OutboundMessage.objects.filter(kind=OutboundMessage.Kind.NOTICE)
    walls = {row.created_at.astimezone(ZoneInfo(zone)).time() for row in rows}
    assert walls == {time(9, 0)}
    assert sum(posted) == rows.count() == 6 * 5


def test_one_business_is_not_reminded_of_another(world: World) -> None:
    with tenancy.enter(world.business.id):
        action(world, due_on=DUE)
    assert sweep(at(DUE)) == 1
    with tenancy.enter(world.other_business.id):
        assert not OutboundMessage.objects.filter(kind="notice").exists()
