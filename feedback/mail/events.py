"""What providers tell about mails that have left: heard once, then applied once.

Hearing only matches events to rows of the outbox and stores them, thousands in a few
statements, so the provider gets its answer at once. Applying moves a mail along one
order of states whatever order the events come in, and stops writing to an address
that does not work or does not want us.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

import structlog
from anymail.signals import AnymailTrackingEvent
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from feedback import clock, tenancy
from feedback.customers.addresses import address_hash
from feedback.mail import bell
from feedback.mail.bounces import is_about_the_address, kind_of
from feedback.mail.models import OutboundMessage, ProviderEvent
from feedback.text import one_line

log = structlog.get_logger(__name__)
Kind = ProviderEvent.Kind
Status = OutboundMessage.Status
AT_ONCE = 500
# What never left cannot be told anything about.
NEVER_LEFT = (Status.CANCELLED, Status.EXPIRED, Status.DEAD)
REFUSED_SINCE = timedelta(days=1)
LONGEST_ID = 200
KEEPS_FOR = timedelta(days=90)
_ADDRESS = re.compile(r"<?[^\s<>:]+@[^\s<>:,;]+>?")


@dataclass(frozen=True, slots=True)
class Told:
    """One event as the provider told it, reduced to what we keep.

    ``uid`` is ours, from the metadata or the Message-ID; ``provider_id`` theirs.
    """

    provider: str
    kind: Kind
    uid: UUID | None
    provider_id: str
    recipient: str
    at: datetime | None
    reason: str = ""


_batch: ContextVar[list[Told] | None] = ContextVar("provider_events", default=None)


@contextmanager
def batch() -> Iterator[None]:
    """Store everything that is heard inside the block together, at its end."""
    heard: list[Told] = []
    token = _batch.set(heard)
    try:
        yield
    finally:
        _batch.reset(token)
    store(heard)


def hear(event: AnymailTrackingEvent, provider: str) -> None:
    """Take one of anymail's events in; what means nothing to us is dropped."""
    told = _reduced(event, provider)
    if told is None:
        return
    heard = _batch.get()
    if heard is None:
        store([told])
    else:
        heard.append(told)


def store(heard: Iterable[Told]) -> int:
    """Store what is about mails that we sent, each once; return how many are new.

    An event is about a mail if it names it and its recipient. Everything else is
    dropped without a word: nobody learns which mails there are.
    """
    queue = iter(heard)
    stored = 0
    while chunk := list(islice(queue, AT_ONCE)):
        stored += _store(chunk)
    if stored:
        bell.ring_for_events()
    return stored


def hear_refusals(now: datetime) -> int:
    """Take in what servers said at the door about addresses that do not work, for
    installations whose provider sends no events; return how many are new.
    """
    with tenancy.every_business():
        bounced = ProviderEvent.objects.filter(
            message=OuterRef("pk"), kind=Kind.BOUNCED
        )
        rows = OutboundMessage.objects.filter(
            ~Exists(bounced),
            status=Status.FAILED,
            status_reason__startswith="5",
            finished_at__gt=now - REFUSED_SINCE,
            finished_at__lte=now,
        )
        known = rows.only("uid", "to_email", "status_reason", "finished_at")
        refused = [row for row in known if is_about_the_address(row.status_reason)]
    return store(
        Told(
            provider="smtp",
            kind=Kind.BOUNCED,
            uid=row.uid,
            provider_id="",
            recipient=row.to_email,
            at=row.finished_at,
            reason=row.status_reason,
        )
        for row in refused
    )


def forget_old(now: datetime, *, limit: int = 5000) -> int:
    """Remove applied events that came KEEPS_FOR ago, the oldest first; return how
    many. No provider repeats itself for longer.
    """
    with tenancy.every_business(), transaction.atomic():
        oldest = ProviderEvent.objects.order_by("pk")[:limit]
        old = [row.pk for row in oldest if row.received_at < now - KEEPS_FOR]
        ProviderEvent.objects.filter(pk__in=old, applied_at__isnull=False).delete()
    return len(old)


