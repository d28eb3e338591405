import pytest

from actions.models import Action, DateChange
from actions.selectors import board
from actions.services import change_date, hand_over, keep_date, move
from feedback import clock
from feedback.errors import Conflict, Refused
from tests.actions.builders import (
    A_DAY,
    TODAY,
    action,
    done_action,
    late_action,
)
from tests.conftest import NOON, World

State = Action.State


def test_an_action_moves_to_doing_and_back(inside: World) -> None:
    made = action(inside)
    assert move(made, state=State.DOING, by=inside.by)
    assert not move(made, state=State.DOING, by=inside.by)
    assert Action.objects.get(pk=made.pk).state == State.DOING
    assert move(made, state=State.TODO, by=inside.by)


@pytest.mark.parametrize("state", ["done", "told", "nonsense"])
def test_done_wants_more_than_a_move(inside: World, state: str) -> None:
    with pytest.raises(Refused):
        move(action(inside), state=state, by=inside.by)


def test_a_closed_action_does_not_move(inside: World) -> None:
    with pytest.raises(Conflict):
        move(done_action(inside), state=State.DOING, by=inside.by)


def test_whoever_saw_an_older_revision_is_told(inside: World) -> None:
    made = action(inside)
    seen = made.revision
    hand_over(made, owner=inside.manager, by=inside.by)
    with pytest.raises(Conflict):
        move(made, state=State.DOING, by=inside.by, expected_revision=seen)
    assert Action.objects.get(pk=made.pk).state == State.TODO


def test_two_at_once_are_one_and_a_conflict(inside: World) -> None:
    made = action(inside)
    other = Action.objects.get(pk=made.pk)
    move(made, state=State.DOING, by=inside.by)
    with pytest.raises(Conflict):
        hand_over(other, owner=inside.manager, by=inside.by)


def test_a_date_moves_with_a_reason(inside: World) -> None:
    made = late_action(inside)
    keep_date(made, by=inside.by)
    new = TODAY + 3 * A_DAY
    change_date(made, due_on=new, because=" The van\nis broken ", by=inside.by)
    change = DateChange.objects.get()
    fresh = Action.objects.get(pk=made.pk)
    assert (fresh.due_on, fresh.asks_again_on) == (new, None)
    assert (change.was_due_on, change.because) == (
        TODAY - 2 * A_DAY,
        "The van is broken",
    )


@pytest.mark.parametrize(
    ("days", "because"),
    [(3, "  "), (-1, "Because"), (7, "It is the same"), (9999, "x")],
)
def test_a_date_does_not_move_without_reason_or_to_nowhere(
    inside: World, days: int, because: str
) -> None:
    made = action(inside)
    with pytest.raises(Refused):
        change_date(made, due_on=TODAY + days * A_DAY, because=because, by=inside.by)
    assert Action.objects.get(pk=made.pk).due_on == TODAY + 7 * A_DAY


def test_keeping_a_late_promise_silences_the_question_for_a_week(inside: World) -> None:
    made = late_action(inside)
    everything = board.of(inside.business)
    assert list(board.slipping(everything, TODAY)) == [made]
    keep_date(made, by=inside.by)
    assert Action.objects.get(pk=made.pk).due_on == TODAY - 2 * A_DAY
    assert not board.slipping(everything, TODAY).exists()
    assert not board.slipping(everything, TODAY + 6 * A_DAY).exists()
    assert list(board.slipping(everything, TODAY + 7 * A_DAY)) == [made]


def test_a_promise_in_time_needs_no_keeping(inside: World) -> None:
    with pytest.raises(Refused):
        keep_date(action(inside, due_on=TODAY), by=inside.by)


def test_an_action_is_handed_to_somebody_who_works(inside: World) -> None:
    made = action(inside)
    assert hand_over(made, owner=inside.manager, by=inside.by)
    assert not hand_over(made, owner=inside.manager, by=inside.by)
    assert Action.objects.get(pk=made.pk).owner == inside.manager
    with pytest.raises(Refused):
        hand_over(made, owner=inside.reader, by=inside.by)


def test_the_day_ends_at_midnight_of_the_business(inside: World) -> None:
    made = action(inside, due_on=TODAY)
    rows = board.of(inside.business)
    with clock.set_to(NOON.replace(hour=23, minute=59)):
        assert not board.slipping(rows, clock.today(inside.business.zone)).exists()
    with clock.set_to(NOON.replace(day=19, hour=0)):
        assert board.slipping(rows, clock.today(inside.business.zone)).get() == made
