"""All checks of one page, each with the exact thing that does not fit."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from public_wall.verifier.facts import (
    Doubt,
    check_comments,
    check_numbers,
    check_updates,
    digest_of,
)
from public_wall.verifier.notes import Note, Wrong, read_key, read_note
from public_wall.verifier.replay import Log, State
from public_wall.verifier.tree import is_consistent, is_included, leaf_hash, roots_at

TALLIED_EVERY = timedelta(minutes=75)
# By so much the log may lag behind the page.
LAG = timedelta(minutes=15)


class Published:
    """Everything that was published, as it was read: nothing of it is believed."""

    def __init__(
        self, files: "dict[str, State]", keys: str, *, surely_known: "int | None" = None
    ) -> None:
        """Take the files and the keys; ``surely_known`` is how many leaves there were
        before facts.json was read.
        """
        self.log, self.facts = files["log.json"], files["facts.json"]
        self.openings = files["openings.json"]
        self.checkpoints: list[State] = files["checkpoints.json"]["checkpoints"]
        self.leaves: list[str] = self.log["leaves"]
        self.keys = [read_key(line) for line in keys.splitlines() if line.strip()]
        # The checkpoint that the page was counted at, and what it says about that.
        self.at: State = self.facts.get("checkpoint") or {}
        self.replayed = Log(self.leaves)
        self.known = self._known(surely_known)

    def _known(self, surely: "int | None") -> int:
        said = self.at.get("log_size")
        bounds = [n for n in (said, surely) if isinstance(n, int)]
        return min([len(self.leaves), *bounds])

    @property
    def doubt(self) -> Doubt:
        """What may still have moved while the page was read."""
        counted, tallied = self.at.get("as_of"), self.log.get("tallied_at")
        is_fresh = True
        if counted and tallied:
            is_fresh = _moment(counted) - _moment(tallied) < TALLIED_EVERY
        return Doubt(self.leaves[self.known :], tally_is_fresh=is_fresh)


def all_faults(
    published: Published, pinned: "list[bytes] | None" = None
) -> "list[str]":
    """Return everything that does not fit, in plain words; nothing if all does.

    ``pinned`` are public keys that are trusted; else those that the page names.
    """
    doubt = published.doubt
    faults = list(published.replayed.faults)
    faults += _log_faults(published)
    faults += checkpoint_faults(published, pinned)
    faults += check_numbers(published.replayed, published.facts, doubt)
    for check in (check_comments, check_updates):
        faults += check(published.replayed, published.facts, published.openings, doubt)
    return faults


def checkpoint_faults(
    published: Published, pinned: "list[bytes] | None" = None
) -> "list[str]":
    """Return what is wrong with the checkpoints: signatures, roots, order, proofs."""
    keys = pinned or [public for _origin, public in published.keys]
    rows = published.checkpoints
    hashes = [leaf_hash(body.encode()) for body in published.leaves]
    roots = roots_at(hashes, {row["size"] for row in rows}).at
    logged = {each["number"]: each for each in published.replayed.checkpoints}
    faults, before = [], None
    for number, row in enumerate(rows, start=1):
        name = f"checkpoint {row['number']}"
        try:
            note = read_note(row["note"])
            found = list(_note_faults(note, row, keys, roots.get(row["size"])))
        except Wrong as wrong:
            found, note = [str(wrong)], None
        if row["number"] != number:
            found.append(f"checkpoint {number} is missing")
        if note and before:
            found += _order_faults(before, note, row["consistency"])
        is_last = number == len(rows)
        if not is_last or row["number"] in logged:
            found += _logged_faults(row, logged.get(row["number"]))
        faults += [f"{name}: {fault}" for fault in found]
        before = note or before
    for number in sorted(set(logged) - {row["number"] for row in rows}):
        faults.append(f"checkpoint {number}: in the log, but not published")
    return faults


def compare(old: Published, new: Published) -> "list[str]":
    """Return how ``new`` contradicts what was kept before: leaves and checkpoints only
    ever come behind those that there were.
    """
    faults = [
        f"leaf {number}: it was {body}"
        for number, body in enumerate(old.leaves)
        if number >= len(new.leaves) or new.leaves[number] != body
    ]
    signed = {row["number"]: _signed_text(row) for row in new.checkpoints}
    faults += [
        f"checkpoint {row['number']}: it was another one"
        for row in old.checkpoints
        if signed.get(row["number"]) != _signed_text(row)
    ]
    known = {public for _origin, public in new.keys}
    gone = [public for _origin, public in old.keys if public not in known]
    return faults + [f"key {public.hex()}: no longer published" for public in gone]


def receipt_faults(receipt: State, keys: "list[bytes]") -> "list[str]":
    """Return what is wrong with a receipt: whether its checkpoint is signed, and holds
    the leaf, and whether the leaf is of what its author wrote.
    """
    try:
        note = read_note(receipt["checkpoint"])
        path = [bytes.fromhex(step) for step in receipt["proof"]]
        leaf = leaf_hash(receipt["leaf"].encode())
        index = receipt["index"]
        faults = [] if note.signer(keys) else ["its checkpoint is not signed by a key"]
        if not is_included(leaf, index, note.size, path, note.root):
            faults.append("its reply is not in the signed log")
        salt, content = receipt.get("salt"), receipt.get("content")
        if salt and content:
            said = Log([receipt["leaf"]]).replies[receipt["item"]]
            if digest_of(salt, content) != said["digest"]:
                faults.append("what was logged is not what the receipt says")
            if said["rating"] != content["rating"]:
                faults.append("another rating was logged")
    except (Wrong, KeyError, ValueError, TypeError, AttributeError) as error:
        return [f"this is no receipt: {error}"]
    return faults


def _signed_text(row: State) -> str:
    text: str = row["note"].partition("\n\n")[0]
    return text


def _log_faults(published: Published) -> Iterator[str]:
    log = published.log
    if len(published.leaves) < log["size"]:
        yield f"log: {log['size']} leaves are promised, {len(published.leaves)} came"
    if published.replayed.begun.get("origin") != log["origin"]:
        yield "leaf 0: it names another log"
    at, until = published.at, log.get("complete_until")
    if at and (not until or _moment(at["as_of"]) - _moment(until) > LAG):
        yield f"log: the page is of {at['as_of']}, the log is complete until {until}"
    if at and all(row["note"] != at.get("note") for row in published.checkpoints):
        yield "facts.json: its checkpoint is not among those that are published"


def _note_faults(
    note: Note, row: State, keys: "list[bytes]", root: "bytes | None"
) -> Iterator[str]:
    if note.signer(keys) is None:
        yield "its signature is not by a known key"
    if note.size != row["size"] or note.root.hex() != row["root"]:
        yield "the signed text says something else than the list"
    if note.day != row["day"]:
        yield "it was signed for another day"
    if root is None:
        yield f"the log has fewer leaves than the {note.size} that were signed"
    elif root != note.root:
        yield f"the leaves up to {note.size} are not those that were signed"


def _order_faults(before: Note, note: Note, path: "list[str]") -> Iterator[str]:
    if note.size < before.size or note.day < before.day:
        yield "it is smaller or older than the one before"
    steps = [bytes.fromhex(step) for step in path]
    if not is_consistent(before.size, note.size, steps, before.root, note.root):
        yield "it does not continue the one before"


def _logged_faults(row: State, leaf: "State | None") -> Iterator[str]:
    if leaf is None:
        yield "it is not in the log"
    elif leaf["size"] != row["size"] or leaf["root"] != row["root"]:
        yield f"leaf {leaf['leaf']} says something else about it"


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))
