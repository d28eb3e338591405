"""The stored tree of a business: append, root, proofs.

Whoever appends holds the business's `LogHead`, so there is one writer a business, and
the constraints refuse a second one in any case. Each leaf's row holds the hashes of
the whole subtrees that it completes: an append writes one row a leaf, a proof reads as
many rows as the tree is high, at most twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from feedback.accounts.models import Business
from feedback.columns import insert
from feedback.history.log import merkle
from feedback.history.log.merkle import Hash, Whole
from feedback.history.models import LogHead, LogLeaf

DIGITS = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be logged: its canonical text, and what it is made from.

    ``key`` is unique in the business's log: the same thing is never logged twice.
    """

    key: str
    body: str


def head_of(business: Business) -> LogHead | None:
    """Return where the log of ``business`` ends; None if it has not begun."""
    return LogHead.objects.filter(business=business).first()


def hold_head(business: Business) -> LogHead:
    """Return where the log ends, and keep everybody else from writing to it until the
    transaction ends (SQLite has one writer at a time anyway).
    """
    LogHead.objects.get_or_create(business=business)
    return LogHead.objects.select_for_update().get(business=business)


def append(head: LogHead, entries: Sequence[Entry]) -> int:
    """Append ``entries`` to the log whose ``head`` is held; return the index of the
    first. The caller saves nothing: the head is saved here.
    """
    first = head.size
    peaks = _peaks(head)
    hashes = []
    for number, entry in enumerate(entries):
        leaf = merkle.leaf_hash(entry.body.encode())
        made = merkle.grow(peaks, first + number, leaf)
        hashes.append("".join(one.hex() for one in made))
    columns = {
        "index": [str(first + number) for number in range(len(entries))],
        "key": [entry.key for entry in entries],
        "body": [entry.body for entry in entries],
        "hashes": hashes,
    }
    insert(LogLeaf, columns, {"business_id": head.business_id})
    head.size += len(entries)
    head.save(update_fields=["size"])
    return first


def root(business: Business, size: int) -> Hash:
    """Return the root of the first ``size`` leaves, which must be there."""
    return merkle.root_of(size, lambda wholes: _find(business.pk, wholes))


def inclusion_proof(business: Business, index: int, size: int) -> list[Hash]:
    """Return the audit path of leaf ``index`` in the tree of ``size``.

    Raises ValueError unless 0 <= index < size.
    """
    ranges = merkle.inclusion(index, size)
    return merkle.hashes_of(ranges, lambda wholes: _find(business.pk, wholes))


def consistency_proof(business: Business, first: int, second: int) -> list[Hash]:
    """Return the proof that the tree of ``first`` leaves begins that of ``second``.

    Raises ValueError unless 0 < first <= second.
    """
    ranges = merkle.consistency(first, second)
    return merkle.hashes_of(ranges, lambda wholes: _find(business.pk, wholes))


def leaves(business: Business, *, begin: int, end: int) -> QuerySet[LogLeaf]:
    """Return the leaves from ``begin`` to ``end`` (without it) in their order."""
    rows = LogLeaf.objects.filter(business=business, index__gte=begin, index__lt=end)
    return rows.order_by("index")


def known_keys(business: Business, keys: Iterable[str]) -> set[str]:
    """Return those of ``keys`` that are logged already."""
    rows = LogLeaf.objects.filter(business=business, key__in=list(keys))
    return set(rows.values_list("key", flat=True))


def _peaks(head: LogHead) -> list[Hash]:
    wholes = list(merkle.cover(0, head.size))
    known = _find(head.business_id, wholes)
    return [known[whole] for whole in wholes]


def _find(business_id: UUID, wholes: Iterable[Whole]) -> dict[Whole, Hash]:
    wanted = list(wholes)
    if not wanted:
        return {}
    rows = LogLeaf.objects.filter(
        business_id=business_id, index__in={whole.last for whole in wanted}
    )
    found = dict(rows.values_list("index", "hashes"))
    return {whole: _hash(found[whole.last], whole.level) for whole in wanted}


def _hash(hashes: str, level: int) -> Hash:
    return bytes.fromhex(hashes[level * DIGITS : (level + 1) * DIGITS])
