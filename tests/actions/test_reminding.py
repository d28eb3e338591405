from collections import Counter
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from actions.models import Action, Reminder
from actions.services import (
    change_date,
    complete,
    decide_not_to,
    hand_over,
    keep_date,
    move,
)
from actions.tasks import remind_due_task
from feedback import clock, tenancy
from feedback.accounts.models import Business, Membership, NoticeChoice
from feedback.history.services import Actor
from feedback.mail.models import OutboundMessage, Pulse
from tests import builders
from tests.actions.builders import closing
from tests.actions.deadlines import (
    A_DAY,
    DUE,
    at,
    change,
    given,
    mails,
    promised,
    sent,
    sweep,
    sweep_days,
)
from tests.conftest import World, join

Status = OutboundMessage.Status
NIGHTS = ",".join(["22:00-06:00"] * 7)
ALWAYS = ",".join(["00:00-00:00"] * 7)


def test_the_ladder_of_one_promise(inside: World) -> None:
    promised(inside)
    sweep_days(DUE - 5 * A_DAY, DUE + 14 * A_DAY, hours=(8, 9, 12, 15, 18))
    assert sent() == [
        ("Due tomorrow", "dan"),
        ("Due today", "dan"),
        ("1 day late", "dan"),
        # Two working days late: Friday.
        ("2 days late", "lee"),
        # Five: the Wednesday after.
        ("7 days late", "ruth"),
    ]


def test_everything_of_a_day_is_one_mail_the_most_urgent_first(inside: World) -> None:
    promised(inside, what="Due today")
    promised(inside, what="Due tomorrow", due_on=DUE + A_DAY)
    promised(inside, what="Late", due_on=DUE - A_DAY)
    given(inside, what="Given", due_on=DUE + 20 * A_DAY)
    assert sweep(at(DUE)) == 1
    (mail,) = mails()
    assert mail.subject == "4 dates, 1 late"
    places = [mail.text.index(f"{what}\n") for what in ("Late", "Due today", "Given")]
    assert places == sorted(places)
    for action in Action.objects.all():
        assert str(action.pk) in mail.text
        assert str(action.pk) in mail.html
    assert len(mail.html.encode()) < 20 * 1024


def test_a_long_list_is_cut_and_none_of_it_comes_again(inside: World) -> None:
    for number in range(25):
        promised(inside, what=f"Promise {number}")
    assert sweep(at(DUE)) == 1
    (mail,) = mails()
    assert "5 more are on the board" in mail.text
    assert Reminder.objects.count() == 25
    assert sweep(at(DUE, 12)) == 0


@pytest.mark.parametrize(
    ("hour", "minute", "count"),
    [(0, 0, 0), (8, 59, 0), (9, 0, 1), (16, 49, 1), (16, 51, 0), (20, 0, 0)],
)
def test_only_in_the_hours_in_which_the_business_works(
    inside: World, hour: int, minute: int, count: int
) -> None:
    promised(inside)
    assert sweep(at(DUE, hour, minute)) == count


def test_not_on_days_off_holidays_and_closed_days(inside: World) -> None:
    closed = {"first": "2026-12-21", "last": "2027-01-01", "name": "Works holiday"}
    change(inside.business, closures=[closed])
    promised(inside, due_on=date(2026, 12, 24))
    sweep_days(date(2026, 12, 15), date(2027, 1, 6))
    days = [mail.created_at.date() for mail in mails()]
    # The last two working days before, and the first after the closed days.
    assert days[:3] == [date(2026, 12, 17), date(2026, 12, 18), date(2027, 1, 4)]


def test_after_an_outage_of_two_days_each_hears_once(inside: World) -> None:
    promised(inside)
    sweep(at(DUE - A_DAY))
    # Nothing runs on the day itself and on the day after.
    assert sweep(at(DUE + 2 * A_DAY)) == 2
    assert set(sent()[1:]) == {("2 days late", "lee"), ("2 days late", "dan")}
    assert sweep(at(DUE + 2 * A_DAY, 12)) == 0


