"""Leases: one worker a row, fair turns, and nothing left lying about."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.customers.addresses import address_hash
from feedback.customers.models import Suppression
from feedback.mail import claiming, services
from feedback.mail.claiming import Claim
from feedback.mail.delivery import deliver_due
from feedback.mail.models import OutboundMessage
from feedback.mail.outcomes import Outcome
from feedback.mail.verdicts import Answer, Verdict
from tests.conftest import NOON, World
from tests.mail.rows import Kind, Status, again, queued, states
from tests.mail.sink import Sink

AFTER_LEASE = NOON + timedelta(seconds=121)
ACCEPTED = Answer(Verdict.ACCEPTED)
Reason = Suppression.Reason
NEVER_ASKED = {Reason.OPTED_OUT, Reason.BOUNCED, Reason.COMPLAINED}


def claimed(limit: int = 100) -> Claim:
    held = claiming.claim(NOON, limit=limit)
    assert held is not None
    return held


def begun(held: Claim, size: int = 10) -> list[OutboundMessage]:
    return claiming.begin(held, [], NOON, size=size)[0]


def test_a_row_that_is_being_sent_is_claimed_by_nobody_else(world: World) -> None:
    queued(world.business)
    begun(claimed())
    assert claiming.claim(NOON, limit=100) is None


def test_what_two_workers_found_goes_to_who_begins_it_first(world: World) -> None:
    rows = [queued(world.business) for _ in range(15)]
    one, other = claimed(), claimed()
    assert begun(one) == rows[:10]
    assert begun(other) == rows[10:]
    assert begun(one) == []
    assert (one.lost, other.lost) == (5, 10)


def test_a_claim_that_ended_before_sending_costs_nothing(world: World) -> None:
    row = queued(world.business)
    claimed()
    assert (again(row).status, again(row).lease) == (Status.QUEUED, None)
    assert begun(claimed()) == [row]


def test_what_an_older_version_has_leased_is_left_alone(world: World) -> None:
    row = queued(world.business)
    held = claimed()
    with tenancy.every_business():
        rows = OutboundMessage.objects.filter(pk=row.pk)
        rows.update(lease=uuid4(), lease_until=AFTER_LEASE)
    assert claiming.claim(NOON, limit=100) is None
    assert begun(held) == []
    assert claiming.claim(AFTER_LEASE, limit=100) is not None


def test_what_was_put_off_since_it_was_claimed_waits(world: World) -> None:
    row = queued(world.business)
    one, other = claimed(), claimed()
    claiming.put_off(one, NOON)
    assert begun(other) == []
    assert again(row).due_at > NOON


@pytest.mark.parametrize("kind", [k for k in Kind if k is not Kind.ACCOUNT])
def test_what_was_being_sent_when_the_lease_ended_is_uncertain(
    world: World, kind: Kind
) -> None:
    row = queued(world.business, kind=kind)
    begun(claimed())
    claiming.reconcile(NOON + timedelta(seconds=119))
    assert again(row).status == Status.SENDING
    counts = claiming.reconcile(AFTER_LEASE)
    row = again(row)
    assert (row.status, row.finished_at) == (Status.UNCERTAIN, AFTER_LEASE)
    assert counts == {"uncertain": 1}


def test_account_mail_goes_again_but_not_for_ever(world: World) -> None:
    row = queued(None)
    moment = NOON
    for error in range(1, 6):
        held = claiming.claim(moment, limit=1)
        assert held is not None
        claiming.begin(held, [], moment)
        moment += timedelta(seconds=121)
        claiming.reconcile(moment)
        assert again(row).errors == error
    assert again(row).status == Status.DEAD


def test_a_worker_that_slept_through_its_lease_changes_nothing(world: World) -> None:
    row = queued(world.business)
    stale = claimed()
    chunk = begun(stale)
    claiming.reconcile(AFTER_LEASE)
    counts = claiming.settle(stale, [Outcome(r, ACCEPTED) for r in chunk], AFTER_LEASE)
    assert again(row).status == Status.UNCERTAIN
    assert not counts


def test_a_sleeping_worker_cannot_mark_what_another_sends(world: World) -> None:
    row = queued(None)
    stale = claimed()
    chunk = begun(stale)
    claiming.reconcile(AFTER_LEASE)
    fresh = claiming.claim(AFTER_LEASE, limit=1)
    assert fresh is not None
    claiming.begin(fresh, [], AFTER_LEASE)
    refused = Answer(Verdict.REFUSED)
    claiming.settle(stale, [Outcome(r, refused) for r in chunk], AFTER_LEASE)
    claiming.put_off(stale, AFTER_LEASE)
    row = again(row)
    assert (row.status, row.lease) == (Status.SENDING, fresh.lease)


def test_each_chunk_gets_a_whole_lease(world: World) -> None:
    rows = [queued(world.business) for _ in range(25)]
    held = claimed()
    chunk = begun(held)
    later = NOON + timedelta(seconds=100)
    claiming.begin(held, [Outcome(row, ACCEPTED) for row in chunk], later, size=10)
    ends = later + timedelta(seconds=120)
    accepted, sending, waiting = Status.ACCEPTED, Status.SENDING, Status.QUEUED
    assert states(rows) == [accepted] * 10 + [sending] * 10 + [waiting] * 5
    assert [again(rows[at]).lease_until for at in (9, 19, 24)] == [None, ends, None]


def test_a_kill_leaves_no_more_than_one_chunk_undecided(world: World) -> None:
    rows = [queued(world.business) for _ in range(25)]
    begun(claimed())
    claiming.reconcile(AFTER_LEASE)
    assert Counter(states(rows)) == {Status.UNCERTAIN: 10, Status.QUEUED: 15}


@pytest.mark.parametrize(
    ("kind", "reasons"),
    [
        (Kind.INVITATION, {*NEVER_ASKED, Reason.PAUSED}),
        (Kind.REMINDER, {*NEVER_ASKED, Reason.PAUSED}),
        (Kind.TOLD, {Reason.NO_UPDATES, Reason.BOUNCED, Reason.COMPLAINED}),
        (Kind.ANSWER, {Reason.BOUNCED, Reason.COMPLAINED}),
        (Kind.NOTICE, set()),
    ],
)
@pytest.mark.parametrize("reason", Reason)
def test_a_wish_between_claim_and_sending_is_heard(
    world: World, kind: Kind, reasons: set[Reason], reason: Reason
) -> None:
    row = queued(world.business, kind=kind, to="margaret@example.com")
    held = claimed()
    suppress(world.business, "Margaret@Example.com", reason)
    chunk, counts = claiming.begin(held, [], NOON)
    row = again(row)
    if reason in reasons:
        assert (row.status, row.status_reason) == (Status.CANCELLED, reason.label)
        assert (chunk, counts) == ([], {"cancelled": 1})
    else:
        assert chunk == [row]


def test_a_wish_told_to_another_business_stops_nothing_here(world: World) -> None:
    row = queued(world.business, to="margaret@example.com")
    suppress(world.other_business, "margaret@example.com", Reason.OPTED_OUT)
    assert begun(claimed()) == [row]


def test_account_mail_goes_whatever_businesses_were_told(world: World) -> None:
    row = queued(None, to="margaret@example.com")
    suppress(world.business, "margaret@example.com", Reason.COMPLAINED)
    assert begun(claimed()) == [row]


def test_a_mail_that_expires_between_claim_and_sending_does_not_go(
    world: World,
) -> None:
    row = queued(world.business, expires_at=NOON + timedelta(seconds=1))
    held = claimed()
    chunk, _ = claiming.begin(held, [], NOON + timedelta(seconds=1))
    assert (chunk, again(row).status) == ([], Status.EXPIRED)


def test_a_mail_cancelled_between_claim_and_sending_does_not_go(world: World) -> None:
    row = queued(world.business)
    held = claimed()
    with tenancy.enter(world.business.id):
        services.cancel(world.business, Kind.INVITATION, row.dedupe_key, why="answered")
    assert begun(held) == []
    assert again(row).status == Status.CANCELLED


def test_a_chunk_of_stopped_rows_is_followed_by_the_next(world: World) -> None:
    suppress(world.business, "no@example.com", Reason.OPTED_OUT)
    for _ in range(10):
        queued(world.business, to="no@example.com")
    row = queued(world.business)
    assert begun(claimed()) == [row]


def test_a_flood_of_one_business_delays_another_by_one_turn(world: World) -> None:
    flood = [queued(world.business) for _ in range(30)]
    few = [queued(world.other_business) for _ in range(2)]
    ours = queued(None)
    assert set(claimed(limit=6).waiting) == {
        *(row.pk for row in flood[:3]),
        *(row.pk for row in few),
        ours.pk,
    }


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_mail_once(world: World, sink: Sink) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")
    rows = [queued(world.business) for _ in range(60)]

    def work(_: int) -> None:
        with clock.set_to(NOON):
            while deliver_due(limit=7).claimed:
                pass
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert set(states(rows)) == {Status.ACCEPTED}
    assert sorted(sink.recipients) == sorted(row.to_email for row in rows)


def suppress(business: Business, email: str, reason: Reason, **values: Any) -> None:
    with tenancy.enter(business.id):
        Suppression.objects.create(
            business=business, address_hash=address_hash(email), reason=reason, **values
        )
