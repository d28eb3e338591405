"""What the rows say now of what is logged, in the shape in which it is logged.

Nothing here knows the log: `public_wall.proofs.changes` compares the two.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from actions.selectors.verdicts import Verdicts, verdicts_of
from feedback.accounts.models import Business
from feedback.history.log.canonical import digest
from public_wall.days import STEP
from public_wall.models import PublicReply, Removal, Update
from public_wall.rules import DECIDED_WITHIN, SHOWN_AFTER
from public_wall.selectors.comments import is_being_checked, is_removed
from public_wall.selectors.updates import still_true
from surveys.models import OPEN_CHANNELS, Reply

Content = Mapping[str, Any]
Contents = Callable[[str], Content]
State = dict[str, Any]
CHECKING, REMOVED = "checking", "removed"


@dataclass(frozen=True, slots=True)
class Found:
    """One item as its rows have it.

    ``facts`` go into leaves as they are, of ``content`` and ``answer`` (given a salt)
    only digests with that salt. ``due_at`` is when time alone changes the facts.
    """

    pk: UUID
    facts: State
    content: Contents
    answer: Contents | None = None
    due_at: datetime | None = None
    reply: Reply | None = None
    update: Update | None = field(default=None)


def found_replies(
    business: Business, ids: Collection[UUID], *, now: datetime
) -> list[Found]:
    """Return the replies among ``ids`` that the log is about: all but try-outs."""
    hold = Case(
        When(is_removed(), then=Value(REMOVED)),
        When(is_being_checked(now=now), then=Value(CHECKING)),
        default=Value(""),
        output_field=CharField(),
    )
    rows = replies_to_log(business).filter(pk__in=ids).annotate(hold=hold)
    removals = _removals(ids)
    given = PublicReply.objects.filter(reply__in=ids).prefetch_related("revisions")
    answers = {row.reply_id: row for row in given}
    zone = ZoneInfo(business.zone)
    return [
        _found_reply(row, removals.get(row.pk), answers.get(row.pk), zone, now)
        for row in rows
    ]


def replies_to_log(business: Business) -> QuerySet[Reply]:
    """Return every reply of ``business`` but try-outs by the team."""
    return Reply.objects.filter(business=business, is_test=False)


def found_updates(business: Business, ids: Collection[UUID] | None) -> list[Found]:
    """Return the updates among ``ids``, or all of them."""
    rows = Update.objects.filter(business=business).select_related("action")
    rows = rows.prefetch_related("texts", "revisions")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    found = list(rows.annotate(is_true=Case(When(still_true(), then=1), default=0)))
    verdicts = verdicts_of([row.action for row in found])
    return [_found_update(row, verdicts.get(row.action_id)) for row in found]


def comment_content(reply: Reply, salt: str = "") -> Content:
    """Return what the digest of a reply is over: what its author can check, and what
    is public if they let us show it.
    """
    return {
        "rating": reply.rating,
        "submitted_at": moment(reply.submitted_at),
        "words": reply.words,
    }


def answer_content(given: PublicReply, salt: str) -> Content:
    """Return what the digest of the business's answer under a comment is over: with
    a hash of what it said before.
    """
    return {
        "more": earlier_answers(given, salt),
        "published_at": moment(given.published_at),
        "words": given.words,
    }


def update_content(update: Update, salt: str) -> Content:
    """Return what the digest of an update is over. Where a customer is quoted the page
    does not show what the business said they said; so only a hash of that is in it, as
    of its other languages and what it said before.
    """
    return {
        "decided_on": update.decided_on.isoformat(),
        "did": update.did,
        "due_on": update.due_on.isoformat() if update.due_on else None,
        "kind": update.kind,
        "more": other_wordings(update, salt),
        "raised_by": update.raised_by,
        "said": said_hash(update, salt),
    }


def said_hash(update: Update, salt: str) -> str:
    """Return SHA-256(salt || what the business says was said)."""
    return sha256(bytes.fromhex(salt) + update.said.encode()).hexdigest()


def other_wordings(update: Update, salt: str) -> str:
    """Return the salted hash of an update in other languages and in former words."""
    texts = sorted((row.language, row.said, row.did) for row in update.texts.all())
    before = sorted(
        (moment(row.replaced_at), row.language, row.kind, row.said, row.did)
        for row in update.revisions.all()
    )
    return digest(salt, {"before": before, "texts": texts})


def earlier_answers(given: PublicReply, salt: str) -> str:
    """Return the salted hash of what the business answered before."""
    before = sorted(
        (moment(row.replaced_at), row.words) for row in given.revisions.all()
    )
    return digest(salt, {"before": before})


def moment(when: datetime) -> str:
    """Return a moment as `facts.json` writes it: UTC, to the second."""
    return when.astimezone(UTC).isoformat(timespec="seconds")


def _removals(ids: Collection[UUID]) -> dict[UUID, Removal]:
    """Return the request that hides each reply, if one does."""
    rows = Removal.objects.filter(
        Q(state=Removal.State.CHECKING) | Q(state=Removal.State.REMOVED),
        reply__in=ids,
    )
    return {row.reply_id: row for row in rows.order_by("asked_at", "id")}


def _found_reply(
    reply: Reply,
    removal: Removal | None,
    given: PublicReply | None,
    zone: ZoneInfo,
    now: datetime,
) -> Found:
    hold = str(getattr(reply, "hold", ""))
    is_open_to_all = bool(reply.words) and reply.may_be_shown
    is_due = reply.submitted_at + SHOWN_AFTER <= now
    heard = reply.heard_at
    facts = {
        "day": reply.submitted_at.astimezone(zone).date().isoformat(),
        "of": _of(reply),
        "doubted": reply.is_suspicious,
        "rating": reply.rating,
        "words": bool(reply.words),
        "consent": reply.may_be_shown,
        "waits": reply.waits_for_person,
        "heard": _tenths(heard - reply.submitted_at) if heard else None,
        "published": is_open_to_all and is_due,
        "hold": hold or None,
        "ground": removal.ground if removal and hold else None,
    }
    due_at = None
    if is_open_to_all and not is_due:
        due_at = reply.submitted_at + SHOWN_AFTER
    elif hold == CHECKING and removal:
        due_at = removal.asked_at + DECIDED_WITHIN
    answer = partial(answer_content, given) if given else None
    content = partial(comment_content, reply)
    return Found(reply.pk, facts, content, answer, due_at, reply=reply)


def _of(reply: Reply) -> str:
    """Return in which numbers it counts: of whom was asked, or open to anybody."""
    if reply.is_verified:
        return "asked"
    return "open" if reply.channel in OPEN_CHANNELS else "team"


def _tenths(took: timedelta) -> int:
    """Return tenths of an hour, as the page counts them."""
    return max(int(took / STEP + 0.5), 0)


def _found_update(update: Update, verdicts: Verdicts | None) -> Found:
    facts = {
        "sort": update.kind,
        "day": update.decided_on.isoformat(),
        "shown": bool(getattr(update, "is_true", True)),
        "withdrawn": update.withdrawn_at is not None,
        "fixed": verdicts.fixed if verdicts else 0,
        "partly": verdicts.partly if verdicts else 0,
        "not_fixed": verdicts.not_fixed if verdicts else 0,
    }
    return Found(update.pk, facts, partial(update_content, update), update=update)