def test_after_an_outage_of_a_month_it_is_one_mail_a_person(inside: World) -> None:
    for number in range(10):
        promised(inside, what=f"Promise {number}", due_on=DUE + number * A_DAY)
    back = at(date(2026, 12, 29))
    assert sweep(back) == 3
    assert Counter(who for _, who in sent()) == {"ruth": 1, "lee": 1, "dan": 1}
    assert {mail.subject for mail in mails()} == {"10 dates, 10 late"}
    rungs = Counter(Reminder.objects.values_list("rung", flat=True))
    assert rungs == {"top": 10, "escalated": 10, "overdue": 10}
    assert sweep_days(date(2026, 12, 29), date(2027, 1, 15)) == 0


def test_what_everybody_has_long_seen_ends_in_silence(inside: World) -> None:
    promised(inside)
    assert sweep(at(DUE + 60 * A_DAY)) == 0


def test_a_mail_that_did_not_leave_in_time_is_written_anew_as_it_stands(
    inside: World,
) -> None:
    promised(inside)
    sweep(at(DUE))
    (mail,) = mails()
    assert mail.expires_at == at(DUE, 17)
    OutboundMessage.objects.update(status=Status.EXPIRED)
    assert sweep(at(DUE + A_DAY)) == 1
    assert [subject for subject, _ in sent()] == ["Due today", "1 day late"]


def test_whoever_is_late_is_not_escalated_to_about_themselves(inside: World) -> None:
    promised(inside, by=inside.manager)
    sweep(at(DUE + 2 * A_DAY))
    assert Counter(sent()) == {("2 days late", "ruth"): 1, ("2 days late", "lee"): 1}
    found = Reminder.objects.get(membership=inside.manager)
    assert found.rung == Reminder.Rung.OVERDUE


def test_somebody_alone_hears_of_it_themselves_once_a_step(inside: World) -> None:
    Membership.objects.exclude(pk=inside.owner.pk).update(is_active=False)
    promised(inside, by=inside.owner)
    sweep_days(DUE - 2 * A_DAY, DUE + 10 * A_DAY)
    assert [subject for subject, _ in sent()] == [
        "Due tomorrow",
        "Due today",
        "1 day late",
        "2 days late",
        "7 days late",
    ]


def test_a_boss_answers_for_who_has_left(inside: World) -> None:
    promised(inside)
    Membership.objects.filter(pk=inside.member.pk).update(is_active=False)
    sweep(at(DUE))
    assert sent() == [("Due today", "lee")]


@pytest.mark.parametrize("state", ["done", "decided"])
def test_nobody_is_reminded_of_what_is_closed(inside: World, state: str) -> None:
    made = promised(inside)
    if state == "done":
        complete(made, closing(), by=inside.by)
    else:
        decide_not_to(made, because="There are four of us", by=inside.by)
    assert sweep_days(DUE - A_DAY, DUE + 10 * A_DAY) == 0


def test_an_action_that_is_being_done_is_reminded_of(inside: World) -> None:
    made = promised(inside)
    move(made, state=Action.State.DOING, by=inside.by)
    assert sweep(at(DUE)) == 1


@pytest.mark.parametrize("what", ["done", "moved", "handed over"])
def test_what_waits_in_the_outbox_goes_out_of_it_and_the_rest_goes_in_another(
    inside: World, what: str
) -> None:
    made, other = promised(inside), promised(inside, what="Fix the van")
    sweep(at(DUE))
    with clock.set_to(at(DUE, 10)):
        if what == "done":
            complete(made, closing(), by=inside.by)
        elif what == "moved":
            later = DUE + 7 * A_DAY
            change_date(made, due_on=later, because="Waiting", by=inside.by)
        else:
            hand_over(made, owner=inside.manager, by=inside.by)
    assert [mail.status for mail in mails()] == [Status.CANCELLED]
    sweep(at(DUE, 10, 1))
    queued = [mail for mail in mails() if mail.status == Status.QUEUED]
    (again,) = [mail for mail in queued if mail.to_email.startswith("dan")]
    assert str(other.pk) in again.text
    assert str(made.pk) not in again.text


