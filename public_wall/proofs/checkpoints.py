"""Signing how far the log has come: a checkpoint a day, and one an hour with news."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from feedback import clock
from feedback.accounts.models import Business
from feedback.history.log import tree
from feedback.history.log.canonical import canonical
from feedback.history.log.signing import Checkpoint, origin_of, sign
from feedback.history.models import LogCheckpoint, LogHead
from public_wall.proofs.tallying import tally

AT_MOST_EVERY = timedelta(hours=1)


def latest(business: Business) -> dict[str, Any] | None:
    """Return the newest checkpoint for `facts.json`: its number, size, root, day and
    moment, and the note with the signature; None before the first one.

    ``log_size`` is how many leaves there are by now, ``as_of``: what was logged after
    the checkpoint is not signed yet.
    """
    row = newest(business)
    if row is None:
        return None
    head = tree.head_of(business)
    return {
        "number": row.number,
        "size": row.size,
        "root": row.root,
        "day": row.day.isoformat(),
        "at": row.at.isoformat(timespec="seconds"),
        "note": row.note,
        "log_size": head.size if head else row.size,
        "as_of": clock.now().isoformat(timespec="seconds"),
    }


def newest(business: Business) -> LogCheckpoint | None:
    """Return the last checkpoint."""
    return checkpoints(business).order_by("-number").first()


def checkpoints(business: Business) -> QuerySet[LogCheckpoint]:
    """Return the checkpoints of ``business``, oldest first."""
    return LogCheckpoint.objects.filter(business=business).order_by("number")


def sign_if_due(business: Business, head: LogHead, *, now: datetime) -> bool:
    """Sign the log whose ``head`` is held, if a new day has begun there or there was
    news for an hour. Whatever was counted is logged first, the checkpoint itself
    afterwards: each is a leaf under the next.
    """
    if not head.is_filled:
        return False
    last = newest(business)
    today = now.astimezone(ZoneInfo(business.zone)).date()
    is_new_day = last is None or last.day < today
    if is_new_day or (last and now - last.at >= AT_MOST_EVERY):
        tally(business, head, now=now)
        # The leaf that follows a checkpoint says that it was made: no news.
        if is_new_day or last is None or head.size > last.size + 1:
            _sign(business, head, last, now=now)
            return True
    return False


def _sign(
    business: Business, head: LogHead, last: LogCheckpoint | None, *, now: datetime
) -> None:
    day = now.astimezone(ZoneInfo(business.zone)).date()
    size, root = head.size, tree.root(business, head.size)
    path = tree.consistency_proof(business, last.size, size) if last else []
    number = last.number + 1 if last else 1
    LogCheckpoint.objects.create(
        business_id=business.pk,
        number=number,
        size=size,
        root=root.hex(),
        day=day,
        at=now,
        note=sign(Checkpoint(origin_of(business), size, root, day)),
        proof=[one.hex() for one in path],
    )
    body = {
        "kind": "checkpoint",
        "on": day.isoformat(),
        "number": number,
        "size": size,
        "root": root.hex(),
    }
    tree.append(head, [tree.Entry(f"checkpoint:{number}", canonical(body))])
    head.signed_on = day
    head.save(update_fields=["signed_on"])
