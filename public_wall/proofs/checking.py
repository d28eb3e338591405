"""Comparing the database with the log, from inside: what an operator runs.

The log of a business is read leaf by leaf, its tree and its checkpoints are computed
again, and every row that the log is about is compared with what the log says of it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from feedback.accounts.models import Business
from feedback.history.log import tree
from feedback.history.log.canonical import digest
from feedback.history.log.merkle import grow, leaf_hash
from feedback.history.log.signing import public_keys
from feedback.history.models import LogHead, LogLeaf
from public_wall.models import LoggedItem, LogSalt
from public_wall.proofs.changes import BLANK_REPLY, BLANK_UPDATE
from public_wall.proofs.checkpoints import checkpoints
from public_wall.proofs.rows import (
    Contents,
    Found,
    State,
    found_replies,
    found_updates,
    replies_to_log,
)
from public_wall.proofs.tallying import count
from public_wall.verifier.checks import Published, checkpoint_faults
from public_wall.verifier.replay import Log

AT_ONCE = 500
Kind = LoggedItem.Kind
NAMES = {Kind.REPLY: "reply", Kind.UPDATE: "update"}


def faults_of(business: Business, *, now: datetime) -> list[str]:
    """Return everything in the database of ``business`` that does not fit its log, in
    plain words; nothing if all does. The business is entered.
    """
    head = tree.head_of(business)
    if head is None:
        return []
    rows = LogLeaf.objects.filter(business=business).order_by("index")
    bodies = list(rows.values_list("body", flat=True).iterator(AT_ONCE))
    replayed = Log(bodies)
    return [
        *replayed.faults,
        *_tree_faults(business, head),
        *_checkpoint_faults(business, bodies),
        *_reply_faults(business, replayed.replies, now),
        *_update_faults(business, replayed.updates),
        *_tally_faults(business, head, replayed, now),
    ]


def _tree_faults(business: Business, head: LogHead) -> Iterator[str]:
    """Every leaf in its place, with the hashes of all that it completes."""
    peaks: list[bytes] = []
    size = 0
    rows = LogLeaf.objects.filter(business=business).order_by("index")
    columns = rows.values_list("index", "body", "hashes")
    for index, body, hashes in columns.iterator(AT_ONCE):
        if index != size:
            yield f"leaf {size}: it is missing"
            return
        made = grow(peaks, size, leaf_hash(body.encode()))
        size += 1
        if hashes != "".join(each.hex() for each in made):
            yield f"leaf {index}: its text is not the one that was hashed"
    if size != head.size:
        yield f"leaf {size}: the log ends here, and should have {head.size} leaves"


def _checkpoint_faults(business: Business, bodies: list[str]) -> list[str]:
    rows = checkpoints(business).values(
        "number", "size", "root", "day", "note", "proof"
    )
    listed = [
        {**row, "day": row["day"].isoformat(), "consistency": row["proof"]}
        for row in rows
    ]
    files: dict[str, State] = {
        "log.json": {"leaves": bodies},
        "facts.json": {},
        "openings.json": {},
        "checkpoints.json": {"checkpoints": listed},
    }
    keys = [bytes.fromhex(key.public) for key in public_keys()]
    return checkpoint_faults(Published(files, ""), keys) if keys else []


def _reply_faults(
    business: Business, logged: dict[str, State], now: datetime
) -> Iterator[str]:
    seen: set[str] = set()
    rows = replies_to_log(business).order_by("pk").values_list("pk", flat=True)
    for ids in _chunks(rows.iterator(AT_ONCE)):
        found = found_replies(business, ids, now=now)
        yield from _compare(business, found, Kind.REPLY, logged, seen)
    yield from _gone(business, Kind.REPLY, logged, seen)


def _update_faults(business: Business, logged: dict[str, State]) -> Iterator[str]:
    seen: set[str] = set()
    found = found_updates(business, None)
    yield from _compare(business, found, Kind.UPDATE, logged, seen)
    yield from _gone(business, Kind.UPDATE, logged, seen)


def _tally_faults(
    business: Business, head: LogHead, replayed: Log, now: datetime
) -> Iterator[str]:
    """The numbers that only we count, if nothing happened since they were logged."""
    if head.tallied_at is None or (
        head.active_at and head.active_at >= head.tallied_at
    ):
        return
    for name, number in count(business, now=now).items():
        if replayed.tally.get(name) != number:
            logged = replayed.tally.get(name)
            yield f"{name}: the rows say {number}, the log says {logged}"


def _compare(
    business: Business,
    found: Iterable[Found],
    kind: Kind,
    logged: dict[str, State],
    seen: set[str],
) -> Iterator[str]:
    """Yield what differs between rows and log; note in ``seen`` what was there."""
    rows = list(found)
    items = {
        item.target_id: item
        for item in LoggedItem.objects.filter(
            business=business, kind=kind, target_id__in=[row.pk for row in rows]
        )
    }
    salts = _salts(business, items.values())
    for row in rows:
        item = items.get(row.pk)
        state = logged.get(item.public_id) if item else None
        if item is None or state is None:
            yield f"{NAMES[kind]} {row.pk}: it is not in the log"
            continue
        seen.add(item.public_id)
        for fault in _differences(row, item, state, salts):
            yield f"{NAMES[kind]} {row.pk} (item {item.public_id}): {fault}"


def _differences(
    row: Found, item: LoggedItem, state: State, salts: dict[int, str]
) -> Iterator[str]:
    blank = BLANK_REPLY if item.kind == Kind.REPLY else BLANK_UPDATE
    known = {**blank, **state}
    for name, value in row.facts.items():
        if name == "published" and known[name]:
            continue
        if known.get(name) != value:
            yield f"{name} is {value!r}, by the log {known.get(name)!r}"
    is_erased = bool(item.state.get("erased"))
    if not is_erased and not _fits(row.content, known["digest"], salts, state["leaf"]):
        yield "what it says is not what was logged"
    if row.answer is None and known.get("answer"):
        yield "the business's reply to it is gone without being logged"
    elif row.answer is not None:
        at = state.get("answer_leaf", -1)
        if not _fits(row.answer, known.get("answer"), salts, at):
            yield "the business's reply to it is not what was logged"


def _fits(content: Contents, known: Any, salts: dict[int, str], leaf: int) -> bool:
    salt = salts.get(leaf)
    return salt is not None and digest(salt, content(salt)) == known


def _gone(
    business: Business, kind: Kind, logged: dict[str, State], seen: set[str]
) -> Iterator[str]:
    """Yield what the log has and the database has not."""
    missing = set(logged) - seen
    rows = LoggedItem.objects.filter(business=business, kind=kind)
    targets: dict[str, UUID] = {}
    for some in _chunks(iter(sorted(missing))):
        found = rows.filter(public_id__in=some)
        targets |= dict(found.values_list("public_id", "target_id"))
    for name in sorted(missing):
        row = targets.get(name, "unknown")
        yield f"{NAMES[kind]} {row} (item {name}): in the log, but gone"


def _salts(business: Business, items: Iterable[LoggedItem]) -> dict[int, str]:
    leaves = {item.leaf for item in items}
    leaves |= {item.answer_leaf for item in items if item.answer_leaf}
    rows = LogSalt.objects.filter(business=business, leaf__in=leaves)
    return dict(rows.values_list("leaf", "salt"))


def _chunks(rows: "Iterator[Any]") -> Iterator[list[Any]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some
