"""What the log publishes about itself: pages of leaves, proofs, checkpoints, keys.

Everything is plain JSON or text that anybody can mirror; docs/log.md describes each.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from feedback.accounts.models import Business
from feedback.history.log import tree
from feedback.history.log.signing import origin_of, public_keys, verifier_key
from feedback.history.models import LogCheckpoint
from public_wall.models import LoggedItem, LogSalt, PublicReply, Update
from public_wall.proofs.checkpoints import checkpoints, newest
from public_wall.proofs.rows import earlier_answers, other_wordings, said_hash
from public_wall.proofs.sweeping import complete_until
from public_wall.selectors.comments import (
    SHOWN,
    eligible_comments,
    is_in,
    open_comments,
)
from public_wall.selectors.updates import published_updates

LEAVES_A_PAGE = 1000
CHECKPOINTS_A_PAGE = 200
OPENINGS_A_PAGE = 500
# Above this no database has rows; further digits are no number of ours.
MOST = 1 << 53
Body = Mapping[str, Any]


def log_page(business: Business, first: int) -> Body:
    """Return the leaves from ``first`` on, and how far the log has come; raises
    `Http404` if there is none.
    """
    head = tree.head_of(business)
    if head is None or not 0 <= first < head.size:
        raise Http404
    until = min(first + LEAVES_A_PAGE, head.size)
    rows = tree.leaves(business, begin=first, end=until)
    return {
        "version": 1,
        "origin": origin_of(business),
        "size": head.size,
        "complete_until": _moment(complete_until(head)),
        "tallied_at": _moment(head.tallied_at),
        "first": first,
        "leaves": list(rows.values_list("body", flat=True)),
        "next": f"log.json?from={until}" if until < head.size else None,
    }


def checkpoint_page(business: Business, first: int) -> Body:
    """Return checkpoints from number ``first`` on, each with the proof that the one
    before is its beginning.
    """
    last = newest(business)
    if last is None or not 1 <= first <= last.number:
        raise Http404
    rows = checkpoints(business).filter(number__gte=first)
    page = list(rows[: CHECKPOINTS_A_PAGE + 1])
    more = len(page) > CHECKPOINTS_A_PAGE
    shown = page[:CHECKPOINTS_A_PAGE]
    following = f"checkpoints.json?from={page[-1].number}" if more else None
    return {
        "version": 1,
        "origin": origin_of(business),
        "checkpoints": [_checkpoint(row) for row in shown],
        "next": following,
    }


def note(business: Business, number: int | None = None) -> str:
    """Return a checkpoint as it was signed: number ``number``, or the newest."""
    rows = checkpoints(business).order_by("-number")
    row = (rows if number is None else rows.filter(number=number)).first()
    if row is None:
        raise Http404
    return row.note


def leaf_proof(business: Business, index: int) -> Body:
    """Return a leaf with the proof that the newest checkpoint holds it; raises
    `Http404` if it does not.
    """
    last = newest(business)
    if last is None or not 0 <= index < last.size:
        raise Http404
    leaf = tree.leaves(business, begin=index, end=index + 1).get()
    path = tree.inclusion_proof(business, index, last.size)
    return {
        "version": 1,
        "index": index,
        "leaf": leaf.body,
        "size": last.size,
        "proof": [one.hex() for one in path],
        "checkpoint": last.note,
    }


def consistency(business: Business, first: int, second: int) -> Body:
    """Return the proof that the tree of ``first`` leaves begins the one of ``second``;
    raises `Http404` for trees that there are not.
    """
    head = tree.head_of(business)
    if head is None or not 0 < first <= second <= head.size:
        raise Http404
    path = tree.consistency_proof(business, first, second)
    return {
        "version": 1,
        "first": first,
        "first_root": tree.root(business, first).hex(),
        "second": second,
        "second_root": tree.root(business, second).hex(),
        "proof": [one.hex() for one in path],
    }


def keys(business: Business) -> str:
    """Return every key that signed for this installation, the newest first, a line
    each, as C2SP's tools read them.
    """
    origin = origin_of(business)
    return "".join(
        verifier_key(origin, bytes.fromhex(key.public)) + "\n" for key in public_keys()
    )


def openings(business: Business, after: str, *, now: datetime) -> Body:
    """Return what the words on the page are checked with: the salt of each comment,
    public reply and update that is shown now, and of no other. Comments come 500 to a
    page; ``after`` is the id of the last one of the page before.
    """
    rows = LoggedItem.objects.filter(
        _shown(business, now), business=business, kind=LoggedItem.Kind.REPLY
    ).order_by("target_id")
    if after:
        rows = rows.filter(target_id__gt=_id(after))
    page = list(rows[: OPENINGS_A_PAGE + 1])
    more = len(page) > OPENINGS_A_PAGE
    page = page[:OPENINGS_A_PAGE]
    return {
        "version": 1,
        "comments": _comments(business, page),
        "updates": {} if after else _updates(business, now),
        "next": f"openings.json?after={page[-1].target_id}" if more else None,
    }


def _shown(business: Business, now: datetime) -> Q:
    counted = eligible_comments(business, now=now).filter(is_in(SHOWN))
    doors = open_comments(business, now=now).filter(is_in(SHOWN))
    asked, anybody = (rows.order_by().values("pk") for rows in (counted, doors))
    return Q(target_id__in=asked) | Q(target_id__in=anybody)


def _comments(business: Business, items: list[LoggedItem]) -> dict[str, Any]:
    given = PublicReply.objects.filter(reply__in=[item.target_id for item in items])
    answers = {row.reply_id: row for row in given.prefetch_related("revisions")}
    leaves = {item.leaf for item in items}
    leaves |= {item.answer_leaf for item in items if item.answer_leaf}
    salts = _salts(business, leaves)
    return {
        str(item.target_id): {
            "leaf": item.leaf,
            "salt": salts[item.leaf],
            **_answer(answers.get(item.target_id), item.answer_leaf, salts),
        }
        for item in items
        if item.leaf in salts
    }


def _answer(
    given: PublicReply | None, leaf: int | None, salts: dict[int, str]
) -> dict[str, Any]:
    salt = salts.get(leaf) if leaf is not None else None
    if given is None or salt is None:
        return {}
    more = earlier_answers(given, salt)
    return {"answer_leaf": leaf, "answer_salt": salt, "answer_more": more}


def _updates(business: Business, now: datetime) -> dict[str, Any]:
    published = published_updates(business, now=now)
    shown = {row.pk: row for row in published.prefetch_related("texts", "revisions")}
    rows = LoggedItem.objects.filter(
        business=business, kind=LoggedItem.Kind.UPDATE, target_id__in=list(shown)
    )
    items = list(rows)
    salts = _salts(business, {item.leaf for item in items})
    return {
        str(item.target_id): _update(shown[item.target_id], item, salts[item.leaf])
        for item in items
        if item.leaf in salts
    }


def _update(update: Update, item: LoggedItem, salt: str) -> dict[str, Any]:
    return {
        "leaf": item.leaf,
        "salt": salt,
        "said": said_hash(update, salt),
        "more": other_wordings(update, salt),
    }


def _salts(business: Business, leaves: set[int]) -> dict[int, str]:
    rows = LogSalt.objects.filter(business=business, leaf__in=leaves)
    return dict(rows.values_list("leaf", "salt"))


def _checkpoint(row: LogCheckpoint) -> dict[str, Any]:
    return {
        "number": row.number,
        "size": row.size,
        "root": row.root,
        "day": row.day.isoformat(),
        "note": row.note,
        "consistency": row.proof,
    }


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
