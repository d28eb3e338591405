import pytest

from actions.models import Action, Reminder
from actions.selectors.levels import level_named
from actions.selectors.story import story
from actions.services import decide_not_to, hand_over, move
from actions.services.absences import go_away
from actions.services.acknowledging import acknowledge, take_up, wait_again
from actions.services.levels import Terms, change_level
from feedback import clock
from feedback.accounts.models import NoticeChoice
from feedback.errors import Conflict, NotAllowed
from feedback.history.services import Actor
from tests.actions.deadlines import (
    A_DAY,
    DUE,
    at,
    given,
    mails,
    promised,
    sent,
    sweep,
    sweep_days,
)
from tests.conftest import NOON, World

FAR = DUE + 30 * A_DAY


def dan(world: World) -> Actor:
    return Actor.member(world.member)


def test_what_is_given_waits_until_its_owner_has_it(inside: World) -> None:
    made = given(inside)
    assert made.waits_for_acknowledgement
    before = made.revision
    assert acknowledge(made, by=dan(inside))
    assert not acknowledge(made, by=dan(inside))
    made.refresh_from_db()
    assert (made.acknowledged_by, made.revision) == (inside.member, before)
    assert not made.waits_for_acknowledgement


def test_ones_own_promise_waits_for_nobody(inside: World) -> None:
    assert not promised(inside).waits_for_acknowledgement


def test_only_whoever_was_given_it_can_say_so(inside: World) -> None:
    made = given(inside)
    for other in (inside.owner, inside.manager):
        with pytest.raises(NotAllowed):
            acknowledge(made, by=Actor.member(other))


def test_whoever_works_on_it_has_it(inside: World) -> None:
    made = given(inside)
    move(made, state=Action.State.DOING, by=inside.by)
    assert made.waits_for_acknowledgement
    move(made, state=Action.State.TODO, by=dan(inside))
    assert not made.waits_for_acknowledgement


def test_it_can_be_taken_back(inside: World) -> None:
    made = given(inside)
    acknowledge(made, by=dan(inside))
    assert not wait_again(made, by=inside.by)
    assert wait_again(made, by=dan(inside))
    made.refresh_from_db()
    assert made.waits_for_acknowledgement


def test_other_hands_have_to_say_it_again(inside: World) -> None:
    made = given(inside)
    acknowledge(made, by=dan(inside))
    hand_over(made, owner=inside.manager, by=dan(inside))
    made.refresh_from_db()
    assert made.waits_for_acknowledgement
    seen = Action.objects.get(pk=made.pk)
    seen.owner = inside.member
    with pytest.raises(Conflict):
        acknowledge(seen, by=dan(inside))


def test_whoever_covers_can_say_it(inside: World) -> None:
    made = given(inside)
    today = NOON.date()
    go_away(
        inside.member, cover=inside.manager, first=today, last=today, by=dan(inside)
    )
    take_up(made, by=Actor.member(inside.manager))
    assert made.acknowledged_by == inside.manager


def test_not_said_within_working_hours_it_goes_up(inside: World) -> None:
    with clock.set_to(at(DUE, 12)):
        given(inside, due_on=FAR)
    # There was no mail today, so this is it. Eight working hours later it goes up.
    sweep(at(DUE, 12, 1))
    sweep_days(DUE + A_DAY, DUE + 7 * A_DAY, hours=(9, 12, 16))
    assert sent()[0] == ("For you", "dan")
    above = {("Due on 25 December", "ruth"), ("Due on 25 December", "lee")}
    assert (len(sent()), set(sent()[1:])) == (3, above)
    moments = [mail.created_at for mail in mails()]
    assert moments == [at(DUE, 12, 1), *2 * [at(DUE + A_DAY, 16)]]
    assert "Dan has not said yet that they have it." in mails()[1].text


def test_a_level_says_how_long_it_may_take(inside: World) -> None:
    level = level_named(inside.business, "month")
    assert level is not None
    level.business = inside.business
    change_level(level, Terms(20, acknowledge_hours=40), by=inside.by)
    with clock.set_to(at(DUE - 2 * A_DAY, 8)):
        given(inside, due_on=FAR, level=level_named(inside.business, "month"))
    # Forty hours of work: a week after Monday's mail.
    sweep_days(DUE - 2 * A_DAY, DUE + 2 * A_DAY, hours=(9, 16))
    assert sent() == [("For you", "dan")]
    assert sweep(at(DUE + 5 * A_DAY)) == 2


def test_once_it_is_said_nothing_goes_up(inside: World) -> None:
    with clock.set_to(at(DUE, 8)):
        made = given(inside, due_on=FAR)
    sweep(at(DUE))
    acknowledge(made, by=dan(inside))
    assert sweep_days(DUE + A_DAY, DUE + 7 * A_DAY) == 0


def test_what_is_due_before_the_next_mail_comes_at_once(inside: World) -> None:
    promised(inside, what="In the mail of the day")
    sweep(at(DUE))
    with clock.set_to(at(DUE, 11)):
        given(inside, what="Today, please", due_on=DUE)
        given(inside, what="In a month", due_on=FAR)
    assert sweep(at(DUE, 11, 1)) == 1
    assert mails()[-1].subject == "For you: Today, please"
    assert sweep(at(DUE, 11, 2)) == 0


def test_who_wants_it_at_once_has_it_at_once(inside: World) -> None:
    NoticeChoice.objects.create(
        business=inside.business,
        membership=inside.member,
        topic="deadlines",
        pace="now",
    )
    with clock.set_to(at(DUE, 14)):
        given(inside, due_on=FAR)
    assert sweep(at(DUE, 14, 1)) == 1
    assert Reminder.objects.get().rung == Reminder.Rung.GIVEN
    assert sweep(at(DUE + A_DAY)) == 0


def test_its_story_says_who_has_it(inside: World) -> None:
    made = given(inside)
    sweep(at(DUE))
    acknowledge(made, by=dan(inside))
    lines = [line.text for line in story(made, today=DUE)]
    assert "Dan has it." in lines
    assert "Told Dan that it was given to them." in lines


def test_a_closed_one_waits_for_nobody(inside: World) -> None:
    made = given(inside)
    decide_not_to(
        made, because="No", by=inside.by, tell=False, not_told_because="They know"
    )
    assert not made.waits_for_acknowledgement
    with pytest.raises(Conflict):
        acknowledge(made, by=dan(inside))
