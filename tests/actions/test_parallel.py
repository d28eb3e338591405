"""Many at once do what one does."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from actions.models import Action, Reminder, ServiceLevel, Telling
from actions.selectors.levels import level_named
from actions.services import mail_due, move, remind_due, tell_customers
from actions.services.absences import go_away
from actions.services.acknowledging import acknowledge
from actions.services.levels import keep
from actions.services.telling import Letter
from feedback import clock, tenancy
from feedback.accounts.models import Membership
from feedback.errors import Conflict, Refused
from feedback.history.services import Actor
from feedback.mail.models import OutboundMessage
from tests import builders
from tests.actions.builders import TODAY, action, done_action
from tests.conftest import NOON, World

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture(autouse=True)
def _needs_a_shared_database(db: None) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")


def all_at_once(work: Callable[[], int]) -> list[int]:
    def alone(_: int) -> int:
        try:
            with clock.set_to(NOON):
                return work()
        except Conflict:
            return 0
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(alone, range(AT_ONCE)))


def test_many_clicks_on_send_are_one_mail(world: World) -> None:
    with tenancy.enter(world.business.id):
        reply = builders.reply()
        pk = done_action(world, reply).pk

    def send() -> int:
        with tenancy.enter(world.business.id):
            letters = [Letter(reply.customer_id, "We text now.")]
            return tell_customers(Action.objects.get(pk=pk), letters, by=world.by)

    assert sum(all_at_once(send)) == 1
    morning = NOON + timedelta(hours=23)
    assert sum(all_at_once(lambda: mail_due(now=morning))) == 1
    with tenancy.enter(world.business.id):
        told = OutboundMessage.objects.filter(kind=OutboundMessage.Kind.TOLD)
        assert (told.count(), Telling.objects.count()) == (1, 1)


def test_many_sweeps_remind_once(world: World) -> None:
    with tenancy.enter(world.business.id), clock.set_to(NOON - timedelta(days=5)):
        for _ in range(5):
            action(world, due_on=TODAY)
    assert sum(all_at_once(lambda: remind_due(now=NOON))) == 1
    with tenancy.enter(world.business.id):
        notices = OutboundMessage.objects.filter(dedupe_key__startswith="deadlines:")
        assert notices.count() == 1
        # Each is due today, and was given by somebody else.
        assert Reminder.objects.count() == 5 * 2


def test_many_taps_are_one_acknowledgement(world: World) -> None:
    with tenancy.enter(world.business.id):
        pk = action(world).pk

    def tap() -> int:
        with tenancy.enter(world.business.id):
            by = Actor.member(world.member)
            return int(acknowledge(Action.objects.get(pk=pk), by=by))

    assert sum(all_at_once(tap)) == 1


def test_many_uses_store_a_usual_level_once(world: World) -> None:
    def use() -> int:
        with tenancy.enter(world.business.id):
            level = level_named(world.business, "week")
            assert level is not None
            return int(keep(world.business, level).amount == 5)

    assert sum(all_at_once(use)) == AT_ONCE
    with tenancy.enter(world.business.id):
        assert ServiceLevel.objects.count() == 1


def test_two_who_cover_for_each_other_at_once_do_not_both(world: World) -> None:
    day = TODAY + timedelta(days=3)

    def leave(who: Membership, cover: Membership) -> None:
        with tenancy.enter(world.business.id):
            go_away(who, cover=cover, first=day, last=day, by=Actor.member(who))

    pairs = iter([(world.member, world.manager), (world.manager, world.member)] * 4)

    def one() -> int:
        try:
            leave(*next(pairs))
        except Refused:
            return 0
        return 1

    assert sum(all_at_once(one)) == 1


def test_of_many_who_move_the_same_card_one_does(world: World) -> None:
    with tenancy.enter(world.business.id):
        made = action(world)

    def start() -> int:
        with tenancy.enter(world.business.id):
            seen = Action.objects.get(pk=made.pk)
            seen.state, seen.revision = made.state, made.revision
            return move(seen, state=Action.State.DOING, by=world.by)

    assert sum(all_at_once(start)) == 1
