"""What the log has to say about an item: how what its rows say now differs from what
was logged last.

A difference is logged only if something that happened explains it: an event of the
kind that may change it. What was changed past the product, directly in the database,
has no event and never gets into the log, where it would look as if it were in order;
`public_wall.proofs.checking` names it instead.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from public_wall.proofs.rows import REMOVED, State

Verbs = Collection[str]
# Not an event: time has come, as it does for every item.
TIME = "time"
ERASED = "erased"
WROTE = frozenset({"edited", "withdrew", "chose a name", ERASED})
MODERATED = frozenset({"asked_to_remove", "removed", "kept", "lapsed", TIME})
ANSWERED = frozenset(
    {"replied_publicly", "edited_public_reply", "withdrew_public_reply", ERASED}
)
DOUBTED = frozenset({"suspected", "cleared"})


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that change together, the events that may change them (None: any), and
    what the change is called.
    """

    fields: tuple[str, ...]
    explained_by: frozenset[str] | None
    name: Callable[[State, State], str]
    # All fields are said again, whichever of them changed.
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One leaf to be: its kind, and the fields that it sets."""

    kind: str
    fields: State


def changes(
    parts: tuple[Part, ...], before: State, after: State, verbs: Verbs
) -> Iterator[Change]:
    """Yield what is to be logged of ``after``, of what ``verbs`` explain."""
    for part in parts:
        new = {n: after[n] for n in part.fields if after[n] != before.get(n)}
        if new and _is_explained(part, verbs):
            said = {n: after[n] for n in part.fields} if part.is_whole else new
            yield Change(part.name(before, after), said)


def unexplained(
    parts: tuple[Part, ...], before: State, after: State, verbs: Verbs
) -> list[str]:
    """Return the fields of ``after`` that differ without anything that explains it."""
    return [
        name
        for part in parts
        if not _is_explained(part, verbs)
        for name in part.fields
        if after[name] != before.get(name)
    ]


def _is_explained(part: Part, verbs: Verbs) -> bool:
    return part.explained_by is None or not part.explained_by.isdisjoint(verbs)


def _called(name: str) -> Callable[[State, State], str]:
    return lambda before, after: name


def _either(field: str, yes: str, no: str) -> Callable[[State, State], str]:
    return lambda before, after: yes if after[field] else no


def _wrote(before: State, after: State) -> str:
    same = after["digest"] == before["digest"]
    if same and before["consent"] and not after["consent"]:
        return "withdrawn"
    return "consented" if same and after["consent"] else "edited"


def _held(before: State, after: State) -> str:
    if not after["hold"]:
        return "restored"
    return "removed" if after["hold"] == REMOVED else "hidden"


def _answer(before: State, after: State) -> str:
    if not after["answer"]:
        return "answer_withdrawn"
    return "answer_edited" if before.get("answer") else "answered"


# What the first leaf of an item says; the rest follows as if it had happened since.
CORE_OF_REPLY = (
    "day",
    "of",
    "doubted",
    "rating",
    "words",
    "consent",
    "waits",
    "digest",
)
CORE_OF_UPDATE = ("sort", "day", "digest")
BLANK_REPLY: State = {
    "heard": None,
    "published": False,
    "hold": None,
    "ground": None,
    "answer": None,
}
BLANK_UPDATE: State = {
    "shown": True,
    "withdrawn": False,
    "fixed": 0,
    "partly": 0,
    "not_fixed": 0,
}
REPLY_PARTS = (
    Part(("rating", "words", "consent", "digest"), WROTE, _wrote),
    Part(("doubted",), DOUBTED, _either("doubted", "doubted", "cleared")),
    Part(("waits",), None, _either("waits", "waiting", "settled")),
    Part(("heard",), None, _called("heard")),
    Part(("published",), None, _called("published")),
    Part(("hold", "ground"), MODERATED, _held, is_whole=True),
    Part(("answer",), ANSWERED, _answer),
)
UPDATE_PARTS = (
    Part(
        CORE_OF_UPDATE,
        frozenset({"edited", "translated", ERASED}),
        _called("update_edited"),
    ),
    Part(
        ("withdrawn",),
        frozenset({"withdrawn", "restored", ERASED}),
        _either("withdrawn", "update_withdrawn", "update_restored"),
    ),
    Part(("shown",), None, _either("shown", "update_resumed", "update_paused")),
    Part(("fixed", "partly", "not_fixed"), None, _called("verdict")),
)


def first(kind: str, core: tuple[str, ...], after: State) -> Change:
    """Return the leaf with which an item begins."""
    fields: dict[str, Any] = {name: after[name] for name in core}
    return Change(kind, fields)
