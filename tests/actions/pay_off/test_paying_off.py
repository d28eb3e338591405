from datetime import datetime, timedelta

import pytest

from actions.models import Action, PayOff
from actions.selectors import pay_off as selectors
from actions.services import complete, decide_not_to, reopen
from actions.services.paying_off import pay_off_due
from feedback import clock, tenancy
from feedback.history.models import Event
from surveys.models import Question, Reply, Survey, Theme
from surveys.services import theming
from surveys.services.tallying import tally
from tests import builders
from tests.actions.builders import action, closing
from tests.conftest import NOON, World
from tests.queries import assert_same_queries

A_DAY = timedelta(days=1)
LIST = "/actions/paid-off/"


def said(survey: Survey, at: datetime, *, late: bool, **values: object) -> Reply:
    """Store what somebody said: late, or on time."""
    asked = builders.invitation(survey=survey, asked_at=at - A_DAY)
    reply = builders.reply(asked, submitted_at=at, **values)
    picked = reply.answers.filter(question__kind="yes_partly_no")
    picked.update(step=3 if late else 1)
    return reply


def before(world: World, late: int, fine: int) -> tuple[Survey, list[Reply]]:
    """Store what was said before noon; return it with who was late on."""
    survey = builders.survey()
    bad = [said(survey, NOON - (2 + n) * A_DAY, late=True) for n in range(late)]
    for n in range(fine):
        said(survey, NOON - (2 + n) * A_DAY, late=False, rating=4)
    return survey, bad


def done(world: World, *replies: Reply, **values: str) -> Action:
    """Do something about ``replies`` at noon, and let the sweeps run."""
    made = action(world, *replies, **values)
    complete(made, closing(), by=world.by)
    sweep(world, NOON)
    return made


def sweep(world: World, now: datetime) -> None:
    tally(world.business, now=now)
    with clock.set_to(now):
        pay_off_due(now=now)


def since(world: World, survey: Survey, late: int, fine: int) -> None:
    """Store what is said from the day after, and look a month later."""
    for n in range(late + fine):
        at = NOON + (1 + n % 28) * A_DAY
        said(survey, at, late=n < late, rating=2 if n < late else 4)
    sweep(world, NOON + 30 * A_DAY)


def test_what_was_before_is_frozen_when_it_is_done(inside: World) -> None:
    survey, bad = before(inside, 12, 28)
    made = done(inside, *bad[:3])
    row = PayOff.objects.get(action=made)
    question = Question.objects.get(kind="yes_partly_no")
    assert (row.about, row.subject) == ("question", question.lineage)
    assert (row.before_hits, row.before_n, row.kind) == (12, 40, "Boiler service")
    said(survey, NOON - 5 * A_DAY, late=True)
    sweep(inside, NOON + 2 * A_DAY)
    row.refresh_from_db()
    assert (row.before_hits, row.before_n) == (12, 40)


@pytest.mark.parametrize(
    ("late", "fine", "verdict"),
    [(3, 31, "early"), (0, 60, "better"), (50, 10, "worse"), (0, 9, "early")],
)
def test_the_verdict_follows_the_replies_since(
    inside: World, late: int, fine: int, verdict: str
) -> None:
    survey, bad = before(inside, 12, 28)
    made = done(inside, *bad)
    since(inside, survey, late, fine)
    row = PayOff.objects.get(action=made)
    assert (row.since_hits, row.since_n, row.verdict) == (late, late + fine, verdict)
    assert (row.low is None) == (late + fine < 10)
    told = Event.objects.filter(verb="paid_off", target_id=made.pk)
    assert [event.after["verdict"] for event in told] == (
        [] if verdict == "early" else [verdict]
    )


def test_a_theme_that_half_of_them_say_comes_before_questions(inside: World) -> None:
    _survey, bad = before(inside, 12, 28)
    theme = Theme.objects.create(
        business=inside.business, key="lateness.problem", name="Late visits"
    )
    for reply in bad[:6]:
        theming.place_reply(reply, theme=theme, by=inside.by)
    row = PayOff.objects.get(action=done(inside, *bad))
    assert (row.about, row.subject, row.called) == ("theme", theme.pk, "Late visits")
    assert (row.before_hits, row.before_n) == (6, 40)


