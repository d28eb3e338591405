"""Whether "paid off" can be believed: businesses by the thousand, looked at every day.

First with no effect at all: how many are ever told within a year that something paid
off (at most 5 of a hundred may be; the plain test, a z-test of two shares looked at
just as often, is printed beside it as the baseline). Then with an effect of 10, 20 and
40 points: after how many replies half of them are told, against as many as the plain
test wants to find it in four of five cases when it is looked at once.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import sqrt
from statistics import NormalDist, median

from actions.payoff import ALPHA, FEWEST, Count
from actions.payoff.comparing import ENOUGH
from actions.payoff.evidence import log_evidence
from benchmarks.measuring import Result

YEAR = 365
FIRMS = 1000
POWER, MOST_TIMES = 0.8, 5
# How many replies were there before, how many come a day, and the share that complains.
NO_EFFECT = (
    (20, 0.2, 0.3),
    (40, 0.2, 0.1),
    (40, 1.0, 0.3),
    (100, 1.0, 0.5),
    (200, 1.0, 0.05),
    (400, 1.0, 0.3),
)
EFFECTS = ((40, 0.5, 0.4), (40, 0.5, 0.2), (200, 0.5, 0.2), (400, 0.5, 0.1))


@dataclass(frozen=True, slots=True)
class Firm:
    """One business: what it heard before, and each reply since as (day, trouble)."""

    before: Count
    since: list[tuple[int, bool]]


def run() -> Iterator[Result]:
    """Yield the share of false calls, and the replies that true ones take."""
    for n0, a_day, share in NO_EFFECT:
        firms = list(_firms(n0, a_day, (share, share)))
        false = sum(found(firm) is not None for firm in firms) / len(firms)
        plain = sum(_found_plainly(firm) for firm in firms) / len(firms)
        name = f"pay_off.false_{n0}_before_{a_day:g}_a_day_{share:.0%}"
        yield Result(name, false, "of firms", ALPHA, 1, at_most=True)
        yield Result(f"{name}_plain", plain, "of firms", ALPHA, 1)
    for n0, share, effect in EFFECTS:
        firms = list(_firms(n0, 4.0, (share, share - effect)))
        calls = [found(firm) for firm in firms]
        replies = median(call[1] if call else YEAR * 4 for call in calls)
        points = f"{effect * 100:.0f}_points_{n0}_before"
        once = _wanted_by_plain(n0, share, share - effect)
        yield Result(
            f"pay_off.replies_to_find_{points}", replies, "replies", once,
            MOST_TIMES, at_most=True,
        )  # fmt: skip


def found(firm: Firm) -> tuple[int, int] | None:
    """Return after how many (days, replies) it is called better; None if never.

    It is looked at at the end of each day on which somebody replied.
    """
    for day, since in _days(firm):
        if since.hits <= _limit(firm.before, since.n):
            return day, since.n
    return None


def _days(firm: Firm) -> Iterator[tuple[int, Count]]:
    hits = 0
    for n, (day, is_hit) in enumerate(firm.since, start=1):
        hits += is_hit
        if n == len(firm.since) or firm.since[n][0] != day:
            yield day, Count(hits, n)


def _firms(n0: int, a_day: float, shares: tuple[float, float]) -> Iterator[Firm]:
    chance = random.Random(f"{n0} {a_day} {shares}")
    was, is_now = shares
    for _ in range(FIRMS):
        before = sum(chance.random() < was for _ in range(n0))
        since, day = [], 0.0
        while (day := day + chance.expovariate(a_day)) < YEAR:
            since.append((int(day) + 1, chance.random() < is_now))
        yield Firm(Count(before, n0), since)


@cache
def _limit(before: Count, n: int) -> int:
    """Return how many hits of ``n`` are few enough to be called better; -1: none is."""
    if min(n, before.n) < FEWEST:
        return -1
    hits = _limit(before, n - 1)
    # One reply more moves it by one at most.
    return hits + (log_evidence(before, Count(hits + 1, n)) >= ENOUGH)


def _found_plainly(firm: Firm) -> bool:
    """Whether a z-test of two shares ever says better, looked at as often."""
    return any(
        since.n >= FEWEST and _z(firm.before, since) >= NormalDist().inv_cdf(1 - ALPHA)
        for _day, since in _days(firm)
    )


def _z(before: Count, since: Count) -> float:
    n = before.n + since.n
    share = (before.hits + since.hits) / n
    error = sqrt(share * (1 - share) * (1 / before.n + 1 / since.n))
    return (before.hits / before.n - since.hits / since.n) / error if error else 0.0


def _wanted_by_plain(n0: int, was: float, is_now: float) -> float:
    """Return how many replies the z-test wants, looked at once, to find it with
    probability `POWER`, beside ``n0`` before.
    """
    normal = NormalDist()
    wanted = (normal.inv_cdf(1 - ALPHA) + normal.inv_cdf(POWER)) ** 2
    room = (was - is_now) ** 2 / wanted - was * (1 - was) / n0
    return is_now * (1 - is_now) / room if room > 0 else YEAR
