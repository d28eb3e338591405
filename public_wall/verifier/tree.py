"""Merkle trees from outside: RFC 6962, section 2.1, and RFC 9162, section 2.1."""

from collections.abc import Iterable, Sequence
from hashlib import sha256


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