def test_other_kinds_of_work_and_unverified_replies_do_not_count(
    inside: World,
) -> None:
    survey, bad = before(inside, 12, 28)
    other = builders.interaction(kind="Quote")
    asked = builders.invitation(other, survey=survey, asked_at=NOON - 5 * A_DAY)
    builders.reply(asked, submitted_at=NOON - 4 * A_DAY)
    stray = said(survey, NOON - 4 * A_DAY, late=True)
    Reply.objects.filter(pk=stray.pk).update(is_verified=False, channel="qr")
    row = PayOff.objects.get(action=done(inside, *bad))
    assert (row.before_hits, row.before_n) == (12, 40)


def test_a_fix_that_failed_stays_beside_the_next_try(inside: World) -> None:
    survey, bad = before(inside, 3, 37)
    made = done(inside, *bad)
    since(inside, survey, 40, 0)
    later = NOON + 40 * A_DAY
    with clock.set_to(later):
        reopen(made, by=inside.by)
        sweep(inside, later)
        complete(made, closing(), by=inside.by)
        sweep(inside, later)
    failed, again = PayOff.objects.filter(action=made).order_by("done_at")
    assert (failed.verdict, failed.ended_at) == ("worse", later)
    assert (again.before_hits, again.before_n) == (43, 80)
    assert selectors.newest([made]) == {made.pk: again}
    drawn = inside.client().get(f"/actions/{made.pk}/").content.decode()
    assert "Worse" in drawn
    assert "were bad ones. Before, it was 3 of 40." in drawn


def test_what_was_decided_against_is_not_measured(inside: World) -> None:
    made = action(inside)
    decide_not_to(made, because="There are four of us.", by=inside.by)
    assert not PayOff.objects.exists()


def test_without_anything_to_compare_it_says_so(inside: World) -> None:
    reply = builders.reply()
    reply.answers.all().delete()
    made = done(inside, reply)
    row = PayOff.objects.get(action=made)
    assert (row.about, row.ended_at) == ("", NOON)
    assert "nothing to compare" in inside.client().get(f"/actions/{made.pk}/").text


def test_a_merged_theme_is_no_longer_looked_at(inside: World) -> None:
    _survey, bad = before(inside, 12, 28)
    names = ("Late visits", "Waiting")
    late, waiting = (
        Theme.objects.create(business=inside.business, key=name, name=name)
        for name in names
    )
    for reply in bad:
        theming.place_reply(reply, theme=late, by=inside.by)
    row = PayOff.objects.get(action=done(inside, *bad))
    theming.merge_theme(late, into=waiting, by=inside.by)
    sweep(inside, NOON + 2 * A_DAY)
    row.refresh_from_db()
    assert row.ended_at == NOON + 2 * A_DAY


def test_after_a_year_nobody_looks_any_more(inside: World) -> None:
    survey, bad = before(inside, 12, 28)
    row = PayOff.objects.get(action=done(inside, *bad))
    said(survey, NOON + 300 * A_DAY, late=True)
    said(survey, NOON + 366 * A_DAY, late=True)
    sweep(inside, NOON + 367 * A_DAY)
    row.refresh_from_db()
    assert (row.since_n, row.ended_at) == (1, NOON + 367 * A_DAY)
    assert pay_off_due(now=NOON + 400 * A_DAY) == 0


def test_it_is_looked_at_once_a_day(inside: World) -> None:
    _survey, bad = before(inside, 12, 28)
    done(inside, *bad)
    assert pay_off_due(now=NOON + timedelta(hours=1)) == 0
    assert pay_off_due(now=NOON + timedelta(hours=21)) == 1
    assert pay_off_due(now=NOON + timedelta(hours=22)) == 0


def test_it_waits_for_the_tallies(inside: World) -> None:
    _survey, bad = before(inside, 12, 28)
    complete(action(inside, *bad), closing(), by=inside.by)
    assert pay_off_due(now=NOON) == 0
    assert PayOff.objects.get().before_from is None


def test_the_list_says_what_failed_too(world: World) -> None:
    with tenancy.enter(world.business.pk):
        survey, bad = before(world, 3, 37)
        done(world, *bad)
        since(world, survey, 40, 0)
    drawn = world.client().get(LIST).content.decode()
    assert "Paid off: <strong>0</strong>." in drawn
    assert "Worse: <strong>1</strong>." in drawn
    assert "Of 40 answers since to “Did we turn up when we said we would?”" in drawn


def test_the_list_asks_as_much_for_many_as_for_few(world: World) -> None:
    with tenancy.enter(world.business.pk):
        _survey, bad = before(world, 3, 9)

    def grow() -> None:
        with tenancy.enter(world.business.pk):
            done(world, *bad, what=f"Ring before {PayOff.objects.count()}")

    assert_same_queries(world.client(), LIST, grow)
