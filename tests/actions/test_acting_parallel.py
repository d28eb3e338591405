"""Many at once do what one does: joining, repeating, steps, leaving."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, connections

from actions.models import Action, ActionComment, ChecklistItem
from actions.selectors import work
from actions.services import add_step, comment, merge, move_step, tick
from actions.services.leaving import hand_on_all
from actions.services.repeating import bring_due
from feedback import clock, tenancy
from feedback.accounts.models import Membership
from feedback.errors import Refused
from feedback.mail.models import OutboundMessage
from surveys.models import Notice
from tests.actions.builders import action, repeating
from tests.conftest import NOON, World

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture(autouse=True)
def _needs_a_shared_database(db: None) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")


def all_at_once(*works: Callable[[], object]) -> list[object]:
    def alone(work: Callable[[], object]) -> object:
        try:
            with clock.set_to(NOON):
                return work()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(alone, works))


def inside_of(world: World, work: Callable[[], object]) -> Callable[[], object]:
    def entered() -> object:
        with tenancy.enter(world.business.id):
            return work()

    return entered


def test_two_that_are_joined_to_each_other_at_once_go_one_way(world: World) -> None:
    with tenancy.enter(world.business.id):
        one, two = action(world, what="One").pk, action(world, what="Two").pk

    def join(first: UUID, second: UUID) -> Callable[[], object]:
        def go() -> None:
            rows = Action.objects
            merge(rows.get(pk=first), rows.get(pk=second), by=world.by, now=NOON)

        return inside_of(world, go)

    all_at_once(*([join(one, two), join(two, one)] * 3))
    with tenancy.enter(world.business.id):
        merged = Action.objects.filter(state=Action.State.MERGED)
        assert merged.count() == 1


def test_many_sweeps_bring_one(world: World) -> None:
    with tenancy.enter(world.business.id):
        repeating(world, days_before=7)
    brought = all_at_once(*[lambda: bring_due(now=NOON)] * AT_ONCE)
    assert sum(n for n in brought if isinstance(n, int)) == 1
    with tenancy.enter(world.business.id):
        assert Action.objects.count() == 1


def test_many_sweeps_hand_on_once_with_one_mail(world: World) -> None:
    with tenancy.enter(world.business.id):
        action(world)
        Membership.objects.filter(pk=world.member.pk).update(is_active=False)
    all_at_once(*[lambda: hand_on_all(now=NOON + timedelta(hours=1))] * AT_ONCE)
    with tenancy.enter(world.business.id):
        rows = OutboundMessage.objects.filter(dedupe_key__startswith="inherited:")
        assert rows.count() == 1


def test_a_step_clicked_many_times_is_one_and_ticked_once(world: World) -> None:
    with tenancy.enter(world.business.id):
        made = action(world)

    def add() -> object:
        return add_step(made, words="Ring", by=world.by)

    all_at_once(*[inside_of(world, add)] * AT_ONCE)
    with tenancy.enter(world.business.id):
        (step,) = ChecklistItem.objects.all()

    def done() -> object:
        return tick(step, done=True, by=world.by)

    assert all_at_once(*[inside_of(world, done)] * AT_ONCE).count(True) == 1


def test_steps_moved_at_once_keep_one_order(world: World) -> None:
    with tenancy.enter(world.business.id):
        made = action(world)
        steps = [add_step(made, words=str(n), by=world.by) for n in range(5)]

    def move(number: int) -> Callable[[], object]:
        step, up = steps[number % 5], number % 2 == 0
        return inside_of(world, lambda: move_step(step, up=up, by=world.by))

    all_at_once(*[move(number) for number in range(12)])
    with tenancy.enter(world.business.id):
        order = list(work.steps(made))
        assert sorted(step.words for step in order) == list("01234")
        assert len({step.position for step in order}) == 5


def test_a_comment_sent_many_times_is_one_and_told_once(world: World) -> None:
    with tenancy.enter(world.business.id):
        made = action(world)

    def say() -> object:
        return comment(made, words="@Dan look", by=world.by)

    all_at_once(*[inside_of(world, say)] * AT_ONCE)
    with tenancy.enter(world.business.id):
        assert ActionComment.objects.count() == 1
        assert Notice.objects.count() == 1
