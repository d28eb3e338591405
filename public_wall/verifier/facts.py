"""Comparing a published facts.json with the log: every number, every item."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from public_wall.verifier.replay import CHECKING, REMOVED, SHOWN, Log, State, place_of

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
