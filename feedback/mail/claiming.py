"""Who may send which mail: short transactions on the outbox, one worker a row.

A claim gives a batch of queued rows a lease. A chunk of it becomes ``sending`` in a
transaction of its own, right before the provider hears of it, and the transaction
after writes down what became of it. Every write asks for the lease (fencing), so a
worker that slept through its end changes nothing.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from feedback import tenancy
from feedback.mail.models import OutboundMessage
from feedback.mail.outcomes import (
    MOST_ERRORS,
    Outcome,
    changes,
    free,
    jittered,
    over,
)
from feedback.mail.stopping import TOO_LATE, stop
from feedback.mail.verdicts import Verdict

log = structlog.get_logger(__name__)
Kind = OutboundMessage.Kind
Status = OutboundMessage.Status
CHUNK = 10
AFTER_NO_LINE = timedelta(seconds=30)
STOPPED = "a worker stopped while sending it"


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch that one worker holds: the lease, and the ids in the order to go."""

    lease: UUID
    waiting: deque[UUID]


def reconcile(now: datetime) -> Counter[str]:
    """Settle what workers left behind, and what is too late; return new states.

    A queued row whose lease ended needs nothing: it can be claimed again. One that
    was being sent may or may not have arrived.
    """
    ended = Q(status=Status.SENDING, lease_until__lte=now)
    late = Q(status=Status.QUEUED, due_at__lte=now, expires_at__lte=now)
    counts: Counter[str] = Counter()
    with _outbox() as rows:
        for row in _locked(rows.filter(ended | late)):
            change = _left_behind(row, now)
            rows.filter(pk=row.pk).update(**change, **free())
            counts[change["status"]] += 1
    return counts


def claim(now: datetime, *, limit: int) -> Claim | None:
    """Lease up to ``limit`` due rows, business by business in turn; None if none is
    due. A flood of one business thus delays the others by no more than one turn.
    """
    for _ in range(3):
        with _outbox() as rows:
            due = rows.filter(_free_and_due(now))
            ids = list(_in_turn(due).values_list("pk", flat=True)[:limit])
            if not ids:
                return None
            got = {row.pk for row in _locked(due.filter(pk__in=ids))}
            lease = uuid4()
            rows.filter(pk__in=got).update(lease=lease, lease_until=_until(now))
        if got:
            return Claim(lease, deque(pk for pk in ids if pk in got))
    return None


def begin(
    held: Claim, tried: Iterable[Outcome], now: datetime, *, size: int = CHUNK
) -> tuple[list[OutboundMessage], Counter[str]]:
    """Write down ``tried`` and mark the next ``size`` rows as being sent, in one
    transaction.

    Returns the rows to hand to the provider now (none: the claim is worked off) and
    the states that other rows came to. Suppression and expiry are looked at here,
    after everything that could have changed them has been committed.
    """
    chunk: list[OutboundMessage] = []
    with _outbox() as rows:
        counts = _settle(rows, held, tried, now)
        mine = rows.filter(lease=held.lease, status=Status.QUEUED)
        mine.update(lease_until=_until(now))
        while held.waiting and not chunk:
            ids = [held.waiting.popleft() for _ in range(min(size, len(held.waiting)))]
            found = {row.pk: row for row in _locked(mine.filter(pk__in=ids))}
            candidates = [found[pk] for pk in ids if pk in found]
            stopped = stop(rows, candidates, now)
            counts.update(stopped.values())
            chunk = [row for row in candidates if row.pk not in stopped]
            _mark_sending(rows, held, chunk, now)
    return chunk, counts


def settle(held: Claim, tried: Iterable[Outcome], now: datetime) -> Counter[str]:
    """Write down ``tried``; return the states that the rows came to."""
    with _outbox() as rows:
        return _settle(rows, held, tried, now)


def release(held: Claim, now: datetime, *, after_no_line: bool) -> None:
    """Give back what the claim still holds; later, if the provider serves nobody."""
    change = free()
    if after_no_line:
        change["due_at"] = now + jittered(AFTER_NO_LINE)
    with _outbox() as rows:
        rows.filter(lease=held.lease, status=Status.QUEUED).update(**change)


@contextmanager
def _outbox() -> Iterator[QuerySet[OutboundMessage]]:
    with tenancy.every_business(), transaction.atomic():
        yield OutboundMessage.objects.all()


def _locked(rows: QuerySet[OutboundMessage]) -> list[OutboundMessage]:
    # SQLite has one writer at a time and ignores this.
    return list(rows.order_by("pk").select_for_update(skip_locked=True))


def _until(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def _free_and_due(now: datetime) -> Q:
    unheld = Q(lease_until=None) | Q(lease_until__lte=now)
    return Q(status=Status.QUEUED, due_at__lte=now, expires_at__gt=now) & unheld


def _in_turn(due: QuerySet[OutboundMessage]) -> QuerySet[OutboundMessage]:
    turn = Window(
        RowNumber(), partition_by=F("business_id"), order_by=[F("due_at"), F("pk")]
    )
    return due.annotate(turn=turn).order_by("turn", "due_at", "pk")


def _left_behind(row: OutboundMessage, now: datetime) -> dict[str, Any]:
    if row.status == Status.QUEUED:
        reason = row.status_reason or TOO_LATE
        return over(Status.EXPIRED, reason, now)
    if row.kind != Kind.ACCOUNT:
        return over(Status.UNCERTAIN, STOPPED, now)
    if row.errors + 1 >= MOST_ERRORS:
        return over(Status.DEAD, STOPPED, now) | {"errors": row.errors + 1}
    return {"status": Status.QUEUED, "errors": row.errors + 1, "due_at": now}


def _mark_sending(
    rows: QuerySet[OutboundMessage],
    held: Claim,
    chunk: Sequence[OutboundMessage],
    now: datetime,
) -> None:
    ours = rows.filter(
        pk__in=[row.pk for row in chunk], lease=held.lease, status=Status.QUEUED
    )
    ours.update(status=Status.SENDING, lease_until=_until(now))


def _settle(
    rows: QuerySet[OutboundMessage],
    held: Claim,
    tried: Iterable[Outcome],
    now: datetime,
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for outcome in tried:
        change = changes(outcome, now)
        ours = rows.filter(pk=outcome.row.pk, lease=held.lease, status=Status.SENDING)
        if not ours.update(**change):
            log.warning("mail_lease_lost", message=str(outcome.row.pk))
        elif outcome.answer.verdict is not Verdict.UNTRIED:
            counts[change["status"]] += 1
    return counts
