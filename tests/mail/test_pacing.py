"""How fast a business may write to its customers, and who is never held up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.mail import claiming, pacing
from feedback.mail.delivery import deliver_due
from feedback.mail.models import OutboundMessage, SendingProfile
from tests.conftest import NOON, World
from tests.mail.rows import Kind, Status, queued, states
from tests.mail.sink import Sink

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TO_CUSTOMERS = (Kind.INVITATION, Kind.REMINDER, Kind.TOLD)


@pytest.fixture(autouse=True)
def _five_a_day(settings: Any) -> None:
    settings.WARM_UP_PER_DAY = 5


def profile(business: Business, **values: Any) -> None:
    if "verified_at" in values:
        values["domain"] = "penrose.example"
    with tenancy.enter(business.pk):
        SendingProfile.objects.update_or_create(business=business, defaults=values)


def sent(business: Business, at: Any, count: int = 1) -> None:
    for _ in range(count):
        queued(business, status=Status.ACCEPTED, finished_at=at)


def room(business: Business) -> int | None:
    with tenancy.every_business():
        return pacing.rooms([business.pk], NOON).get(business.pk)


def test_an_unproven_business_sends_so_many_a_day(world: World, sink: Sink) -> None:
    rows = [queued(world.business) for _ in range(8)]
    deliver_due()
    assert states(rows) == [Status.ACCEPTED] * 5 + [Status.QUEUED] * 3
    assert deliver_due().claimed == 0
    deliver_due(now=NOON + DAY)
    assert set(states(rows)) == {Status.ACCEPTED}


@pytest.mark.parametrize("kind", TO_CUSTOMERS)
def test_what_goes_to_customers_counts_together(world: World, kind: Kind) -> None:
    sent(world.business, NOON, 4)
    rows = [queued(world.business, kind=kind) for _ in range(2)]
    held = claiming.claim(NOON, limit=10)
    assert held is not None
    assert list(held.waiting) == [rows[0].pk]


@pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.NOTICE])
def test_whoever_waits_for_a_mail_gets_it(world: World, sink: Sink, kind: Kind) -> None:
    sent(world.business, NOON, 5)
    profile(world.business, pause="bounces", paused_at=NOON)
    rows = [queued(world.business, kind=kind), queued(None)]
    held_up = queued(world.business)
    deliver_due()
    assert states([*rows, held_up]) == [Status.ACCEPTED] * 2 + [Status.QUEUED]


def test_the_day_is_that_of_utc(world: World) -> None:
    midnight = NOON.replace(hour=0)
    sent(world.business, midnight - timedelta(seconds=1), 5)
    assert room(world.business) == 5
    sent(world.business, midnight, 5)
    assert room(world.business) == 0


def test_what_never_left_does_not_count(world: World) -> None:
    for status in pacing.NEVER_TRIED:
        queued(world.business, status=status, finished_at=NOON)
    assert room(world.business) == 5


def test_what_is_under_way_counts(world: World) -> None:
    queued(world.business, status=Status.SENDING)
    assert room(world.business) == 4


def test_a_proven_business_has_no_limit(world: World) -> None:
    profile(world.business, verified_at=NOON)
    assert room(world.business) is None


def test_an_hourly_limit_holds_for_whoever_has_one(world: World) -> None:
    profile(world.business, verified_at=NOON, hourly_limit=3)
    sent(world.business, NOON - HOUR - timedelta(seconds=1), 9)
    assert room(world.business) == 3
    sent(world.business, NOON - HOUR, 2)
    assert room(world.business) == 1


def test_the_narrower_limit_counts(world: World) -> None:
    profile(world.business, hourly_limit=2)
    assert room(world.business) == 2
    sent(world.business, NOON - 2 * HOUR, 4)
    assert room(world.business) == 1


def test_one_business_that_is_held_up_delays_no_other(world: World) -> None:
    sent(world.business, NOON, 5)
    for _ in range(20):
        queued(world.business)
    row = queued(world.other_business)
    held = claiming.claim(NOON, limit=1)
    assert held is not None
    assert list(held.waiting) == [row.pk]


def test_what_was_claimed_before_the_business_was_stopped_does_not_go(
    world: World,
) -> None:
    row = queued(world.business)
    held = claiming.claim(NOON, limit=10)
    assert held is not None
    profile(world.business, pause="complaints", paused_at=NOON)
    assert claiming.begin(held, [], NOON)[0] == []
    assert states([row]) == [Status.QUEUED]


def test_asking_leaves_room_for_what_waits_already(world: World) -> None:
    sent(world.business, NOON)
    queued(world.business)
    with tenancy.every_business():
        rooms = pacing.rooms_to_ask([world.business.pk], NOON)
    assert rooms == {world.business.pk: 3}


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_share_what_is_left(world: World, sink: Sink) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")
    for _ in range(30):
        queued(world.business)

    def work(_: int) -> None:
        with clock.set_to(NOON):
            for _ in range(6):
                deliver_due(limit=3)
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    with tenancy.every_business():
        gone = OutboundMessage.objects.filter(status=Status.ACCEPTED).count()
    assert gone == len(sink.recipients) == 5