def _reduced(event: AnymailTrackingEvent, provider: str) -> Told | None:
    kind = kind_of(event)
    if kind is None:
        return None
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    message_id = str(event.message_id or "")[:LONGEST_ID]
    uid = _uuid(str(metadata.get("uid", ""))) or _uuid_of(message_id)
    if uid is None and not message_id:
        return None
    said = str(event.mta_response or event.description or event.reject_reason or "")
    at = event.timestamp if isinstance(event.timestamp, datetime) else None
    return Told(
        provider=one_line(provider, longest=40),
        kind=kind,
        uid=uid,
        provider_id=one_line(message_id),
        recipient=str(event.recipient or "")[:320],
        at=at if at is None or at.tzinfo else at.replace(tzinfo=UTC),
        reason=one_line(_ADDRESS.sub("…", said[:2000])),
    )


def _uuid_of(message_id: str) -> UUID | None:
    return _uuid(message_id.strip("<> ").partition("@")[0])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _store(chunk: Sequence[Told]) -> int:
    now = clock.now()
    with tenancy.every_business(), transaction.atomic():
        found = _matched(chunk)
        rows: dict[str, ProviderEvent] = {}
        for told, message in found:
            row = _as_row(told, message, now)
            rows.setdefault(row.fingerprint, row)
        known = set(
            ProviderEvent.objects.filter(fingerprint__in=rows).values_list(
                "fingerprint", flat=True
            )
        )
        fresh = [row for key, row in rows.items() if key not in known]
        # The same event may arrive twice at once: the constraint keeps one.
        ProviderEvent.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _matched(chunk: Sequence[Told]) -> list[tuple[Told, OutboundMessage]]:
    uids = {told.uid for told in chunk if told.uid}
    ids = {told.provider_id for told in chunk if told.uid is None}
    # Account mail belongs to no business, and nothing follows from its events.
    sent = OutboundMessage.objects.exclude(status__in=NEVER_LEFT)
    rows = sent.filter(business__isnull=False).filter(
        Q(uid__in=uids) | (Q(provider_id__in=ids) & ~Q(provider_id=""))
    )
    by_uid: dict[UUID, OutboundMessage] = {}
    by_id: dict[tuple[str, str], OutboundMessage] = {}
    needed = ("business_id", "uid", "provider_id", "address_hash", "created_at")
    for mail in rows.only(*needed):
        by_uid[mail.uid] = mail
        by_id[mail.provider_id, mail.address_hash] = mail
    pairs = ((told, _row_of(told, by_uid, by_id)) for told in chunk)
    return [(told, mail) for told, mail in pairs if mail is not None]


def _row_of(
    told: Told,
    by_uid: dict[UUID, OutboundMessage],
    by_id: dict[tuple[str, str], OutboundMessage],
) -> OutboundMessage | None:
    to = address_hash(told.recipient)
    if told.uid is None:
        # One id can stand for a whole batch of mails: the recipient decides.
        return by_id.get((told.provider_id, to))
    row = by_uid.get(told.uid)
    # Somebody may forward our mail to an address that does not work.
    is_theirs = row is not None and (not told.recipient or row.address_hash == to)
    return row if is_theirs else None


def _as_row(told: Told, message: OutboundMessage, now: datetime) -> ProviderEvent:
    stamp = told.at.isoformat() if told.at else ""
    parts = (
        told.provider,
        str(message.uid),
        str(told.kind),
        told.recipient.casefold(),
        stamp,
    )
    at = told.at or now
    return ProviderEvent(
        business_id=message.business_id,  # type: ignore[misc]  # see `_matched`
        message=message,
        fingerprint=hashlib.sha256("\x1f".join(parts).encode()).hexdigest(),
        kind=told.kind,
        reason=told.reason,
        at=min(max(at, message.created_at), now),
    )
