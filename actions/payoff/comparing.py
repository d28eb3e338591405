"""What the evidence comes to: paid off, no change, worse, or too early to tell."""

import math
from enum import StrEnum

from actions.payoff.evidence import CELLS, Count, log_evidence

# In so many cases at most, over all the days that anybody looks, something is called
# paid off though nothing got better; and as many for each other verdict.
ALPHA = 0.05
# Shares that differ by less than this (ten people of a hundred) are no change.
MARGIN = 0.10
# Of fewer people, before or since, nothing is said but the counts.
FEWEST = 10

ENOUGH = math.log(1 / ALPHA)
_STEP = 2  # of the grid: whole points


class Outcome(StrEnum):
    """What can be said of two counts. Fewer hits are better."""

    EARLY = "early"
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


def outcome(before: Count, since: Count) -> Outcome:
    """Return what ``since`` (everything up to now) shows against ``before``.

    Whoever asks after each reply, for ever, hears BETTER with probability at most
    `ALPHA` if the share is not smaller than before, WORSE if it is not larger, and
    SAME if it differs by `MARGIN` or more.
    """
    if min(before.n, since.n) < FEWEST:
        return Outcome.EARLY
    if log_evidence(before, since) >= ENOUGH:
        return Outcome.BETTER
    if log_evidence(before.mirrored(), since.mirrored()) >= ENOUGH:
        return Outcome.WORSE
    if _is_same(before, since):
        return Outcome.SAME
    return Outcome.EARLY


def interval(before: Count, since: Count) -> tuple[int, int] | None:
    """Return by how many people of a hundred the share may have changed, lowest and
    highest; None under `FEWEST` people.

    A confidence sequence: with probability at least 1 - `ALPHA` the truth lies within
    it at every moment at once. Negative means fewer than before.
    """
    if min(before.n, since.n) < FEWEST:
        return None
    high = _highest(before, since)
    low = -_highest(before.mirrored(), since.mirrored())
    return low, high


def _is_same(before: Count, since: Count) -> bool:
    """Whether neither "more by the margin" nor "fewer by the margin" can be true."""
    is_no_more = log_evidence(before, since, MARGIN) >= ENOUGH
    mirrored = before.mirrored(), since.mirrored()
    return is_no_more and log_evidence(*mirrored, MARGIN) >= ENOUGH


def _highest(before: Count, since: Count) -> int:
    """Return the least whole number of points by which the share is not larger."""
    enough = math.log(2 / ALPHA)
    low, high = -100, 100  # not refuted at `low`, or taken to be; refuted at `high`
    while high - low > 1:
        middle = (low + high) // 2
        margin = middle * _STEP / CELLS
        if log_evidence(before, since, margin) >= enough:
            high = middle
        else:
            low = middle
    return high
