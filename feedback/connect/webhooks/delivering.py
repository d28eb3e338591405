"""Sending what waits: claimed under a lease, posted outside any transaction, written
down only by whoever still holds the lease.

The businesses take turns, and so do the endpoints of each. A message goes up to ten
times under one id, spread over about 76 hours as Standard Webhooks suggests; whoever
takes nothing for days is turned off, and the managers are told.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from feedback import clock, tenancy
from feedback.connect.models import Delivery, Endpoint
from feedback.connect.webhooks import endpoints, notices, signing
from feedback.egress import posting
from feedback.egress.posting import Answered, NotSent
from feedback.egress.targets import BadTarget
from feedback.turns import Queue, first_in_turn, groups_due

log = structlog.get_logger(__name__)
Status, Off = Delivery.Status, Endpoint.Off
# After each try that failed; the tenth is the last (Standard Webhooks, "Retries").
WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
MOST_TRIES = len(WAITS) + 1
LONGEST_WAIT = timedelta(hours=24)
GIVES_UP_AFTER = timedelta(days=5)
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=30)
AT_ONCE, OF_ONE = 16, 4
QUEUE = Queue(
    table="connect_delivery",
    group="business_id",
    due="due_at",
    waits="status = 'waiting'",
)
STOPPED = gettext_noop("a worker stopped while sending it")
Post = Callable[..., Answered]


@dataclass(frozen=True, slots=True)
class Tried:
    """What one try came to: a status, or why there is none."""

    row: Delivery
    status: int = 0
    reason: str = ""
    wait: int | None = None
    words: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the other side has it."""
        return 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the other side asks never to be sent anything (RFC 9110, 15.5.11)."""
        return self.status == 410


def deliver_due(*, rounds: int = 4, post: Post = posting.post) -> Counter[str]:
    """Send what is due, in all businesses in turn; returns what became of it. Safe to
    run at any time, again and in parallel.
    """
    counts = reconcile(now=clock.now())
    for _round in range(rounds):
        chunk = _claim(now=clock.now())
        if not chunk:
            break
        counts.update(_send(chunk, post))
    return counts


def reconcile(*, now: datetime) -> Counter[str]:
    """Put back what a worker left behind: it may have arrived, and goes again under
    the same id. The try counts, so that what kills a worker ends too.
    """
    with tenancy.every_business(), transaction.atomic():
        rows = Delivery.objects.filter(status=Status.SENDING, lease_until__lte=now)
        left = list(rows.select_for_update(skip_locked=True).order_by("pk"))
        tried = [Tried(row, reason=STOPPED) for row in left]
        return Counter(_settle(one, now) for one in tried)


def purge(*, now: datetime, limit: int = 1000) -> int:
    """Forget what ended thirty days ago; call it across all businesses."""
    old = Delivery.objects.filter(finished_at__lt=now - KEPT)
    ids = list(old.values_list("pk", flat=True)[:limit])
    return Delivery.objects.filter(pk__in=ids).delete()[0]


def _claim(*, now: datetime) -> list[Delivery]:
    """Mark some rows as being sent, under a lease of their own."""
    with tenancy.every_business(), transaction.atomic():
        ids = _next(now)
        free = Delivery.objects.filter(pk__in=ids, status=Status.WAITING)
        held = free.select_for_update(skip_locked=True, of=("self",))
        rows = list(held.select_related("endpoint__business").order_by("due_at", "pk"))
        chunk = [row for row in _few_of_each(rows) if not _dropped(row, now)]
        lease = uuid4()
        ours = Delivery.objects.filter(pk__in=[row.pk for row in chunk])
        ours.update(status=Status.SENDING, lease=lease, lease_until=now + LEASE)
        for row in chunk:
            row.lease = lease
    return chunk


def _next(now: datetime) -> list[UUID]:
    def heads(business_id: UUID, each: int) -> Iterator[QuerySet[Any, Any]]:
        rows = Delivery.objects.filter(
            business=business_id, status=Status.WAITING, due_at__lte=now
        )
        yield rows.order_by("due_at", "pk").values_list("due_at", "pk")[:each]

    found = first_in_turn(groups_due(QUEUE, now), heads, limit=AT_ONCE)
    return [pk for _, pk in found]


def _few_of_each(rows: Sequence[Delivery]) -> Iterator[Delivery]:
    """Yield no more of one endpoint than may be slow at once."""
    taken: Counter[UUID] = Counter()
    for row in rows:
        taken[row.endpoint_id] += 1
        if taken[row.endpoint_id] <= OF_ONE:
            yield row


def _dropped(row: Delivery, now: datetime) -> bool:
    if row.endpoint.hears:
        return False
    Delivery.objects.filter(pk=row.pk).update(status=Status.DROPPED, finished_at=now)
    return True


def _send(chunk: Sequence[Delivery], post: Post) -> Counter[str]:
    with ThreadPoolExecutor(max_workers=len(chunk)) as several:
        now = clock.now()
        tried = list(several.map(lambda row: _try(row, post, now), chunk))
    counts: Counter[str] = Counter()
    for one in tried:
        with tenancy.enter(one.row.business_id), transaction.atomic():
            counts[_settle(one, clock.now())] += 1
    return counts


def _try(row: Delivery, post: Post, now: datetime) -> Tried:
    """Post one message. Runs in a thread and touches no database."""
    try:
        target, trusted = endpoints.target_of(row.endpoint.url)
        headers = signing.headers(row.endpoint, message_id(row), row.body, now=now)
        got = post(target, row.body.encode(), headers, trusted=trusted)
    except BadTarget as bad:
        return Tried(row, reason=bad.message[:120])
    except NotSent as not_sent:
        return Tried(row, reason=not_sent.reason)
    return Tried(row, got.status, wait=got.wait, words=got.words)


def message_id(row: Delivery) -> str:
    """Return the id of the message, the same over all tries."""
    return f"msg_{row.pk.hex}"


def _settle(tried: Tried, now: datetime) -> str:
    row = tried.row
    change = _change(tried, now)
    ours = Delivery.objects.filter(pk=row.pk, status=Status.SENDING, lease=row.lease)
    if not ours.update(lease=None, lease_until=None, **change):
        log.warning("webhook_lease_lost")
        return "lost"
    _note(tried, now)
    return str(change["status"])


def _change(tried: Tried, now: datetime) -> dict[str, Any]:
    row, attempts = tried.row, tried.row.attempts + 1
    seen = {
        "at": now.isoformat(),
        "status": tried.status,
        "reason": tried.reason,
        "words": "" if tried.is_taken else tried.words,
    }
    change: dict[str, Any] = {"attempts": attempts, "tries": [*row.tries, seen]}
    if tried.is_taken:
        return change | {"status": Status.TAKEN.value, "finished_at": now}
    if tried.is_gone or attempts >= MOST_TRIES:
        return change | {"status": Status.GIVEN_UP.value, "finished_at": now}
    due_at = now + _wait(attempts, tried.wait)
    return change | {"status": Status.WAITING.value, "due_at": due_at}


def _wait(attempts: int, asked: int | None) -> timedelta:
    """Return how long to wait after so many tries: a little more or less each time,
    and at least as long as the other side asks, within a day.
    """
    usual = WAITS[attempts - 1] * random.uniform(0.9, 1.1)
    wished = timedelta(seconds=asked or 0)
    return max(usual, min(wished, LONGEST_WAIT))


def _note(tried: Tried, now: datetime) -> None:
    """Keep since when the endpoint takes nothing; after days it is turned off."""
    rows = Endpoint.objects.filter(pk=tried.row.endpoint_id, removed_at=None, off="")
    if tried.is_taken:
        rows.exclude(failing_since=None).update(failing_since=None)
        return
    if not rows.exists():
        # Another try of the same moment turned it off.
        endpoints.drop_waiting(tried.row.endpoint, now=now)
        return
    rows.filter(failing_since=None).update(failing_since=now)
    if tried.is_gone:
        _turn_off(rows, Off.GONE, now)
        return
    _turn_off(rows.filter(failing_since__lte=now - GIVES_UP_AFTER), Off.FAILING, now)


def _turn_off(rows: QuerySet[Endpoint], why: Endpoint.Off, now: datetime) -> None:
    for endpoint in rows.select_related("business"):
        if not rows.filter(pk=endpoint.pk).update(off=why, off_at=now):
            continue
        endpoints.drop_waiting(endpoint, now=now)
        notices.tell_managers_off(endpoint, why, now=now)
