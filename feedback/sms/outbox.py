"""The outbox of text messages: post in the caller's transaction, then claim, send
outside any, and write down what became of it.

A row is sent at most once: it becomes ``sending`` before the provider hears of it, and
whoever dies in between leaves it to be called uncertain, never to be sent again.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.customers.addresses import address_hash
from feedback.customers.models import Suppression
from feedback.customers.suppressing import suppress
from feedback.history.services import CUSTOMER
from feedback.mail.models import TextMessage
from feedback.mail.outcomes import BACK_OFF, MOST_ERRORS, free, jittered, over
from feedback.mail.verdicts import Answer, Verdict
from feedback.sms.backends import SAID_STOP, Backend, backend
from feedback.sms.message import Sms

Status = TextMessage.Status
KEPT = timedelta(days=3)
BATCH = 200
AFTER_NO_LINE = timedelta(minutes=5)
STOPPED = "a worker stopped while sending it"
# Whoever said one of these at this number gets no text, whatever was planned.
STOPS = (
    Suppression.Reason.OPTED_OUT,
    Suppression.Reason.BOUNCED,
    Suppression.Reason.COMPLAINED,
)


@dataclass(frozen=True, slots=True)
class Posting:
    """Why a text exists. ``dedupe_key`` makes it exist once per business."""

    dedupe_key: str
    customer_id: UUID | None = None
    due_at: datetime | None = None


def post(sms: Sms, posting: Posting, *, business: Business) -> bool:
    """Store ``sms`` in the caller's transaction; False if one of this key is there."""
    due = posting.due_at or clock.now()
    row = TextMessage(
        business=business,
        dedupe_key=posting.dedupe_key,
        customer_id=posting.customer_id,
        to_phone=sms.to,
        phone_hash=address_hash(sms.to),
        words=sms.words,
        due_at=due,
        expires_at=due + KEPT,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        same = TextMessage.objects.filter(
            business=business, dedupe_key=posting.dedupe_key
        )
        if same.exists():
            return False
        raise
    return True


def cancel_to(business: Business, customer_id: UUID, *, why: str) -> list[str]:
    """Take what waits for a customer out of the queue; return its keys."""
    waiting = TextMessage.objects.select_for_update().filter(
        business=business, customer_id=customer_id, status=Status.QUEUED
    )
    found = dict(waiting.values_list("pk", "dedupe_key"))
    rows = TextMessage.objects.filter(pk__in=found, status=Status.QUEUED)
    rows.update(**over(Status.CANCELLED, why, clock.now()), **free())
    return list(found.values())


def deliver_due(*, now: datetime | None = None, limit: int = BATCH) -> Counter[str]:
    """Send up to ``limit`` texts that are due; return the states that rows came to.

    Safe to run many times and in many processes at once. ``now`` holds the clock.
    """
    if settings.SENDING_DISABLED:
        return Counter()
    tick = clock.now if now is None else lambda: now
    states = reconcile(tick())
    carrier: Backend | None = None
    for _turn in range(limit):
        row = _begin(tick(), states)
        if row is None:
            break
        carrier = carrier or backend()
        answer = carrier.send(Sms(row.to_phone, row.words), uid=row.uid)
        states[_settle(row, answer, tick())] += 1
        if answer.verdict is Verdict.NO_LINE:
            break
    return states


def reconcile(now: datetime) -> Counter[str]:
    """Settle what workers left behind, and what is too late."""
    with tenancy.every_business(), transaction.atomic():
        rows = TextMessage.objects.all()
        ended = rows.filter(status=Status.SENDING, lease_until__lte=now)
        late = rows.filter(status=Status.QUEUED, expires_at__lte=now, due_at__lte=now)
        left = ended.update(**over(Status.UNCERTAIN, STOPPED, now), **free())
        gone = late.update(**over(Status.EXPIRED, "its time had passed", now), **free())
    found = {str(Status.UNCERTAIN): left, str(Status.EXPIRED): gone}
    return +Counter(found)


def purge_words(*, now: datetime, days: int) -> int:
    """Forget numbers and words of texts that ended ``days`` ago; return how many."""
    with tenancy.every_business():
        old = TextMessage.objects.filter(finished_at__lt=now - timedelta(days=days))
        return old.exclude(words="").update(words="", to_phone="")


def _begin(now: datetime, states: Counter[str]) -> TextMessage | None:
    """Mark the next text as being sent, cancelling those that must not go: what the
    person said is looked at here, after everything else has been committed.
    """
    while True:
        with tenancy.every_business(), transaction.atomic():
            due = TextMessage.objects.filter(
                status=Status.QUEUED, due_at__lte=now, expires_at__gt=now
            )
            row = due.order_by("due_at", "id").select_for_update(skip_locked=True)
            found = row.first()
            if found is None:
                return None
            if not _is_stopped(found):
                return _mark_sending(found, now)
            change = over(Status.CANCELLED, "asked not to be written to", now)
            TextMessage.objects.filter(pk=found.pk).update(**change, **free())
            states[Status.CANCELLED] += 1


def _is_stopped(row: TextMessage) -> bool:
    rows = Suppression.objects.filter(
        business=row.business_id, address_hash=row.phone_hash, reason__in=STOPS
    )
    return rows.exists()


def _mark_sending(row: TextMessage, now: datetime) -> TextMessage | None:
    row.lease = uuid4()
    until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    mine = TextMessage.objects.filter(pk=row.pk, status=Status.QUEUED)
    mine.update(status=Status.SENDING, lease=row.lease, lease_until=until)
    return row


def _settle(row: TextMessage, answer: Answer, now: datetime) -> str:
    """Write down ``answer``, if the row is still ours; return its state."""
    change = _changes(row, answer, now)
    with tenancy.enter(row.business_id), transaction.atomic():
        mine = TextMessage.objects.filter(
            pk=row.pk, lease=row.lease, status=Status.SENDING
        )
        mine.update(**change, **free())
        if answer.verdict is Verdict.REFUSED and SAID_STOP in answer.reason.split():
            business = Business.objects.get(pk=row.business_id)
            reason = Suppression.Reason.OPTED_OUT
            suppress(business, email=row.to_phone, reason=reason, by=CUSTOMER)
    return str(change["status"])


def _changes(row: TextMessage, answer: Answer, now: datetime) -> dict[str, Any]:
    why = {"status_reason": answer.reason[:200]}
    verdict = answer.verdict
    if verdict is Verdict.ACCEPTED:
        done = over(Status.ACCEPTED, "", now)
        return done | {"provider_id": answer.provider_id}
    if verdict is Verdict.NO_LINE:
        return _again(row, now + jittered(AFTER_NO_LINE)) | why
    if verdict is Verdict.LATER:
        step = BACK_OFF[min(row.attempts, len(BACK_OFF) - 1)]
        later = _again(row, now + jittered(step))
        return later | {"attempts": row.attempts + 1} | why
    if verdict is Verdict.BROKEN and row.errors + 1 < MOST_ERRORS:
        again = _again(row, now + jittered(BACK_OFF[0]))
        return again | {"errors": row.errors + 1} | why
    ends = {Verdict.REFUSED: Status.FAILED, Verdict.BROKEN: Status.DEAD}
    return over(ends.get(verdict, Status.UNCERTAIN), answer.reason[:200], now)


def _again(row: TextMessage, due: datetime) -> dict[str, Any]:
    return {"status": Status.QUEUED, "due_at": min(due, row.expires_at)}
