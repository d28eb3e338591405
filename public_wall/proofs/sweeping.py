"""Writing the log: a sweep that finds what happened and appends it.

Safe to run twice, in parallel and to kill at any point: whoever writes holds the head
of the business's log, and what is in it already is not written again.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.db import DatabaseError, transaction

from feedback import tenancy
from feedback.accounts.models import Business
from feedback.history.log import tree
from feedback.history.log.canonical import canonical
from feedback.history.log.signing import origin_of
from feedback.history.models import LogHead, LogSweep
from public_wall.models import LoggedItem, LogSalt
from public_wall.proofs import news as looking
from public_wall.proofs.checkpoints import sign_if_due
from public_wall.proofs.drafting import Draft, draft
from public_wall.proofs.news import News, Verbs
from public_wall.proofs.rows import (
    Found,
    found_replies,
    found_updates,
    replies_to_log,
)

log = structlog.get_logger(__name__)
AT_ONCE = 200
# Of a long log that begins, so much in one sweep; others wait no longer than that.
LONGEST_FILLING = 20.0
LONGEST_SWEEP = 120.0
FIRST_LOOK = timedelta(days=1)
VERSION = 1
Kind = LoggedItem.Kind


def sweep(*, now: datetime) -> int:
    """Log whatever happened anywhere since the last sweep, and sign what is due;
    return how many leaves that made.
    """
    mark, _made = LogSweep.objects.get_or_create(pk=1)
    found = looking.in_every_business(mark.read_until or now - FIRST_LOOK, now=now)
    for business_id in looking.to_sign(now=now):
        found.setdefault(business_id, News())
    made, ends = 0, time.monotonic() + LONGEST_SWEEP
    for business_id, news in found.items():
        if time.monotonic() > ends:
            # The next sweep reads the same events again; what was done stays done.
            return made
        made += _sweep_safely(business_id, news, now)
    LogSweep.objects.filter(pk=1).update(read_until=now)
    return made


def sweep_business(business_id: UUID, news: News, *, now: datetime) -> int:
    """Log what is new in one business, sign if that is due, and say until when the log
    is complete; return how many leaves that made.
    """
    made = 0
    with tenancy.enter(business_id):
        business = Business.objects.get(pk=business_id)
        before = _begin(business)
        if before.behind_since:
            late = looking.news_since(before.behind_since, business=business)
            news = late.get(business_id, news)
        for verbs in looking.chunks(looking.updates_of(business, news), AT_ONCE):
            made += _log(business, verbs, Kind.UPDATE, now)
        replies = looking.replies_of(business, news, now=now)
        made += _log_pages(business, news, now)
    for verbs in looking.chunks(replies, AT_ONCE):
        with tenancy.enter(business_id):
            made += _log(business, verbs, Kind.REPLY, now)
    if not before.is_filled:
        made += _fill(business, now)
    with tenancy.enter(business_id), transaction.atomic():
        head = tree.hold_head(business)
        head.behind_since = None
        head.save(update_fields=["behind_since"])
        return made + sign_if_due(business, head, now=now)


def complete_until(head: LogHead) -> datetime | None:
    """Return the moment before which all that was committed is in the log."""
    if not head.is_filled:
        return None
    read = LogSweep.objects.values_list("read_until", flat=True).first()
    late = [moment for moment in (read, head.behind_since) if moment]
    return min(late) if late else None


def _sweep_safely(business_id: UUID, news: News, now: datetime) -> int:
    """Log what is new, or remember from when on to look again: one business in which
    something is wrong keeps nobody else waiting.
    """
    try:
        return sweep_business(business_id, news, now=now)
    except Business.DoesNotExist:
        return 0
    except (DatabaseError, ValueError, KeyError):
        log.exception("log_not_written", business=str(business_id))
        with tenancy.enter(business_id):
            since = now - looking.LOOK_BACK
            LogHead.objects.get_or_create(business_id=business_id)
            LogHead.objects.filter(business=business_id, behind_since=None).update(
                behind_since=since
            )
        return 0


@transaction.atomic
def _begin(business: Business) -> LogHead:
    head = tree.hold_head(business)
    if not head.size:
        body = {
            "kind": "log",
            "origin": origin_of(business),
            "version": VERSION,
            "zone": business.zone,
        }
        tree.append(head, [tree.Entry("log", canonical(body))])
    return head


@transaction.atomic
def _log_pages(business: Business, news: News, now: datetime) -> int:
    if not news.pages:
        return 0
    head = tree.hold_head(business)
    keys = {f"event:{event}": verb for event, verb in sorted(news.pages.items())}
    known = tree.known_keys(business, keys)
    entries = [
        tree.Entry(key, canonical({"kind": _page(verb), "on": _day(business, now)}))
        for key, verb in keys.items()
        if key not in known
    ]
    tree.append(head, entries)
    return len(entries)


def _page(verb: str) -> str:
    return "page_shown" if verb == "showed_page" else "page_hidden"


@transaction.atomic
def _log(business: Business, verbs: Verbs, kind: Kind, now: datetime) -> int:
    """Append what is to say about the items whose ids ``verbs`` names."""
    head = tree.hold_head(business)
    rows = LoggedItem.objects.filter(business=business, kind=kind)
    items = {row.target_id: row for row in rows.filter(target_id__in=list(verbs))}
    wanted = {row.leaf for row in items.values()}
    wanted |= {row.answer_leaf for row in items.values() if row.answer_leaf}
    salted = LogSalt.objects.filter(business=business, leaf__in=wanted)
    salts = dict(salted.values_list("leaf", "salt"))
    drafts = [
        made
        for found in _found(business, verbs, kind, now)
        if (
            made := draft(
                business,
                found,
                items.get(found.pk),
                verbs=verbs[found.pk],
                salts=salts,
                on=_day(business, now),
            )
        )
    ]
    _append(business, head, sorted(drafts, key=_by_nothing))
    return sum(len(made.entries) for made in drafts)


def _found(
    business: Business, verbs: Verbs, kind: Kind, now: datetime
) -> Sequence[Found]:
    if kind == Kind.UPDATE:
        return found_updates(business, list(verbs))
    return found_replies(business, list(verbs), now=now)


def _by_nothing(made: Draft) -> str:
    """Sort by what is random, so that the order within a sweep tells nothing."""
    return made.item.public_id


def _append(business: Business, head: LogHead, drafts: Sequence[Draft]) -> None:
    entries = [entry for made in drafts for entry in made.entries]
    at = tree.append(head, entries) if entries else head.size
    salts: list[LogSalt] = []
    for made in drafts:
        for number, (salt, name) in made.salts.items():
            setattr(made.item, name, at + number)
            salts.append(
                LogSalt(
                    business_id=business.pk,
                    leaf=at + number,
                    salt=salt,
                    reply=made.found.reply,
                    update=made.found.update,
                )
            )
        at += len(made.entries)
    LogSalt.objects.bulk_create(salts, batch_size=AT_ONCE)
    items = [made.item for made in drafts]
    old = [item for item in items if not item._state.adding]
    LoggedItem.objects.bulk_create(
        [item for item in items if item._state.adding], batch_size=AT_ONCE
    )
    fields = ["state", "leaf", "answer_leaf", "due_at"]
    LoggedItem.objects.bulk_update(old, fields, batch_size=AT_ONCE)


def _fill(business: Business, now: datetime) -> int:
    """Log what was there before the log began, as far as time allows."""
    ends, made, more = time.monotonic() + LONGEST_FILLING, 0, True
    with tenancy.enter(business.pk):
        ids = [found.pk for found in found_updates(business, None)]
        made += _log(business, {pk: set() for pk in ids}, Kind.UPDATE, now)
    while more and time.monotonic() < ends:
        with tenancy.enter(business.pk), transaction.atomic():
            head = tree.hold_head(business)
            rows = replies_to_log(business).order_by("pk")
            if head.filled_to:
                rows = rows.filter(pk__gt=head.filled_to)
            found = list(rows.values_list("pk", flat=True)[:AT_ONCE])
            made += _log(business, {pk: set() for pk in found}, Kind.REPLY, now)
            more = len(found) == AT_ONCE
            head.filled_to = found[-1] if found else head.filled_to
            LogHead.objects.filter(pk=head.pk).update(
                filled_to=head.filled_to, is_filled=not more
            )
    return made


def _day(business: Business, now: datetime) -> str:
    return now.astimezone(ZoneInfo(business.zone)).date().isoformat()
