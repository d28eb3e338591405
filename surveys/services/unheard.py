"""Telling the team of replies that came in by the fast lane: right after, in batches.

What is to be done stands in the database (`UnheardReply`), stored with the reply; the
bell is a hint that saves waiting for the next sweep, and rung at most once a second by
each process, however many replies come.
"""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from feedback import tenancy
from feedback.mail import bell
from surveys.models import Reply, UnheardReply
from surveys.services.hearing import notice_reply

TASK = "surveys.hear_replies"
BATCH = 200
# As long as whoever tells of a batch has it to themselves.
LEASE = timedelta(minutes=5)
BELL_SECONDS = 1.0
_rung_at = float("-inf")


def ring() -> None:
    """Ask a worker to look in a second. Whoever comes within that second need not ask:
    what they stored is there by then.
    """
    global _rung_at
    now = time.monotonic()
    if now - _rung_at < BELL_SECONDS:
        return
    _rung_at = now
    bell.ring_for(TASK, after=BELL_SECONDS)


def hear_replies(*, now: datetime, seconds: float = 10.0) -> int:
    """Let everybody hear who should, for about ``seconds``; returns of how many
    replies. Safe to run twice and at once: each reply is one worker's at a time.
    """
    ends, total = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        due = _due(now)
        for business_id, ids in due.items():
            total += _hear_some(business_id, ids, now)
        if not due:
            break
    return total


def _due(now: datetime) -> dict[UUID, list[UUID]]:
    """Return what is due, by business, the longest due first."""
    found: dict[UUID, list[UUID]] = {}
    with tenancy.every_business():
        rows = UnheardReply.objects.filter(due_at__lte=now).order_by("due_at")
        for business_id, pk in rows.values_list("business_id", "pk")[:BATCH]:
            found.setdefault(business_id, []).append(pk)
    return found


def _hear_some(business_id: UUID, ids: Iterable[UUID], now: datetime) -> int:
    """Tell of each in a transaction of its own. If one fails, it alone is put off."""
    left = _claim(business_id, ids, now)
    heard = 0
    try:
        while left:
            heard += _hear(business_id, left.pop(0))
    finally:
        if left:
            _let_go(business_id, left, now)
    return heard


def _claim(business_id: UUID, ids: Iterable[UUID], now: datetime) -> list[UUID]:
    with tenancy.enter(business_id):
        return [pk for pk in ids if _free(now).filter(pk=pk).update(due_at=now + LEASE)]


def _let_go(business_id: UUID, ids: Iterable[UUID], now: datetime) -> None:
    with tenancy.enter(business_id):
        UnheardReply.objects.filter(pk__in=list(ids)).update(due_at=now)


def _hear(business_id: UUID, pk: UUID) -> int:
    with tenancy.enter(business_id):
        rows = Reply.objects.select_related(
            "business",
            "version",
            "customer__relationship_owner__user",
            "invitation__interaction",
        )
        reply = rows.filter(unheard=pk).first()
        if reply is None:
            return 0
        notice_reply(reply)
        UnheardReply.objects.filter(pk=pk).delete()
        return 1


def _free(now: datetime) -> QuerySet[UnheardReply]:
    return UnheardReply.objects.filter(due_at__lte=now)
