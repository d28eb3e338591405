"""The evidence once more, the slow way: products of shares in fifty decimal places."""

from collections.abc import Callable
from decimal import Decimal, localcontext
from functools import cache
from itertools import pairwise
from math import comb

from actions.payoff import Count

GRID = [Decimal(i) / 200 for i in range(201)]
TENTH = Decimal("0.1")


def likelihood(share: Decimal, count: Count) -> Decimal:
    """Return how likely just this row of answers is."""
    product = Decimal(1)
    for _ in range(count.hits):
        product *= share
    for _ in range(count.n - count.hits):
        product *= 1 - share
    return product


def against_at_most(b: Decimal, count: Count) -> Decimal:
    """Return the evidence against a share of at most ``b``, before."""
    if b == 1:
        return Decimal(1)
    near = max(b, Decimal("0.0025"))
    error = (near * (1 - near) / max(count.n, 1)).sqrt()
    shares = [min(near + far * error, Decimal(1)) for far in (Decimal("1.5"), 3)]
    under = likelihood(b, count)
    if not under:
        return Decimal("Infinity")
    won = sum(likelihood(q, count) / under for q in shares) / 2
    return TENTH + (1 - TENTH) * won


def against_at_least(c: Decimal, count: Count) -> Decimal:
    """Return the evidence against a share of at least ``c``, since."""
    lower = [q for q in GRID if q < c]
    if not lower:
        return Decimal(1)
    under = likelihood(c, count)
    if not under:
        return Decimal("Infinity")
    won = sum(likelihood(q, count) / under for q in lower) / len(lower)
    return TENTH + (1 - TENTH) * won


def evidence(before: Count, since: Count, margin: Decimal = Decimal(0)) -> Decimal:
    """Return the evidence against "since ≥ before + margin", by its definition."""
    with localcontext() as context:
        context.prec = 50
        cells = pairwise(GRID)
        return min(
            against_at_most(b, before)
            * against_at_least(max(a + margin, Decimal(0)), since)
            for a, b in cells
            if a + margin <= 1
        )


def ever(
    share: float, most: int, is_called: Callable[[Count], bool], start: Count
) -> float:
    """Return the exact probability that ``is_called`` ever holds in ``most`` more
    replies after ``start``: all paths, those that were called taken out as they are.
    """
    alive, called = {start.hits: 1.0}, 0.0
    for n in range(start.n + 1, start.n + most + 1):
        moved: dict[int, float] = {}
        for hits, chance in alive.items():
            for more, p in ((1, share), (0, 1 - share)):
                moved[hits + more] = moved.get(hits + more, 0.0) + chance * p
        alive = {}
        for hits, chance in moved.items():
            if is_called(Count(hits, n)):
                called += chance
            else:
                alive[hits] = chance
    return called


@cache
def binomial(n: int, hits: int, share: float) -> float:
    """Return the probability of ``hits`` of ``n``."""
    return comb(n, hits) * share**hits * (1 - share) ** (n - hits)
