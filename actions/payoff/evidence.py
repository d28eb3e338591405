"""Evidence that a share is smaller now than it was, valid however often one looks.

Before an action, ``x0`` of ``n0`` people brought something up; since then ``x1`` of
``n1``, and ``n1`` grows. Looking every day and stopping at the first good number makes
an ordinary test say "better" of nearly everything sooner or later. So evidence is
measured by an e-process: a number that, if nothing got better, is at most 1 on average
at every moment, so that it ever reaches 20 with probability at most 1/20 (Ville 1939;
Howard, Ramdas, McAuliffe and Sekhon 2021, "Time-uniform, nonparametric, nonasymptotic
confidence sequences", Annals of Statistics 49(2); Ramdas, Grünwald, Vovk and Shafer
2023, "Game-theoretic statistics and safe anytime-valid inference").

How it is made. The claim to be refuted is "the share now is at least the share before
plus ``margin``". Nobody knows the share before, so each value of it is refuted by
itself, and the least evidence counts. Against a value between the grid points a and b:

- what was heard before, against "it was at most b": the average, over a few q > b that
  the number of people alone decides, of the likelihood ratio of q to b. Under any
  share p ≤ b each ratio has mean at most 1.
- what is heard since, against "it is at least a + margin": the average over
  q < a + margin of the likelihood ratio of q to a + margin, a test martingale
  (Wald 1945; the method of mixtures of Robbins 1970).

The two are independent, so their product is such a number too, whatever the truth
within (a, b]; the minimum over all cells is at most the product in the true one. This
is the composite two-sample setting of Turner, Ly and Grünwald 2021 ("Generic
E-variables for exact sequential k-sample tests that allow for optional stopping",
arXiv:2106.02693) with one sample complete at the start. Since the grid's cells cover
every share, the bound is exact, not approximate.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

# Shares lie on a grid of half points: 0, 0.005, … 1.
CELLS = 200
_NEVER = -math.inf
# A tenth of the stake is kept back (1 is a ratio, too), so that evidence which speaks
# for a claim never costs more than that.
_KEPT, _STAKED = math.log(0.1), math.log(0.9)
_FAR = (1.5, 3.0)


@dataclass(frozen=True, slots=True)
class Count:
    """``hits`` of ``n`` people."""

    hits: int
    n: int

    def mirrored(self) -> "Count":
        """Return how many did not."""
        return Count(self.n - self.hits, self.n)


def log_evidence(before: Count, since: Count, margin: float = 0.0) -> float:
    """Return the logarithm of the evidence against "since ≥ before + margin".

    ``margin`` is a multiple of half a point, as a share from -1 to 1. The claim
    "since ≤ before - margin" is refuted by mirrored counts.
    """
    shift = round(margin * CELLS)
    was_more = _against_at_most(before)
    is_less = _against_at_least(since)
    # The cell (a, b] is (i, i + 1]; a claim that asks for more than all is refuted.
    sums = (
        was_more[i + 1] + (is_less[max(i + shift, 0)] if i + shift <= CELLS else 0.0)
        for i in range(CELLS)
        if i + shift <= CELLS
    )
    return min(sums, default=math.inf)


@cache
def _against_at_most(count: Count) -> Sequence[float]:
    """Return for each grid point b the log of the evidence against a share ≤ b.

    This sample is looked at once, so that a bet on a few shares above b, one and a
    half and three standard errors, wins more than one on all of them.
    """
    found = []
    for i in range(CELLS):
        share = max(i, 0.5) / CELLS
        error = math.sqrt(share * (1 - share) / max(count.n, 1))
        bets = [_log_ratio(count, share + far * error, i / CELLS) for far in _FAR]
        stake = _STAKED - math.log(len(_FAR))
        found.append(_log_sum(_KEPT, stake + _log_sum(*bets)))
    return [*found, 0.0]


def _log_ratio(count: Count, share: float, of: float) -> float:
    """Return the log of how much likelier ``count`` is under ``share`` than ``of``."""
    share = min(share, 1.0)
    if count.hits and not of:
        return math.inf
    misses = count.n - count.hits
    if misses and share == 1:
        return _NEVER
    yes = count.hits * math.log(share / of) if count.hits else 0.0
    return yes + (misses * math.log((1 - share) / (1 - of)) if misses else 0.0)


@cache
def _logs() -> tuple[Sequence[float], Sequence[float]]:
    """Return the logarithms of every share on the grid, and of what is left of it."""
    shares = [i / CELLS for i in range(CELLS + 1)]
    yes = [math.log(share) if share else _NEVER for share in shares]
    return yes, [yes[CELLS - i] for i in range(CELLS + 1)]


def _against_at_least(count: Count) -> Sequence[float]:
    """Return for each grid point c the log of the evidence against a share ≥ c."""
    likelihood = _log_likelihoods(count)
    found, below = [0.0], _NEVER
    for i in range(1, CELLS + 1):
        below = _log_sum(below, likelihood[i - 1])
        if likelihood[i] == _NEVER:
            # "All of them", and somebody said otherwise.
            found.append(math.inf)
        else:
            ratio = below - math.log(i) - likelihood[i]
            found.append(_log_sum(_KEPT, _STAKED + ratio))
    return found


def _log_sum(one: float, other: float) -> float:
    """Return log(exp(one) + exp(other)), however small both are."""
    most, least = max(one, other), min(one, other)
    return (
        most
        if least == _NEVER or most == math.inf
        else most + math.log1p(math.exp(least - most))
    )


def _log_likelihoods(count: Count) -> Sequence[float]:
    yes, no = _logs()
    misses = count.n - count.hits
    return [
        (count.hits * yes[i] if count.hits else 0.0)
        + (misses * no[i] if misses else 0.0)
        for i in range(CELLS + 1)
    ]
