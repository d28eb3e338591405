"""Merkle trees as in RFC 6962, section 2.1 (the same as RFC 9162, section 2.1).

A leaf is hashed after a byte 0x00 and a node after 0x01, so that neither can be taken
for the other. Whole subtrees (2^level leaves, beginning at a multiple of that) never
change as the tree grows: everything else is put together from them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

Hash = bytes
EMPTY: Hash = sha256(b"").digest()


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole subtree: the ``index``-th one of 2^``level`` leaves."""

    level: int
    index: int

    @property
    def last(self) -> int:
        """The leaf that completes it."""
        return ((self.index + 1) << self.level) - 1


Range = tuple[int, int]
Find = Callable[[Iterable[Whole]], dict[Whole, Hash]]


def leaf_hash(body: bytes) -> Hash:
    """Return MTH({d(0)}) = SHA-256(0x00 || d(0))."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Return SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def grow(peaks: list[Hash], size: int, leaf: Hash) -> list[Hash]:
    """Add ``leaf`` to a tree of ``size`` leaves that consists of ``peaks`` (its whole
    subtrees, largest first), which are changed in place.

    Returns the hashes of what it completes, smallest first: the leaf itself, and on
    average one node more.
    """
    made = [leaf]
    while size & 1:
        made.append(node_hash(peaks.pop(), made[-1]))
        size >>= 1
    peaks.append(made[-1])
    return made


def cover(begin: int, end: int) -> Iterator[Whole]:
    """Yield the whole subtrees that leaves ``begin`` to ``end`` (without it) consist
    of, from left to right.
    """
    while begin < end:
        level = (end - begin).bit_length() - 1
        if begin:
            level = min(level, (begin & -begin).bit_length() - 1)
        yield Whole(level, begin >> level)
        begin += 1 << level


def inclusion(index: int, size: int) -> list[Range]:
    """Return the ranges of leaves whose hashes prove leaf ``index`` in a tree of
    ``size``: PATH(m, D[n]) of RFC 6962, section 2.1.1.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    path: list[Range] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    return path[::-1]


def consistency(first: int, second: int) -> list[Range]:
    """Return the ranges whose hashes prove that a tree of ``first`` leaves begins one
    of ``second``: PROOF(m, D[n]) of RFC 6962, section 2.1.2.
    """
    if not 0 < first <= second:
        raise ValueError("no such trees")
    path: list[Range] = []
    begin, end, is_known = 0, second, True
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin, is_known = middle, False
    if not is_known:
        path.append((begin, end))
    return path[::-1]


def hashes_of(ranges: Sequence[Range], find: Find) -> list[Hash]:
    """Return the hash of each range, asking ``find`` once for all whole subtrees."""
    parts = [list(cover(*each)) for each in ranges]
    known = find({whole for wholes in parts for whole in wholes})
    return [_fold([known[whole] for whole in wholes]) for wholes in parts]


def root_of(size: int, find: Find) -> Hash:
    """Return the root of the tree of the first ``size`` leaves."""
    return hashes_of([(0, size)], find)[0] if size else EMPTY


def _split(size: int) -> int:
    """Return the largest power of two under ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _fold(peaks: Sequence[Hash]) -> Hash:
    root = peaks[-1]
    for left in reversed(peaks[:-1]):
        root = node_hash(left, root)
    return root
