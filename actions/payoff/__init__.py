"""Whether an action paid off: pure statistics, right at small n and at every look."""

from actions.payoff.comparing import (
    ALPHA,
    FEWEST,
    MARGIN,
    Outcome,
    interval,
    outcome,
)
from actions.payoff.evidence import Count

__all__ = ["ALPHA", "FEWEST", "MARGIN", "Count", "Outcome", "interval", "outcome"]
