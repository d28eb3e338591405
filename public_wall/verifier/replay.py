"""From leaves back to items, and from items to the numbers of the page."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

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
