"""What a row costs in a long queue against a short one: it must not depend on it.

The queue grows between the two, so they are measured one after the other, not in turn.
"""

from collections.abc import Callable, Iterator
from statistics import median

from benchmarks import rows
from benchmarks.measuring import ROUNDS, Result, seconds
from feedback import clock, tenancy
from feedback.mail import claiming
from feedback.mail.outcomes import Outcome
from feedback.mail.verdicts import Answer, Verdict
from surveys.selectors import due

FEW, MANY = 1_000, 100_000
BATCH = 200


def run() -> Iterator[Result]:
    """Yield what a claimed mail and a found invitation cost, in µs."""
    for name, grow, work in (
        ("due_rows.finding_whom_to_ask", rows.plan, find),
        ("due_rows.claiming", rows.queue, claim),
    ):
        owner = rows.business(name.replace("_", "-").replace(".", "-"))
        grow(owner, FEW)
        few = _cost(work)
        grow(owner, MANY - FEW)
        yield Result(name, _cost(work), "µs/row", few, goal=1.3, at_most=True)


def _cost(work: Callable[[], None]) -> float:
    rows.tidy()
    work()
    return median(seconds(work) for _ in range(ROUNDS * 3)) / BATCH * 1e6


def find() -> None:
    """Find whom to ask."""
    with tenancy.every_business():
        assert len(due.due(clock.now(), BATCH)) == BATCH


def claim() -> None:
    """Claim mails, begin to send them, and put them back."""
    held = claiming.claim(clock.now(), limit=BATCH)
    assert held is not None
    rows, _ = claiming.begin(held, [], clock.now(), size=BATCH)
    assert len(rows) == BATCH
    untried = Answer(Verdict.UNTRIED)
    claiming.settle(held, [Outcome(row, untried) for row in rows], clock.now())
