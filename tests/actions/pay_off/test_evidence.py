import itertools
import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.payoff import ALPHA, Count, Outcome, interval, outcome
from actions.payoff.evidence import log_evidence
from tests.actions.pay_off import exact

COUNTS = st.integers(0, 25).flatmap(
    lambda n: st.integers(0, n).map(lambda hits: Count(hits, n))
)


@pytest.mark.parametrize("margin", ["0", "0.1", "-0.1", "0.25", "-0.6"])
@pytest.mark.parametrize(
    ("before", "since"),
    [
        (Count(12, 40), Count(3, 34)),
        (Count(0, 12), Count(0, 9)),
        (Count(12, 12), Count(0, 9)),
        (Count(5, 10), Count(10, 10)),
        (Count(0, 0), Count(2, 7)),
        (Count(7, 11), Count(0, 0)),
    ],
)
def test_the_evidence_is_what_its_definition_says_exactly(
    before: Count, since: Count, margin: str
) -> None:
    slowly = exact.evidence(before, since, Decimal(margin))
    quickly = log_evidence(before, since, float(margin))
    assert quickly == pytest.approx(float(slowly.ln()), abs=1e-9)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.903])
def test_with_no_effect_hardly_anything_is_ever_called_better(share: float) -> None:
    n0, most = 12, 30
    enough = math.log(1 / ALPHA)
    found = sum(
        exact.binomial(n0, hits, share)
        * exact.ever(
            share,
            most,
            lambda since, hits=hits: log_evidence(Count(hits, n0), since) >= enough,
            Count(0, 0),
        )
        for hits in range(n0 + 1)
    )
    assert found <= ALPHA


def test_the_sum_over_paths_is_the_sum_over_every_single_row_of_answers() -> None:
    share, most, before = 0.3, 9, Count(9, 10)
    enough = math.log(1 / ALPHA)

    def is_called(since: Count) -> bool:
        return log_evidence(before, since) >= enough

    by_hand = 0.0
    for row in itertools.product((0, 1), repeat=most):
        looks = (Count(sum(row[:n]), n) for n in range(1, most + 1))
        if any(map(is_called, looks)):
            by_hand += share ** sum(row) * (1 - share) ** (most - sum(row))
    assert by_hand > 0
    assert exact.ever(share, most, is_called, Count(0, 0)) == pytest.approx(by_hand)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.7])
def test_on_average_evidence_against_the_truth_is_at_most_one(share: float) -> None:
    n0, n1 = 10, 8
    mean = sum(
        exact.binomial(n0, x0, share)
        * exact.binomial(n1, x1, share)
        * math.exp(log_evidence(Count(x0, n0), Count(x1, n1)))
        for x0 in range(n0 + 1)
        for x1 in range(n1 + 1)
    )
    assert mean <= 1


@given(before=COUNTS, since=COUNTS)
def test_fewer_hits_since_are_never_less_evidence(before: Count, since: Count) -> None:
    if since.hits:
        fewer = Count(since.hits - 1, since.n)
        assert log_evidence(before, fewer) >= log_evidence(before, since) - 1e-9


@settings(max_examples=25)
@given(before=COUNTS, since=COUNTS)
def test_what_is_said_turns_round_with_the_counts(before: Count, since: Count) -> None:
    there = outcome(before, since)
    back = outcome(before.mirrored(), since.mirrored())
    turned = {Outcome.BETTER: Outcome.WORSE, Outcome.WORSE: Outcome.BETTER}
    assert back == turned.get(there, there)
    found = interval(before, since)
    assert (found is None) == (min(before.n, since.n) < 10)
    if found:
        low, high = found
        assert low < high
        assert interval(before.mirrored(), since.mirrored()) == (-high, -low)
        if there == Outcome.BETTER:
            # The interval looks both ways, so it asks for a little more.
            assert low < 0


def test_the_four_things_that_can_be_said() -> None:
    assert outcome(Count(12, 40), Count(3, 34)) == Outcome.EARLY
    assert outcome(Count(12, 40), Count(1, 60)) == Outcome.BETTER
    assert outcome(Count(3, 40), Count(30, 60)) == Outcome.WORSE
    assert outcome(Count(120, 400), Count(600, 2000)) == Outcome.SAME


def test_under_ten_people_nothing_is_said() -> None:
    assert outcome(Count(9, 9), Count(0, 100)) == Outcome.EARLY
    assert outcome(Count(100, 100), Count(0, 9)) == Outcome.EARLY
