#!/usr/bin/env python3
"""Check a public page of Said & Done from outside. Nothing but Python 3.10 is needed:

    python3 verify.py https://example.org/w/penrose-heating/ --keep today

fetches the log, the signed checkpoints, facts.json and what the words are checked with;
recomputes the Merkle tree (RFC 6962), the proofs (RFC 9162), the signatures (Ed25519,
RFC 8032) and every number; and names whatever does not fit. ``--keep`` writes down what
was read, ``--against`` compares with what was kept another day.

Made from public_wall/verifier by bin/bundle_verify.py.
"""

import argparse
import base64
import binascii
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

# tree


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over the hashes of leaves."""
    return roots_at(leaves, ()).last


class Roots:
    """The roots of a tree while it grew: at wanted sizes, and at its end."""

    def __init__(self) -> None:
        """Begin with the empty tree."""
        self.at: dict[int, bytes] = {}
        self.last = sha256(b"").digest()


def roots_at(leaves: Iterable[bytes], sizes: Iterable[int]) -> Roots:
    """Return the roots over the hashes of ``leaves`` at each of ``sizes``."""
    wanted, found = set(sizes), Roots()
    peaks: list[bytes] = []
    for size, leaf in enumerate(leaves, start=1):
        made, whole = leaf, size - 1
        while whole & 1:
            made = node_hash(peaks.pop(), made)
            whole >>= 1
        peaks.append(made)
        if size in wanted:
            found.at[size] = _fold(peaks)
    if peaks:
        found.last = _fold(peaks)
    return found


def is_included(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether ``path`` proves ``leaf`` at ``index``: RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    first, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        is_right = first & 1 or first == last
        found = node_hash(step, found) if is_right else node_hash(found, step)
        first, last = _up(first, last)
    return last == 0 and found == root


def is_consistent(
    first: int, second: int, path: Sequence[bytes], old: bytes, new: bytes
) -> bool:
    """Whether ``path`` proves that the tree of ``first`` leaves with the root ``old``
    begins the one of ``second`` with the root ``new``: RFC 9162, section 2.1.4.2.
    """
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and old == new
    steps = list(path) if first & (first - 1) else [old, *path]
    left, last = first - 1, second - 1
    while left & 1:
        left, last = left >> 1, last >> 1
    before = after = steps[0] if steps else b""
    for step in steps[1:]:
        if last == 0:
            return False
        if left & 1 or left == last:
            before, after = node_hash(step, before), node_hash(step, after)
        else:
            after = node_hash(after, step)
        left, last = _up(left, last)
    return last == 0 and before == old and after == new


def _up(place: int, last: int) -> tuple[int, int]:
    """Return where a place and the last one lie in the next row of the tree that has a
    node for it: a place that is last without a neighbour stays itself for a while.
    """
    if not place & 1 and place == last:
        while not place & 1 and place:
            place, last = place >> 1, last >> 1
    return place >> 1, last >> 1


def _fold(peaks: Sequence[bytes]) -> bytes:
    root = peaks[-1]
    for left in reversed(peaks[:-1]):
        root = node_hash(left, root)
    return root

# ed25519


P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
KEY_BYTES, SIGNATURE_BYTES = 32, 64
# A point (x, y) in extended coordinates: X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z.
Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is one of ``message`` by the key ``public``."""
    if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    key, commitment = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or s >= L:
        return False
    digest = sha512(signature[:32] + public + message).digest()
    h = int.from_bytes(digest, "little") % L
    return _equal(_times(s, BASE), _add(commitment, _times(h, key)))


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    result = NEUTRAL
    while number:
        if number & 1:
            result = _add(result, point)
        point = _add(point, point)
        number >>= 1
    return result


def _equal(one: Point, other: Point) -> bool:
    same_x = (one[0] * other[2] - other[0] * one[2]) % P == 0
    return same_x and (one[1] * other[2] - other[1] * one[2]) % P == 0