def test_a_new_date_is_a_new_ladder(inside: World) -> None:
    made = promised(inside)
    sweep(at(DUE))
    OutboundMessage.objects.update(status=Status.ACCEPTED)
    with clock.set_to(at(DUE, 12)):
        change_date(made, due_on=DUE + 7 * A_DAY, because="Waiting", by=inside.by)
    sweep_days(DUE + A_DAY, DUE + 9 * A_DAY)
    subjects = [subject for subject, _ in sent()]
    assert subjects == [
        "Due today",
        "Due tomorrow",
        "Due today",
        "1 day late",
        "2 days late",
    ]


def test_whoever_keeps_a_late_promise_is_asked_again_and_then_it_goes_up(
    inside: World,
) -> None:
    made = promised(inside)
    sweep_days(DUE - A_DAY, DUE + A_DAY)
    with clock.set_to(at(DUE + A_DAY, 14)):
        keep_date(made, by=Actor.member(inside.member))
    before = len(sent())
    sweep_days(DUE + 2 * A_DAY, DUE + 25 * A_DAY)
    rungs = list(Reminder.objects.order_by("created_at").values_list("rung", flat=True))
    assert rungs[before:] == ["again", "escalated", "top"]


def test_a_promise_for_tomorrow_is_not_reminded_of_at_once(inside: World) -> None:
    with clock.set_to(at(DUE - A_DAY, 11)):
        promised(inside)
    assert sweep(at(DUE - A_DAY, 11, 1)) == 0
    assert sweep(at(DUE)) == 1


def test_one_promised_before_the_hour_of_the_mail_is_in_it(inside: World) -> None:
    with clock.set_to(at(DUE, 7)):
        promised(inside)
    assert sweep(at(DUE)) == 1


def test_words_come_first_then_the_promise_then_the_page(inside: World) -> None:
    made = promised(inside, builders.reply(words="Nobody rang."))
    sweep(at(DUE))
    (mail,) = mails()
    for body in (mail.text, mail.html.partition("<table")[2]):
        wanted = ("Nobody rang.", made.what, "Due today", str(made.pk))
        places = [body.index(words) for words in wanted]
        assert places == sorted(places)
    assert mail.subject == "Due today: Ring before noon"


def test_the_hour_is_each_persons_own(inside: World) -> None:
    at_eleven = {"topic": "deadlines", "pace": "daily", "at": time(11)}
    NoticeChoice.objects.create(
        business=inside.business, membership=inside.member, **at_eleven
    )
    promised(inside)
    promised(inside, by=inside.manager)
    sweep(at(DUE, 9))
    assert [who for _, who in sent()] == ["lee"]
    sweep(at(DUE, 10, 59))
    assert len(sent()) == 1
    sweep(at(DUE, 11))
    assert [who for _, who in sent()] == ["lee", "dan"]


def test_an_hour_outside_of_work_is_when_work_begins(inside: World) -> None:
    early = {"topic": "deadlines", "pace": "daily", "at": time(6)}
    NoticeChoice.objects.create(
        business=inside.business, membership=inside.member, **early
    )
    promised(inside)
    assert sweep(at(DUE, 6)) == 0
    assert sweep(at(DUE, 9)) == 1


def test_never_is_never_but_others_hear_that_it_is_late(inside: World) -> None:
    never = {"topic": "deadlines", "pace": "never"}
    for person in (inside.member, inside.manager):
        NoticeChoice.objects.create(
            business=inside.business, membership=person, **never
        )
    promised(inside)
    sweep_days(DUE - A_DAY, DUE + 9 * A_DAY)
    # What goes up comes whatever somebody chose: else nobody would know.
    assert sent() == [("2 days late", "lee"), ("7 days late", "ruth")]


