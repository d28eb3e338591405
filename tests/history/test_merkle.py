"""Trees and proofs, against the vectors of RFC 6962's reference and a naive oracle."""

from collections.abc import Iterable
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.history.log import merkle
from feedback.history.log.merkle import Hash, Whole
from public_wall.verifier import tree as verifier

# https://github.com/google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc
INPUTS = [
    bytes.fromhex(each)
    for each in (
        *("", "00", "10", "2021", "3031", "40414243"),
        *("5051525354555657", "606162636465666768696a6b6c6d6e6f"),
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
RIGHT_OF_ONE = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
FIRST_TWO = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LAST_FOUR = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
FIRST_FOUR = ROOTS[3]
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
SEVENTH = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
LAST_TWO = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
MOST = 64


class Tree:
    """A tree in memory, grown leaf by leaf as the stored one is."""

    def __init__(self, inputs: Iterable[bytes]) -> None:
        self.peaks: list[Hash] = []
        self.rows: list[list[Hash]] = []
        for one in inputs:
            leaf = merkle.leaf_hash(one)
            self.rows.append(merkle.grow(self.peaks, len(self.rows), leaf))

    def find(self, wholes: Iterable[Whole]) -> dict[Whole, Hash]:
        return {each: self.rows[each.last][each.level] for each in wholes}

    def root(self, size: int) -> Hash:
        return merkle.root_of(size, self.find)

    def inclusion(self, index: int, size: int) -> list[Hash]:
        return merkle.hashes_of(merkle.inclusion(index, size), self.find)

    def consistency(self, first: int, second: int) -> list[Hash]:
        return merkle.hashes_of(merkle.consistency(first, second), self.find)


def naive_root(inputs: list[bytes]) -> Hash:
    """Return MTH as RFC 6962, section 2.1, defines it."""
    if not inputs:
        return sha256(b"").digest()
    if len(inputs) == 1:
        return sha256(b"\x00" + inputs[0]).digest()
    k = split(len(inputs))
    return sha256(b"\x01" + naive_root(inputs[:k]) + naive_root(inputs[k:])).digest()


def naive_path(m: int, inputs: list[bytes]) -> list[Hash]:
    """Return PATH as section 2.1.1 defines it."""
    if len(inputs) == 1:
        return []
    k = split(len(inputs))
    if m < k:
        return [*naive_path(m, inputs[:k]), naive_root(inputs[k:])]
    return [*naive_path(m - k, inputs[k:]), naive_root(inputs[:k])]


def naive_subproof(m: int, inputs: list[bytes], known: bool) -> list[Hash]:
    """Return SUBPROOF as section 2.1.2 defines it."""
    if m == len(inputs):
        return [] if known else [naive_root(inputs)]
    k = split(len(inputs))
    if m <= k:
        return [*naive_subproof(m, inputs[:k], known), naive_root(inputs[k:])]
    return [*naive_subproof(m - k, inputs[k:], False), naive_root(inputs[:k])]


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


LEAVES = [str(n).encode() for n in range(MOST)]
GROWN = Tree(LEAVES)
sizes = st.integers(1, MOST)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference(size: int) -> None:
    assert Tree(INPUTS).root(size).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert merkle.root_of(0, Tree([]).find).hex() == sha256(b"").hexdigest()


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (0, 1, []),
        (0, 8, [FIRST_TWO, RIGHT_OF_ONE, LAST_FOUR]),
        (5, 8, [FIFTH, LAST_TWO, FIRST_FOUR]),
        (2, 3, [ROOTS[1]]),
    ],
)
def test_inclusion_proofs_are_those_of_the_reference(
    index: int, size: int, proof: list[str]
) -> None:
    assert [one.hex() for one in Tree(INPUTS).inclusion(index, size)] == proof


@pytest.mark.parametrize(
    ("first", "second", "proof"),
    [
        (1, 1, []),
        (1, 8, [FIRST_TWO, RIGHT_OF_ONE, LAST_FOUR]),
        (6, 8, [SEVENTH, LAST_TWO, FIRST_FOUR]),
        (2, 5, [RIGHT_OF_ONE, FIFTH]),
    ],
)
def test_consistency_proofs_are_those_of_the_reference(
    first: int, second: int, proof: list[str]
) -> None:
    assert [one.hex() for one in Tree(INPUTS).consistency(first, second)] == proof


def test_every_proof_of_every_small_tree_is_what_the_rfc_says() -> None:
    for size in range(1, MOST + 1):
        held = LEAVES[:size]
        root = naive_root(held)
        assert GROWN.root(size) == root
        for index in range(size):
            path = GROWN.inclusion(index, size)
            assert path == naive_path(index, held)
            leaf = merkle.leaf_hash(held[index])
            assert verifier.is_included(leaf, index, size, path, root)


def test_every_two_small_trees_are_proved_to_be_one() -> None:
    roots = [naive_root(LEAVES[:size]) for size in range(MOST + 1)]
    for second in range(1, MOST + 1):
        for first in range(1, second + 1):
            path = GROWN.consistency(first, second)
            assert path == naive_subproof(first, LEAVES[:second], True)
            ends = (roots[first], roots[second])
            assert verifier.is_consistent(first, second, path, *ends)


@given(st.data())
def test_no_other_leaf_place_size_or_path_is_accepted(data: st.DataObject) -> None:
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    path, root = GROWN.inclusion(index, size), GROWN.root(size)
    leaf = merkle.leaf_hash(LEAVES[index])
    other = merkle.leaf_hash(b"other")
    assert not verifier.is_included(other, index, size, path, root)
    for wrong in set(range(size)) - {index}:
        assert not verifier.is_included(leaf, wrong, size, path, root)
    for wrong in (-1, size, size + 1):
        assert not verifier.is_included(leaf, wrong, size, path, root)
    assert not verifier.is_included(leaf, index, size, [*path, other], root)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        bent = [*path[:at], other, *path[at + 1 :]]
        assert not verifier.is_included(leaf, index, size, bent, root)
        assert not verifier.is_included(leaf, index, size, path[:-1], root)


@given(st.data())
def test_no_other_history_is_accepted(data: st.DataObject) -> None:
    second = data.draw(st.integers(2, MOST))
    first = data.draw(st.integers(1, second - 1))
    path = GROWN.consistency(first, second)
    old, new = GROWN.root(first), GROWN.root(second)
    other = merkle.leaf_hash(b"other")
    assert not verifier.is_consistent(first, second, path, other, new)
    assert not verifier.is_consistent(first, second, path, old, other)
    assert not verifier.is_consistent(first, second, path[:-1], old, new)
    assert not verifier.is_consistent(first, second, [*path, other], old, new)
    assert not verifier.is_consistent(second, first, path, new, old)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (9, 2)])
def test_there_is_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such"):
        merkle.inclusion(index, size)


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (-1, 2), (0, 0)])
def test_there_is_no_proof_between_trees_that_are_not_there(
    first: int, second: int
) -> None:
    with pytest.raises(ValueError, match="no such"):
        merkle.consistency(first, second)


def test_the_verifiers_own_root_is_the_same() -> None:
    for size in range(MOST + 1):
        hashes = [verifier.leaf_hash(each) for each in LEAVES[:size]]
        assert verifier.root_of(hashes) == naive_root(LEAVES[:size])
