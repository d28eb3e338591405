"""From what the rows say to leaves: ids, salts, digests and the order of things."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from feedback.accounts.models import Business
from feedback.history.log.canonical import canonical, digest, fresh_salt
from feedback.history.log.tree import Entry
from public_wall.models import LoggedItem
from public_wall.proofs import changes as rules
from public_wall.proofs.changes import ERASED, Change, Verbs
from public_wall.proofs.receipts import number_of
from public_wall.proofs.rows import Contents, Found, State

log = structlog.get_logger(__name__)
Kind = LoggedItem.Kind
Salts = Mapping[int, str]
ID_BYTES = 16


@dataclass(slots=True)
class Draft:
    """The leaves to be about one item, and the salts of those that hold a digest."""

    item: LoggedItem
    found: Found
    entries: list[Entry] = field(default_factory=list)
    # By place among the entries: the salt, and which of the item's leaves it becomes.
    salts: dict[int, tuple[str, str]] = field(default_factory=dict)


def draft(
    business: Business,
    found: Found,
    item: LoggedItem | None,
    *,
    verbs: Verbs,
    salts: Salts,
    on: str,
) -> Draft | None:
    """Return what is to be logged about ``found``, or None if that is nothing.

    ``item`` is what was logged before, ``verbs`` what happened to it since, ``salts``
    those of its leaves that have any, ``on`` the day in the business's zone.
    """
    is_new = item is None
    item = item or _fresh(business, found)
    made, state = Draft(item, found), dict(item.state)
    after, fresh = _digested(found, item, verbs, salts)
    for change in _changes(item, after, verbs, is_new=is_new):
        _add(made, change, fresh, on)
        state |= change.fields
    if after.get("erased"):
        state["erased"] = True
    if not made.entries and item.due_at == found.due_at:
        return None
    item.state = state | {"leaves": state.get("leaves", 0) + len(made.entries)}
    item.due_at = found.due_at
    return made


def _fresh(business: Business, found: Found) -> LoggedItem:
    """Return a new item. A reply gets a random id; an update keeps its own, by which
    the page shows it.
    """
    if found.reply is None:
        return LoggedItem(
            business_id=business.pk,
            kind=Kind.UPDATE,
            target_id=found.pk,
            public_id=found.pk.hex,
            state={},
            leaf=0,
        )
    return LoggedItem(
        business_id=business.pk,
        kind=Kind.REPLY,
        target_id=found.pk,
        public_id=secrets.token_hex(ID_BYTES),
        receipt=number_of(business.pk, found.pk),
        state={},
        leaf=0,
    )


def _digested(
    found: Found, item: LoggedItem, verbs: Verbs, salts: Salts
) -> tuple[State, dict[str, str]]:
    """Return the facts with digests, and the salts of those that are new."""
    before, fresh = item.state, {}
    after: State = {**found.facts}
    after["published"] = before.get("published") or found.facts.get("published", False)
    if before.get("erased") or _is_erased(found, verbs):
        after |= {"digest": before.get("digest"), "erased": True}
    if not after.get("digest"):
        after["digest"], fresh["digest"] = _digest(
            found.content, before.get("digest"), salts.get(item.leaf)
        )
    after["answer"] = None
    if found.answer is not None:
        known = salts.get(item.answer_leaf) if item.answer_leaf is not None else None
        after["answer"], fresh["answer"] = _digest(
            found.answer, before.get("answer"), known
        )
    return after, {name: salt for name, salt in fresh.items() if salt}


def _is_erased(found: Found, verbs: Verbs) -> bool:
    """Whether the words are gone because their author asked for it."""
    reply = found.reply
    return ERASED in verbs and reply is not None and not (reply.words or reply.consent)


def _digest(content: Contents, known: Any, salt: str | None) -> tuple[str, str]:
    """Return the digest of ``content``: as it was if that still fits, or a new one
    with its new salt.
    """
    if known and salt and digest(salt, content(salt)) == known:
        return known, ""
    new = fresh_salt()
    return digest(new, content(new)), new


def _changes(
    item: LoggedItem, after: State, verbs: Verbs, *, is_new: bool
) -> Iterator[Change]:
    is_reply = item.kind == Kind.REPLY
    parts = rules.REPLY_PARTS if is_reply else rules.UPDATE_PARTS
    if not is_new:
        if after.get("erased") and not item.state.get("erased"):
            yield Change(ERASED, {"words": False, "consent": False})
            item.state |= {"words": False, "consent": False}
        yield from rules.changes(parts, item.state, after, verbs)
        if strange := rules.unexplained(parts, item.state, after, verbs):
            log.warning("log_unexplained", item=item.public_id, fields=strange)
        return
    core = rules.CORE_OF_REPLY if is_reply else rules.CORE_OF_UPDATE
    begun = rules.first("reply" if is_reply else "update", core, after)
    blank = rules.BLANK_REPLY if is_reply else rules.BLANK_UPDATE
    yield begun
    everything = {verb for part in parts for verb in part.explained_by or ()}
    yield from rules.changes(parts, {**blank, **begun.fields}, after, everything)


def _add(made: Draft, change: Change, fresh: dict[str, str], on: str) -> None:
    item, number = made.item, len(made.entries)
    body = {"kind": change.kind, "on": on, "id": item.public_id, **change.fields}
    if change.kind == "published":
        body["comment"] = str(item.target_id)
    key = f"{item.kind}:{item.target_id}:{item.state.get('leaves', 0) + number}"
    made.entries.append(Entry(key, canonical(body)))
    for name, leaf in (("digest", "leaf"), ("answer", "answer_leaf")):
        if name in change.fields and name in fresh:
            made.salts[number] = (fresh[name], leaf)
