"""Timing two ways of doing a thing, in turn: a busy machine is unfair to both."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Result:
    """A number of ours against a baseline. ``at_most`` turns the goal round: a ratio
    that must not grow, such as the cost of a row in a long queue against a short one.
    """

    name: str
    value: float
    unit: str
    baseline: float
    goal: float
    at_most: bool = False

    @property
    def ratio(self) -> float:
        """Return our number as a multiple of the baseline."""
        return self.value / self.baseline

    @property
    def holds(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal

    def as_line(self) -> str:
        """Return the result as one line of JSON."""
        numbers = asdict(self)
        del numbers["at_most"]
        numbers |= {
            "value": round(self.value, 3),
            "baseline": round(self.baseline, 3),
            "ratio": round(self.ratio, 3),
            "holds": self.holds,
        }
        return json.dumps(numbers)


def seconds(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(
    ours: Callable[[], float], baseline: Callable[[], float], *, rounds: int = ROUNDS
) -> tuple[float, float]:
    """Return the medians of both, measured one after the other ``rounds`` times."""
    pairs = [(baseline(), ours()) for _ in range(rounds)]
    return median(pair[1] for pair in pairs), median(pair[0] for pair in pairs)