def test_weekly_is_one_mail_on_the_first_working_day(inside: World) -> None:
    weekly = {"topic": "deadlines", "pace": "weekly"}
    NoticeChoice.objects.create(
        business=inside.business, membership=inside.member, **weekly
    )
    monday = DUE - 2 * A_DAY
    promised(inside, what="On Wednesday")
    promised(inside, what="On Friday", due_on=DUE + 2 * A_DAY)
    promised(inside, what="Next week", due_on=DUE + 9 * A_DAY)
    sweep_days(monday, monday + 6 * A_DAY)
    mine = [mail for mail in mails() if mail.to_email.startswith("dan")]
    assert [mail.created_at.date() for mail in mine] == [monday]
    assert "On Friday" in mine[0].text
    assert "Next week" not in mine[0].text
    sweep_days(monday + 7 * A_DAY, monday + 13 * A_DAY)
    mine = [mail for mail in mails() if mail.to_email.startswith("dan")]
    assert [mail.created_at.date() for mail in mine] == [monday, monday + 7 * A_DAY]


def test_a_business_that_works_at_night_is_reminded_at_night(inside: World) -> None:
    change(inside.business, work_week=NIGHTS)
    promised(inside)
    assert sweep(at(DUE, 12)) == 0
    assert sweep(at(DUE, 22)) == 1
    # After midnight it is still that night, and its day.
    assert sweep(at(DUE + A_DAY, 2)) == 0
    assert sweep(at(DUE + A_DAY, 22)) == 1
    assert [subject for subject, _ in sent()] == ["Due today", "1 day late"]


def test_round_the_clock_the_mail_comes_at_nine(inside: World) -> None:
    change(inside.business, work_week=ALWAYS)
    promised(inside)
    assert [sweep(at(DUE, hour)) for hour in (0, 4, 8, 9, 10)] == [0, 0, 0, 1, 0]


def test_the_task_keeps_the_pulse(inside: World) -> None:
    remind_due_task()
    assert Pulse.objects.filter(name="remind").exists()


# Two weeks in quarter hours around one change of clocks each; `test_a_year` has all.
CHANGES = [
    ("Europe/London", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
]


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_nine_is_nine_around_each_change(inside: World, zone: str, day: date) -> None:
    change(inside.business, zone=zone, keeps_holidays=False)
    week = ",".join(["09:00-17:00"] * 7)
    change(inside.business, work_week=week)
    with clock.set_to(at(day - 8 * A_DAY, 12, zone=zone)):
        for ahead in range(3):
            promised(inside, due_on=day + ahead * A_DAY, what=f"Promise {ahead}")
    for ahead in range(-2, 4):
        for hour in (0, 1, 2, 3, 8, 9, 10, 16, 17, 23):
            for minute in (0, 30, 59):
                sweep(at(day + ahead * A_DAY, hour, minute, zone))
    walls = {mail.created_at.astimezone(ZoneInfo(zone)).time() for mail in mails()}
    assert walls == {time(9, 0)}
    own = Reminder.objects.filter(membership=inside.member)
    assert Counter(own.values_list("rung", flat=True)) == {
        "before": 3,
        "on": 3,
        "overdue": 3,
    }


def test_one_business_is_not_reminded_of_another(world: World) -> None:
    with tenancy.enter(world.business.id):
        promised(world)
    assert sweep(at(DUE)) == 1
    with tenancy.enter(world.other_business.id):
        assert not OutboundMessage.objects.filter(kind="notice").exists()
        assert not Reminder.objects.exists()


def test_a_business_that_is_never_open_is_passed_over(inside: World) -> None:
    closed = {"first": "2026-01-01", "last": "2028-12-31", "name": "Gone fishing"}
    promised(inside)
    Business.objects.filter(pk=inside.business.pk).update(closures=[closed])
    assert sweep(at(DUE)) == 0


def test_somebody_without_a_login_gets_a_link_that_needs_none(inside: World) -> None:
    jo = join(inside.business, "pat@merchant.example", "Pat Orr", "email_only")  # type: ignore[arg-type]  # a role
    made = promised(inside, by=jo)
    sweep(at(DUE))
    (mail,) = mails()
    reminder = Reminder.objects.get()
    assert "/p/dates/" in mail.text
    assert f"/actions/{made.pk}" not in mail.text
    assert reminder.membership == jo
