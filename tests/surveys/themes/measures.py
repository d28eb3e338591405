"""How alike two ways of grouping are, and the plain way that ours is held against."""

import math
import random
import re
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import combinations

Vector = dict[str, float]


def adjusted_rand(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985): 1 same, 0 by chance."""
    pairs = sum(math.comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    ones = sum(math.comb(n, 2) for n in Counter(one).values())
    others = sum(math.comb(n, 2) for n in Counter(other).values())
    expected = ones * others / math.comb(len(one), 2)
    most = (ones + others) / 2
    return (pairs - expected) / (most - expected) if most != expected else 1.0


def pairwise_f1(
    true: Sequence[frozenset[str]], found: Sequence[frozenset[str]]
) -> float:
    """Return F1 over all pairs: together if they share a label, found to be if they
    share a theme. A comment may have several of either.
    """
    right = said = are = 0
    for (a, x), (b, y) in combinations(list(zip(true, found, strict=True)), 2):
        is_pair, is_said = bool(a & b), bool(x & y)
        right, said, are = right + (is_pair and is_said), said + is_said, are + is_pair
    return 2 * right / (said + are) if said + are else 1.0


def k_means(texts: Sequence[str], k: int, *, seed: int = 1) -> list[int]:
    """Return the cluster of each text: k-means (best of ten starts, k-means++) on
    TF-IDF vectors of single words without the commonest, the usual plain way.
    """
    vectors = _tf_idf(texts)
    runs = (_run(vectors, k, random.Random(seed * 100 + n)) for n in range(10))
    return min(runs, key=lambda run: run[0])[1]


def _tf_idf(texts: Sequence[str]) -> list[Vector]:
    bags = [Counter(re.findall(r"\w\w+", text.casefold())) for text in texts]
    seen = Counter(word for bag in bags for word in bag)
    idf = {w: math.log((1 + len(texts)) / (1 + n)) + 1 for w, n in seen.items()}
    common = {word for word, _n in seen.most_common(12)}
    raw = [{w: n * idf[w] for w, n in bag.items() if w not in common} for bag in bags]
    return [_unit(vector) for vector in raw]


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {word: value / length for word, value in vector.items()}


def _distance(vector: Vector, centre: Vector) -> float:
    dot = sum(value * centre.get(word, 0.0) for word, value in vector.items())
    own = 1.0 if vector else 0.0
    return own + sum(value * value for value in centre.values()) - 2 * dot


def _run(
    vectors: list[Vector], k: int, chance: random.Random
) -> tuple[float, list[int]]:
    centres = [chance.choice(vectors)]
    while len(centres) < k:
        near = [max(0.0, min(_distance(v, c) for c in centres)) for v in vectors]
        centres.append(chance.choices(vectors, [n + 1e-9 for n in near])[0])
    places: list[int] = []
    for _round in range(15):
        far = [[_distance(v, c) for c in centres] for v in vectors]
        fresh = [row.index(min(row)) for row in far]
        if fresh == places:
            break
        places = fresh
        centres = [_middle(vectors, places, n) or centres[n] for n in range(k)]
    far = [[_distance(v, c) for c in centres] for v in vectors]
    return sum(min(row) for row in far), places


def _middle(vectors: list[Vector], places: list[int], number: int) -> Vector:
    members = [v for v, p in zip(vectors, places, strict=True) if p == number]
    total: Counter[str] = Counter()
    for vector in members:
        total.update(vector)
    return {word: value / len(members) for word, value in total.items()}
