"""Who may send which mail: short transactions on the outbox, one worker a row.

A claim gives a batch of queued rows a lease. A chunk of it becomes ``sending`` in a
transaction of its own, right before the provider hears of it, and the transaction
after writes down what became of it. Every write asks for the lease (fencing), so a
worker that slept through its end changes nothing.

Whose turn it is stands in `feedback.mail.turns`, how fast a business may go in
`feedback.mail.pacing`.
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext_noop

from feedback import tenancy
from feedback.mail import frames, pacing, turns
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
AFTER_NO_LINE = timedelta(seconds=30)
STOPPED = gettext_noop("a worker stopped while sending it")


@dataclass(slots=True)
class Claim:
    """A batch that one worker holds: the lease, until when, and the ids in the order
    to go.
    """

    lease: UUID
    until: datetime
    waiting: deque[UUID]


def reconcile(now: datetime) -> Counter[str]:
    """Settle what workers left behind, and what is too late; return new states.

    A queued row whose lease ended needs nothing: it can be claimed again. One that
    was being sent may or may not have arrived.
    """
    counts: Counter[str] = Counter()
    with _outbox() as rows:
        ended = rows.filter(status=Status.SENDING, lease_until__lte=now)
        # What is not due has not expired, so this asks for no more than it needs.
        late = rows.filter(status=Status.QUEUED, expires_at__lte=now, due_at__lte=now)
        for row in [*_locked(ended), *_locked(late)]:
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
            ids = turns.next_in_turn(now, limit)
            if not ids:
                return None
            # What somebody else took meanwhile stays in ``ids`` and is not found
            # by `begin`: it is not ours.
            free_ones = rows.filter(turns.free_and_due(now), pk__in=ids)
            free_ones = free_ones.order_by("pk").select_for_update(skip_locked=True)
            lease, until = uuid4(), _until(now)
            ours = rows.filter(pk__in=free_ones.values("pk"))
            got = ours.update(lease=lease, lease_until=until)
        if got:
            return Claim(lease, until, deque(ids))
    return None


def begin(
    held: Claim, tried: Sequence[Outcome], now: datetime, *, size: int = 1
) -> tuple[list[OutboundMessage], Counter[str]]:
    """Write down ``tried`` and mark the next ``size`` rows as being sent, in one
    transaction.

    Returns the rows to hand to the provider now (none: the claim is worked off) and
    the states that other rows came to. Suppression, expiry and the business's pace
    are looked at here, after everything that could have changed them has been
    committed.
    """
    chunk: list[OutboundMessage] = []
    with _outbox() as rows:
        counts = _settle(rows, held, tried, now)
        mine = rows.filter(lease=held.lease, status=Status.QUEUED)
        _renew(mine, held, now)
        passed_over: list[UUID] = []
        while held.waiting and not chunk:
            ids = [held.waiting.popleft() for _ in range(min(size, len(held.waiting)))]
            found = {row.pk: row for row in _locked(mine.filter(pk__in=ids))}
            passed_over += [pk for pk in ids if pk not in found]
            candidates = [found[pk] for pk in ids if pk in found]
            stopped = stop(rows, candidates, now)
            going = [row for row in candidates if row.pk not in stopped]
            counts.update(stopped.values())
            chunk, over_pace = pacing.within_pace(going, now)
            mine.filter(pk__in=[row.pk for row in over_pace]).update(**free())
            frames.attach(chunk)
            _mark_sending(mine, chunk, _until(now))
        held.waiting.extend(_still_ours(mine, passed_over))
    return chunk, counts


def settle(held: Claim, tried: Sequence[Outcome], now: datetime) -> Counter[str]:
    """Write down ``tried``; return the states that the rows came to."""
    with _outbox() as rows:
        return _settle(rows, held, tried, now)


def release(held: Claim, now: datetime, *, after_no_line: bool) -> None:
    """Give back what the claim still holds; later, if the provider serves nobody."""
    change = free()
    if after_no_line:
        change["due_at"] = now + jittered(AFTER_NO_LINE)
    with _outbox() as rows:
        mine = rows.filter(lease=held.lease, status=Status.QUEUED)
        # By their keys: no index finds a lease.
        mine.filter(pk__in=held.waiting).update(**change)


@contextmanager
def _outbox() -> Iterator[QuerySet[OutboundMessage]]:
    with tenancy.every_business(), transaction.atomic():
        yield OutboundMessage.objects.all()


def _locked(rows: QuerySet[OutboundMessage]) -> list[OutboundMessage]:
    # SQLite has one writer at a time and ignores this.
    return list(rows.order_by("pk").select_for_update(skip_locked=True))


def _renew(mine: QuerySet[OutboundMessage], held: Claim, now: datetime) -> None:
    """Hold on to the rest of the claim, if half of its time is over."""
    until = _until(now)
    if held.until - now < (until - now) / 2:
        mine.filter(pk__in=held.waiting).update(lease_until=until)
        held.until = until


def _until(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def _left_behind(row: OutboundMessage, now: datetime) -> dict[str, Any]:
    if row.status == Status.QUEUED:
        reason = row.status_reason or TOO_LATE
        return over(Status.EXPIRED, reason, now)
    if row.kind != Kind.ACCOUNT:
        return over(Status.UNCERTAIN, STOPPED, now)
    if row.errors + 1 >= MOST_ERRORS:
        return over(Status.DEAD, STOPPED, now) | {"errors": row.errors + 1}
    return {"status": Status.QUEUED, "errors": row.errors + 1, "due_at": now}


def _still_ours(
    mine: QuerySet[OutboundMessage], passed_over: Sequence[UUID]
) -> list[UUID]:
    """Return those that somebody had locked for a moment, looking for work: they wait
    for the next turn, or are given back at the end.
    """
    if not passed_over:
        return []
    return list(mine.filter(pk__in=passed_over).values_list("pk", flat=True))


def _mark_sending(
    mine: QuerySet[OutboundMessage], chunk: Sequence[OutboundMessage], until: datetime
) -> None:
    ours = mine.filter(pk__in=[row.pk for row in chunk])
    ours.update(status=Status.SENDING, lease_until=until)


def _settle(
    rows: QuerySet[OutboundMessage],
    held: Claim,
    tried: Sequence[Outcome],
    now: datetime,
) -> Counter[str]:
    """Write down ``tried``, all that came to the same in one statement."""
    counts: Counter[str] = Counter()
    ours = rows.filter(lease=held.lease, status=Status.SENDING)
    for change, outcomes in _alike(tried, now):
        asked = {outcome.row.pk for outcome in outcomes}
        written = ours.filter(pk__in=asked).update(**change)
        if written != len(asked):
            log.warning("mail_lease_lost", rows=len(asked) - written)
        if outcomes[0].answer.verdict is not Verdict.UNTRIED:
            counts[change["status"]] += written
    return +counts


def _alike(
    tried: Sequence[Outcome], now: datetime
) -> list[tuple[dict[str, Any], list[Outcome]]]:
    """Return the changes to make, each with all outcomes that lead to it."""
    groups: dict[str, tuple[dict[str, Any], list[Outcome]]] = {}
    for outcome in tried:
        change = changes(outcome, now)
        key = f"{outcome.answer.verdict.name} {sorted(change.items(), key=str)}"
        groups.setdefault(key, (change, []))[1].append(outcome)
    for change, outcomes in groups.values():
        named = {o.row.pk: o.answer.provider_id for o in outcomes}
        if any(named.values()):
            whens = [When(pk=pk, then=Value(name)) for pk, name in named.items()]
            change["provider_id"] = Case(*whens, default=Value(""))
    return list(groups.values())
