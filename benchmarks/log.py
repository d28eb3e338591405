"""The public log at 100,000 leaves: what a leaf costs, and what a proof.

The baselines are plain: the same rows inserted without a tree, and the tree computed
again from its leaves. Beside them stand the promises, in milliseconds.
"""

import random
from collections.abc import Iterator
from functools import partial
from statistics import median

from benchmarks import rows
from benchmarks.measuring import ROUNDS, Result, seconds
from feedback import tenancy
from feedback.accounts.models import Business
from feedback.columns import insert
from feedback.history.log import merkle, tree
from feedback.history.log.canonical import canonical
from feedback.history.models import LogLeaf
from public_wall.verifier.tree import is_consistent, is_included, leaf_hash, root_of

LEAVES, BATCH, PROOFS = 100_000, 200, 200
APPEND_MS, PROOF_MS = 1.0, 5.0
HASHES = "0" * 128


def run() -> Iterator[Result]:
    """Yield costs of appending and proving, in ms."""
    logged = rows.business("log-logged")
    plain = rows.business("log-plain")
    batches = LEAVES // BATCH
    ours, theirs = [], []
    for number in range(batches):
        first = number * BATCH
        theirs.append(seconds(partial(_insert, plain, first)))
        ours.append(seconds(partial(_append, logged, first)))
    per_leaf, per_row = (sum(each) / LEAVES * 1000 for each in (ours, theirs))
    last = sum(ours[-50:]) / 50 / BATCH * 1000
    early = sum(ours[50:100]) / 50 / BATCH * 1000
    yield Result("log.append", per_leaf, "ms/leaf", per_row, goal=3.0, at_most=True)
    yield Result("log.append_late", last, "ms/leaf", early, goal=1.5, at_most=True)
    yield _promise("log.append_promise", per_leaf, APPEND_MS)
    alone = median(seconds(partial(_append, logged, LEAVES + n, 1)) for n in range(50))
    yield _promise("log.append_one_promise", alone * 1000, APPEND_MS * 20)
    rows.tidy()
    yield from _proofs(logged)


def _proofs(logged: Business) -> Iterator[Result]:
    rebuild = median(seconds(_rebuild) for _ in range(ROUNDS)) * 1000
    with tenancy.enter(logged.pk):
        root = tree.root(logged, LEAVES)
        assert root == _rebuild()
        places = random.Random(7).sample(range(1, LEAVES), PROOFS)
        one = median(seconds(partial(_include, logged, n, root)) for n in places)
        two = median(seconds(partial(_continue, logged, n, root)) for n in places)
    yield Result("log.proof", one * 1000, "ms", rebuild, goal=0.05, at_most=True)
    yield _promise("log.proof_promise", one * 1000, PROOF_MS)
    yield _promise("log.consistency_promise", two * 1000, PROOF_MS)


def _promise(name: str, value: float, promised: float) -> Result:
    return Result(name, value, "ms", promised, goal=1.0, at_most=True)


def _body(number: int) -> str:
    return canonical({"kind": "heard", "on": "2026-11-22", "id": f"{number:032x}"})


def _append(business: Business, first: int, number: int = BATCH) -> None:
    """Append leaves in a transaction of their own, as a sweep does."""
    entries = [tree.Entry(f"n:{n}", _body(n)) for n in range(first, first + number)]
    with tenancy.enter(business.pk):
        tree.append(tree.hold_head(business), entries)


def _insert(business: Business, first: int) -> None:
    numbers = range(first, first + BATCH)
    columns = {
        "index": [str(n) for n in numbers],
        "key": [f"n:{n}" for n in numbers],
        "body": [_body(n) for n in numbers],
        "hashes": [HASHES] * BATCH,
    }
    with tenancy.enter(business.pk):
        insert(LogLeaf, columns, {"business_id": business.pk})


def _rebuild() -> merkle.Hash:
    return root_of(leaf_hash(_body(n).encode()) for n in range(LEAVES))


def _include(business: Business, index: int, root: merkle.Hash) -> None:
    path = tree.inclusion_proof(business, index, LEAVES)
    leaf = leaf_hash(_body(index).encode())
    assert is_included(leaf, index, LEAVES, path, root)


def _continue(business: Business, first: int, root: merkle.Hash) -> None:
    path = tree.consistency_proof(business, first, LEAVES)
    old = tree.root(business, first)
    assert is_consistent(first, LEAVES, path, old, root)
