"""Who may send which mail: short transactions on the outbox, one worker a row.

A claim is a list of rows that are due, in the order to go, and writes nothing. A chunk
of it becomes ``sending`` under the claim's lease, in a transaction of its own, right
before the provider hears of it: only then is it this worker's, and whatever another
took meanwhile is passed over. The transaction after writes down what became of it.
Every write asks for the lease (fencing), so a worker that slept through its end changes
nothing.

Whose turn it is stands in `feedback.mail.turns`, how fast a business may go in
`feedback.mail.pacing`.
"""

from collections import Counter, deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
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
# What the provider is told nothing of.
UNREAD = (
    "again_at",
    "created_at",
    "customer_id",
    "dedupe_key",
    "due_at",
    "finished_at",
    "lease",
    "lease_until",
    "provider_id",
    "status_reason",
)
# Verdicts that change any row in the same way.
SAME_FOR_ALL = (Verdict.ACCEPTED, Verdict.UNTRIED)


@dataclass(slots=True)
class Claim:
    """What one worker means to send: the lease under which it marks rows as being
    sent, the ids in the order to go, and how many of them others were faster with.
    """

    lease: UUID
    waiting: deque[UUID]
    lost: int = 0


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
    """Look for up to ``limit`` due rows, business by business in turn; None if none is
    due. A flood of one business thus delays the others by no more than one turn.

    Nothing is written, so that a worker which dies before `begin` costs nothing, not
    even time, and several that look at once share the rows chunk by chunk.
    """
    with _outbox():
        ids = turns.next_in_turn(now, limit)
    return Claim(uuid4(), deque(ids)) if ids else None


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
        while held.waiting and not chunk:
            ids = [held.waiting.popleft() for _ in range(min(size, len(held.waiting)))]
            candidates = _taken(rows, ids, now)
            held.lost += len(ids) - len(candidates)
            stopped = stop(rows, candidates, now)
            going = [row for row in candidates if row.pk not in stopped]
            counts.update(stopped.values())
            # What is over the pace stays queued, for when there is room again.
            chunk, _ = pacing.within_pace(going, now)
            frames.attach(chunk)
            _mark_sending(rows, held, chunk, now)
    return chunk, counts


def settle(held: Claim, tried: Sequence[Outcome], now: datetime) -> Counter[str]:
    """Write down ``tried``; return the states that the rows came to."""
    with _outbox() as rows:
        return _settle(rows, held, tried, now)


def put_off(held: Claim, now: datetime) -> None:
    """Let what the claim has not begun wait: the provider serves nobody now."""
    with _outbox() as rows:
        free_ones = rows.filter(turns.is_free(now), pk__among=held.waiting)
        # Several may find the line dead at once, with the same rows in mind.
        free_ones = free_ones.order_by("pk").select_for_update(skip_locked=True)
        waiting = rows.filter(pk__in=free_ones.values("pk"))
        waiting.update(due_at=now + jittered(AFTER_NO_LINE), **free())


@contextmanager
def _outbox() -> Iterator[QuerySet[OutboundMessage]]:
    with tenancy.every_business(), transaction.atomic():
        yield OutboundMessage.objects.all()


def _locked(rows: QuerySet[OutboundMessage]) -> list[OutboundMessage]:
    # SQLite has one writer at a time and ignores this.
    return list(rows.order_by("pk").select_for_update(skip_locked=True))


def _taken(
    rows: QuerySet[OutboundMessage], ids: Sequence[UUID], now: datetime
) -> list[OutboundMessage]:
    """Return those of ``ids`` that are still free, locked, in the order of ``ids``."""
    free_ones = rows.filter(turns.is_free(now), pk__among=ids).defer(*UNREAD)
    found = {row.pk: row for row in _locked(free_ones)}
    return [found[pk] for pk in ids if pk in found]


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


def _mark_sending(
    rows: QuerySet[OutboundMessage],
    held: Claim,
    chunk: Sequence[OutboundMessage],
    now: datetime,
) -> None:
    ours = rows.filter(pk__among=[row.pk for row in chunk])
    ours.update(status=Status.SENDING, lease=held.lease, lease_until=_until(now))


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
        written = ours.filter(pk__among=asked).update(**change)
        if written != len(asked):
            log.warning("mail_lease_lost", rows=len(asked) - written)
        if outcomes[0].answer.verdict is not Verdict.UNTRIED:
            counts[change["status"]] += written
    return +counts


def _alike(
    tried: Sequence[Outcome], now: datetime
) -> list[tuple[dict[str, Any], list[Outcome]]]:
    """Return the changes to make, each with all outcomes that lead to it."""
    groups: dict[Hashable, tuple[dict[str, Any], list[Outcome]]] = {}
    for outcome in tried:
        key, change = _change(outcome, now, groups)
        groups.setdefault(key, (change, []))[1].append(outcome)
    for change, outcomes in groups.values():
        named = {o.row.pk: o.answer.provider_id for o in outcomes}
        if any(named.values()):
            whens = [When(pk=pk, then=Value(name)) for pk, name in named.items()]
            change["provider_id"] = Case(*whens, default=Value(""))
    return list(groups.values())


def _change(
    outcome: Outcome,
    now: datetime,
    known: Mapping[Hashable, tuple[dict[str, Any], list[Outcome]]],
) -> tuple[Hashable, dict[str, Any]]:
    """Return what ``outcome`` changes, and a key for all that are alike."""
    answer = outcome.answer
    if answer.verdict in SAME_FOR_ALL:
        key: Hashable = (answer.verdict, answer.reason)
        return key, known[key][0] if key in known else changes(outcome, now)
    change = changes(outcome, now)
    return f"{answer.verdict.name} {sorted(change.items(), key=str)}", change