def _point(text: bytes) -> Point | None:
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = _recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def _recover_x(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _base() -> Point:
    y = 4 * pow(5, P - 2, P) % P
    x = _recover_x(y, 0) or 0
    return x, y, 1, x * y % P


BASE = _base()

# notes


DASH = "\N{EM DASH} "
FEWEST_LINES, ROOT_BYTES, ID_BYTES = 3, 32, 4
TYPE_ED25519 = b"\x01"


class Wrong(Exception):
    """Something that is not as it must be; its text says what."""


@dataclass(frozen=True)
class Note:
    """A checkpoint that was read: nothing about it is believed yet."""

    text: str
    origin: str
    size: int
    root: bytes
    day: str
    signatures: tuple[tuple[str, bytes], ...]

    def signer(self, keys: "list[bytes]") -> bytes | None:
        """Return the first of ``keys`` that signed it, if any did."""
        for public in keys:
            number = key_id(self.origin, public)
            for name, signed in self.signatures:
                is_theirs = name == self.origin and signed[:ID_BYTES] == number
                message, rest = self.text.encode(), signed[ID_BYTES:]
                if is_theirs and is_signed(public, message, rest):
                    return public
        return None


def read_note(note: str) -> Note:
    """Return what ``note`` says; raises `Wrong` if it is none."""
    text, separator, tail = note.partition("\n\n")
    lines = text.split("\n")
    if not separator or len(lines) < FEWEST_LINES or not lines[1].isdecimal():
        raise Wrong("this is no signed checkpoint")
    root = _from_base64(lines[2])
    if len(root) != ROOT_BYTES or str(int(lines[1])) != lines[1]:
        raise Wrong("this is no signed checkpoint")
    signatures = [
        (name, _from_base64(rest))
        for line in tail.split("\n")
        if line.startswith(DASH)
        for name, _space, rest in [line[len(DASH) :].partition(" ")]
    ]
    days = [line[4:] for line in lines[3:] if line.startswith("day ")]
    return Note(
        text + "\n",
        lines[0],
        int(lines[1]),
        root,
        days[0] if days else "",
        tuple(signatures),
    )


def read_key(line: str) -> tuple[str, bytes]:
    """Return the origin and the public key of a line "<origin>+<id>+<type and key>";
    raises `Wrong` if it is none, or if the id does not belong to them.
    """
    parts = line.strip().split("+", 2)
    raw = _from_base64(parts[2]) if len(parts) == FEWEST_LINES else b""
    if len(raw) != 1 + ROOT_BYTES or raw[:1] != TYPE_ED25519:
        raise Wrong("this is no public key: " + line.strip())
    if key_id(parts[0], raw[1:]).hex() != parts[1]:
        raise Wrong("this key has another key's number: " + line.strip())
    return parts[0], raw[1:]


def key_id(origin: str, public: bytes) -> bytes:
    """Return the number by which a note names a key."""
    whole = origin.encode() + b"\n" + TYPE_ED25519 + public
    return sha256(whole).digest()[:ID_BYTES]


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Wrong("this is not base64: " + text[:80]) from None

# replay


State = dict[str, Any]
RATING_NAMES = {5: "very_good", 4: "good", 3: "ok", 2: "poor", 1: "very_poor"}
RATINGS: dict[Any, str] = {**RATING_NAMES, None: "none"}
RATING_ONLY, PRIVATE, WAITING = "rating_only", "private", "waiting"
SHOWN, CHECKING, REMOVED = "shown", "checking", "removed"
PLACES = (SHOWN, WAITING, CHECKING, REMOVED, PRIVATE, RATING_ONLY)
SORTS = {"did": "changed", "not_this_time": "decided_not_to", "later": "later"}
TALLIED = ("asked_times", "asked_people", "asked_replied", "people", "in_progress")
# Kinds of leaves that are about no reply and no update.
APART = ("log", "tally", "checkpoint", "page_shown", "page_hidden")


class Log:
    """Everything that leaves say, item by item."""

    def __init__(self, leaves: "Iterable[str]" = ()) -> None:
        """Read ``leaves``, the canonical texts in their order."""
        self.size = 0
        self.begun: State = {}
        self.replies: dict[str, State] = {}
        self.updates: dict[str, State] = {}
        self.tally: State = {}
        self.checkpoints: list[State] = []
        self.is_shown = False
        self.faults: list[str] = []
        for body in leaves:
            self.read(body)

    def read(self, body: str) -> None:
        """Take in the next leaf."""
        number, leaf = self.size, json.loads(body)
        self.size += 1
        kind = leaf.pop("kind", "")
        if kind in APART:
            self._read_apart(kind, leaf)
            return
        name, _day = leaf.pop("id", ""), leaf.pop("on", "")
        items = self.updates if kind.startswith(("update", "verdict")) else self.replies
        is_first = kind in ("reply", "update")
        if is_first == (name in items):
            self.faults.append(f"leaf {number} ({kind}): out of order for item {name}")
            return
        for field, at in (("digest", "leaf"), ("answer", "answer_leaf")):
            if field in leaf:
                leaf[at] = number
        items.setdefault(name, {"id": name}).update(leaf)

    def _read_apart(self, kind: str, leaf: State) -> None:
        if kind == "tally":
            self.tally = {name: leaf.get(name) for name in TALLIED}
        elif kind == "checkpoint":
            self.checkpoints.append({**leaf, "leaf": self.size - 1})
        elif kind == "log":
            self.begun = leaf
        else:
            self.is_shown = kind == "page_shown"

    def numbers(self, first: str, last: str) -> State:
        """Return the numbers of the page from day ``first`` to day ``last``, by their
        names in facts.json, joined by dots.
        """
        inside = [r for r in self.replies.values() if first <= r["day"] <= last]
        asked = [r for r in inside if r["of"] == "asked" and not r["doubted"]]
        open_ones = [r for r in inside if r["of"] == "open" and not r["doubted"]]
        found = {**_of_asked(asked), **self._tallied()}
        waits = [r for r in self.replies.values() if r["of"] == "asked"]
        found["heard.waiting_now"] = sum(
            1 for r in waits if r["waits"] and not r["doubted"]
        )
        found["unchecked.replies"] = len(open_ones)
        found |= _named("unchecked", _count(open_ones, place_of, PLACES))
        return found | _of_updates(self.updates.values(), first, last)

    def months(self, first: str, last: str) -> dict[str, State]:
        """Return for each month that has replies in the period how many there are in
        each place, and the removed ones by ground.
        """
        found: dict[str, list[State]] = {}
        for reply in self.replies.values():
            is_counted = reply["of"] == "asked" and not reply["doubted"]
            if is_counted and first <= reply["day"] <= last:
                found.setdefault(reply["day"][:7], []).append(reply)
        return {month: _of_month(replies) for month, replies in sorted(found.items())}

    def _tallied(self) -> State:
        names = (
            *("asked.times", "asked.people", "asked.replied"),
            *("answered.people", "changes.in_progress"),
        )
        return {
            name: self.tally.get(key) for name, key in zip(names, TALLIED, strict=True)
        }


def place_of(reply: State) -> str:
    """Return where the words of a reply are: every reply has exactly one place."""
    if not reply["words"]:
        return RATING_ONLY
    if not reply["consent"]:
        return PRIVATE
    if not reply.get("published"):
        return WAITING
    return reply.get("hold") or SHOWN


def _of_asked(replies: list[State]) -> State:
    places = _count(replies, place_of, PLACES)
    heard = sorted(r["heard"] for r in replies if r.get("heard") is not None)
    ratings = Counter(RATINGS[r["rating"]] for r in replies)
    return {
        "answered.replies": len(replies),
        **_named("ratings", {name: ratings[name] for name in RATINGS.values()}),
        "words.consented": len(replies) - places[PRIVATE] - places[RATING_ONLY],
        **_named("words", places),
        **_named("removed_by_ground", _grounds(replies)),
        "heard.replies": len(heard),
        "heard.median_hours": _median(heard),
    }


def _of_month(replies: list[State]) -> State:
    places = _count(replies, place_of, PLACES)
    grounds = _named("ground", _grounds(replies))
    return {"answered": len(replies), **places, **grounds}


def _of_updates(updates: "Iterable[State]", first: str, last: str) -> State:
    inside = [u for u in updates if first <= u["day"] <= last]
    shown = [
        u for u in inside if u.get("shown", True) and not u.get("withdrawn", False)
    ]
    kinds = Counter(SORTS.get(u["sort"], u["sort"]) for u in shown)
    found = {name: kinds[name] for name in SORTS.values()}
    withdrawn = sum(1 for u in inside if u.get("withdrawn", False))
    return _named("changes", {**found, "withdrawn": withdrawn})


def _grounds(replies: list[State]) -> dict[str, int]:
    return dict(
        Counter(r.get("ground") or "" for r in replies if place_of(r) == REMOVED)
    )


def _count(
    rows: list[State], key: "Callable[[State], str]", names: tuple[str, ...]
) -> dict[str, int]:
    counted = Counter(key(row) for row in rows)
    return {name: counted[name] for name in names}


def _named(prefix: str, numbers: State) -> State:
    return {f"{prefix}.{name}": number for name, number in numbers.items()}


def _median(tenths: list[int]) -> float | None:
    """Return the median in hours of a sorted list of tenths of an hour."""
    if not tenths:
        return None
    middle = tenths[(len(tenths) - 1) // 2] + tenths[len(tenths) // 2]
    return round(middle / 2 / 10, 1)

# facts


# Sections of facts.json that hold numbers which the log has as well.
SECTIONS = (
    *("asked", "answered", "ratings", "words", "removed_by_ground"),
    *("heard", "changes", "unchecked"),
)
TALLIED_NUMBERS = (
    *("asked.times", "asked.people", "asked.replied"),
    *("answered.people", "changes.in_progress"),
)


class Doubt:
    """What may still move: leaves that were logged while the page was being read."""

    def __init__(self, bodies: "Iterable[str]" = (), *, tally_is_fresh: bool = False):
        """Take the leaves after those that the page surely knows; ``tally_is_fresh``:
        the page was counted so soon after the numbers that only we count that they
        may differ.
        """
        read = [json.loads(body) for body in bodies]
        self.items = {leaf["id"] for leaf in read if "id" in leaf}
        self.tally_is_fresh = tally_is_fresh

    def allows(self, name: str, difference: float) -> bool:
        """Whether number ``name`` may differ so much from what the log says."""
        if name in TALLIED_NUMBERS:
            return self.tally_is_fresh
        if name == "heard.median_hours":
            return bool(self.items)
        return abs(difference) <= len(self.items)


def digest_of(salt: str, content: State) -> str:
    """Return SHA-256(salt || canonical content) as hexadecimal digits."""
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def check_numbers(log: Log, facts: State, doubt: Doubt) -> Iterator[str]:
    """Yield every number of ``facts`` that does not follow from ``log``."""
    period = facts["period"]
    found = log.numbers(period["from"], period["to"])
    for name, published in _numbers(facts):
        computed = found.get(name, 0 if name.startswith("removed_by_") else None)
        if name not in found and not name.startswith("removed_by_"):
            yield f"{name}: published as {published}, but nothing in the log says so"
        elif published != computed and not _is_moving(name, published, computed, doubt):
            yield f"{name}: published as {published}, by the log it is {computed}"
    yield from _identity(facts)
    yield from _months(log, facts, doubt)


def check_comments(
    log: Log, facts: State, openings: State, doubt: Doubt
) -> "list[str]":
    """Return every comment that does not fit: shown without being logged, other than
    it was logged, or logged and not shown.
    """
    names = {r["comment"]: name for name, r in log.replies.items() if "comment" in r}
    shown = {row["id"]: row for row in facts["comments"]}
    unchecked = {row["id"]: row for row in facts.get("unchecked_comments", [])}
    faults = []
    for key, row in {**shown, **unchecked}.items():
        reply = log.replies.get(names.get(key, ""))
        if reply is None:
            faults.append(
                f"comment {key}: shown, but it was never published in the log"
            )
        elif reply["id"] not in doubt.items:
            opening = openings["comments"].get(key)
            faults += _comment_faults(key, row, reply, opening)
    first, last = facts["period"]["from"], facts["period"]["to"]
    for key, name in names.items():
        reply = log.replies[name]
        is_counted = reply["of"] == "asked" and not reply["doubted"]
        has_place = place_of(reply) in (SHOWN, CHECKING, REMOVED)
        is_due = is_counted and has_place and first <= reply["day"] <= last
        if is_due and key not in shown and name not in doubt.items:
            faults.append(f"comment {key}: in the log ({place_of(reply)}), not shown")
    return faults


def check_updates(log: Log, facts: State, openings: State, doubt: Doubt) -> "list[str]":
    """Return every "you said, we did" that does not fit."""
    shown = {row["id"].replace("-", ""): row for row in facts["updates"]}
    first, last = facts["period"]["from"], facts["period"]["to"]
    faults = []
    for name, row in shown.items():
        update = log.updates.get(name)
        if update is None:
            faults.append(f"update {row['id']}: shown, but it was never logged")
        elif name not in doubt.items:
            faults += _update_faults(row, update, openings["updates"].get(row["id"]))
    for name, update in log.updates.items():
        is_there = update.get("shown", True) and not update.get("withdrawn", False)
        is_due = is_there and first <= update["day"] <= last
        if is_due and name not in shown and name not in doubt.items:
            faults.append(f"update {name}: in the log, not shown")
    return faults


def _numbers(facts: State) -> Iterator[tuple[str, Any]]:
    for section in SECTIONS:
        for name, value in facts.get(section, {}).items():
            if value is None or isinstance(value, int | float):
                yield f"{section}.{name}", value


def _is_moving(name: str, published: Any, computed: Any, doubt: Doubt) -> bool:
    return doubt.allows(name, (published or 0) - (computed or 0))


def _identity(facts: State) -> Iterator[str]:
    """Each reply has exactly one place, and each removed one exactly one ground."""
    words, replies = facts["words"], facts["answered"]["replies"]
    places = ("shown", "waiting", "checking", "removed", "private", "rating_only")
    if sum(words[place] for place in places) != replies:
        yield "words: the places do not add up to answered.replies"
    if sum(facts["ratings"].values()) != replies:
        yield "ratings: they do not add up to answered.replies"
    if sum(facts["removed_by_ground"].values()) != words["removed"]:
        yield "removed_by_ground: they do not add up to words.removed"


def _months(log: Log, facts: State, doubt: Doubt) -> Iterator[str]:
    if "months" not in facts:
        return
    period = facts["period"]
    computed = log.months(period["from"], period["to"])
    for row in facts["months"]:
        found = computed.pop(row["month"], {})
        for name, published in _flat(row).items():
            n = found.get(name, 0)
            if published != n and not doubt.allows(name, published - n):
                yield f"{row['month']} {name}: published as {published}, by the log {n}"
    for month in computed:
        if not doubt.items:
            yield f"{month}: in the log, missing from the months of the page"


def _flat(row: State) -> State:
    """Return the numbers of a month by one name each."""
    grounds = row.get("removed_by_ground", {})
    numbers = {name: n for name, n in row.items() if isinstance(n, int)}
    return {**numbers, **{f"ground.{ground}": n for ground, n in grounds.items()}}


def _comment_faults(
    key: str, row: State, reply: State, opening: "State | None"
) -> Iterator[str]:
    place = place_of(reply)
    if row["state"] != place:
        yield f"comment {key}: shown as {row['state']}, by the log it is {place}"
    if place != SHOWN or row["state"] != SHOWN:
        return
    if opening is None:
        yield f"comment {key}: nothing is published to check its words with"
        return
    content = {name: row[name] for name in ("rating", "submitted_at")}
    content["words"] = row["words"] or ""
    if digest_of(opening["salt"], content) != reply["digest"]:
        yield f"comment {key}: its words, rating or date are not those that were logged"
    answer, known = row.get("reply"), reply.get("answer")
    if bool(answer) != bool(known):
        yield f"comment {key}: the business's reply is not what was logged"
    elif answer and known:
        said = {name: answer[name] for name in ("published_at", "words")}
        # What it said before stands on a page of its own; here only its hash.
        said["more"] = opening.get("answer_more")
        if digest_of(opening.get("answer_salt") or "", said) != known:
            yield f"comment {key}: the business's reply is not what was logged"


def _update_faults(row: State, update: State, opening: "State | None") -> Iterator[str]:
    key = row["id"]
    if row["kind"] != update["sort"] or row["decided_on"] != update["day"]:
        yield f"update {key}: its kind or day is not what was logged"
    if not update.get("shown", True) or update.get("withdrawn", False):
        yield f"update {key}: shown, but by the log it was taken off the page"
    if opening is None:
        yield f"update {key}: nothing is published to check its words with"
        return
    names = ("decided_on", "did", "due_on", "kind", "raised_by")
    content = {name: row[name] for name in names}
    content["more"] = opening["more"]
    said = row["said"]
    # Where a customer is quoted instead, only a hash of the business's own words.
    content["said"] = opening["said"] if said is None else hash_of(opening, said)
    if digest_of(opening["salt"], content) != update["digest"]:
        yield f"update {key}: its words are not those that were logged"
    verdict = row.get("verdicts") or {}
    for name in ("fixed", "partly", "not_fixed"):
        if name in verdict and verdict[name] != update.get(name, 0):
            logged = update.get(name, 0)
            yield f"update {key}: {name} is {verdict[name]}, by the log {logged}"


def hash_of(opening: State, said: str) -> str:
    """Return the hash of the business's own words for what was said."""
    return sha256(bytes.fromhex(opening["salt"]) + said.encode()).hexdigest()

# checks


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

# sources


MOST_BYTES = 64 * 1024 * 1024
SECONDS = 30
MOST_PAGES = 100_000
FILES = ("log.json", "facts.json", "openings.json", "checkpoints.json")
KEYS = "log.pub"


class Web:
    """A public page by its address."""

    def __init__(self, address: str) -> None:
        """Take the address of the page."""
        self.base = address if address.endswith("/") else address + "/"
        if urlsplit(self.base).scheme not in ("http", "https"):
            raise Wrong("not an address: " + address)

    def text(self, name: str) -> str:
        """Return what stands below the page under ``name``."""
        request = Request(self.base + name, headers={"User-Agent": "verify.py/1"})
        try:
            with urlopen(request, timeout=SECONDS) as answer:
                body: bytes = answer.read(MOST_BYTES + 1)
        except (URLError, OSError, ValueError) as error:
            raise Wrong(f"{self.base}{name}: {error}") from None
        if len(body) > MOST_BYTES:
            raise Wrong(f"{self.base}{name}: too long")
        return body.decode()

    def whole(self, name: str) -> State:
        """Return all pages of a file, put together."""
        pages = [self.page(name)]
        while pages[-1].get("next") and len(pages) < MOST_PAGES:
            following = str(pages[-1]["next"]).rpartition("/")[2]
            pages.append(self.page(following))
        return joined(pages)

    def page(self, name: str) -> State:
        """Return one page of a file."""
        return read_json(self.text(name), self.base + name)


class Folder:
    """Files that `keep` wrote."""

    def __init__(self, folder: str) -> None:
        """Take the folder."""
        self.base = folder
        if not Path(folder).is_dir():
            raise Wrong("no such folder: " + folder)

    def text(self, name: str) -> str:
        """Return the file ``name``."""
        path = Path(self.base) / name
        try:
            return path.read_text()
        except (OSError, ValueError) as error:
            raise Wrong(f"{path}: {error}") from None

    def whole(self, name: str) -> State:
        """Return the file ``name``, which was put together when it was kept."""
        return read_json(self.text(name), name)


def read_json(text: str, name: str) -> State:
    """Return what ``text`` says; raises `Wrong` if it is not a JSON object."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Wrong(name + ": this is no JSON object")
    return found


def joined(pages: "list[State]") -> State:
    """Return pages as one: lists one after the other, objects of updates and openings
    together, everything else as the first page has it.
    """
    whole: State = dict(pages[0])
    for page in pages[1:]:
        for name, value in page.items():
            if isinstance(value, list) and name in (
                "leaves",
                "checkpoints",
                "comments",
            ):
                whole[name] = whole[name] + value
            elif isinstance(value, dict) and name == "comments":
                whole[name] = {**whole[name], **value}
    return whole


def keep(folder: str, files: "dict[str, Any]", keys: str) -> None:
    """Write what was checked into ``folder``, to be compared with another day."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (place / name).write_text(json.dumps(body, indent=1))
    (place / KEYS).write_text(keys)

# command


DESCRIPTION = """Check a public page of Said & Done: its log, its signed checkpoints, \
every number and every comment. Needs nothing but Python 3.10."""
TRIES, PAUSE = 8, 20
Read = tuple[Published, dict[str, State], str]


def main(arguments: "list[str] | None" = None) -> int:
    """Check, print what was found, and return 0 if everything fits, 1 if something
    does not, 2 if it could not be checked.
    """
    parser = argparse.ArgumentParser(prog="verify.py", description=DESCRIPTION)
    parser.add_argument("page", help="address of the page, or folder of kept files")
    parser.add_argument("--keep", help="folder to keep what was read in")
    parser.add_argument("--against", help="folder that was kept another day")
    parser.add_argument("--key", action="append", help="a key line that you trust")
    parser.add_argument("--receipt", help="file of a receipt to check as well")
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except Wrong as wrong:
        say(f"could not be checked: {wrong}")
        return 2
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        say(f"could not be checked, something is not as it must be: {error!r}")
        return 2


def _run(options: argparse.Namespace) -> int:
    is_web = "://" in options.page
    published, files, keys = (_from_web if is_web else _from_folder)(options.page)
    pinned = [read_key(line)[1] for line in options.key or []]
    faults = all_faults(published, pinned)
    if options.against:
        faults += compare(_from_folder(options.against)[0], published)
    if options.receipt:
        with open(options.receipt) as file:
            receipt = read_json(file.read(), options.receipt)
        known = pinned or [public for _origin, public in published.keys]
        faults += [f"receipt: {fault}" for fault in receipt_faults(receipt, known)]
    if options.keep:
        keep(options.keep, files, keys)
    _say(published, faults)
    return 1 if faults else 0


def _from_web(address: str) -> "Read":
    web = Web(address)
    first = web.whole("log.json")
    facts = web.whole("facts.json")
    _wait(web, (facts.get("checkpoint") or {}).get("as_of"))
    files = {"facts.json": facts}
    # The log last: whatever stood on the page by then is in it.
    for name in ("openings.json", "checkpoints.json", "log.json"):
        files[name] = web.whole(name)
    keys = web.text(KEYS)
    return Published(files, keys, surely_known=first["size"]), files, keys


def _from_folder(path: str) -> "Read":
    folder = Folder(path)
    files = {name: folder.whole(name) for name in FILES}
    keys = folder.text(KEYS)
    return Published(files, keys), files, keys


def _wait(web: Web, counted: "str | None") -> None:
    """Wait until the log is complete up to when the page was counted."""
    for _try in range(TRIES):
        if not counted or _reaches(web.page("log.json"), counted):
            return
        say("waiting until the log is as new as the page ...")
        time.sleep(PAUSE)


def _reaches(log: State, counted: str) -> bool:
    until = log.get("complete_until")
    if not until:
        return False
    return datetime.fromisoformat(until) >= datetime.fromisoformat(counted)


def _say(published: Published, faults: "list[str]") -> None:
    replayed, last = published.replayed, published.checkpoints[-1]
    say(f"log:         {published.log['origin']}, {len(published.leaves)} leaves")
    say(f"checkpoints: {len(published.checkpoints)}, the last of {last['day']}")
    say(f"replies:     {len(replayed.replies)}; updates: {len(replayed.updates)}")
    for fault in faults:
        say(f"WRONG  {fault}")
    verdict = "everything fits" if not faults else f"{len(faults)} do not fit"
    say(f"verdict:     {verdict}")


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")

if __name__ == "__main__":
    sys.exit(main())
