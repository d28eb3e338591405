"""The draw: it hits its share, and nothing that anybody could turn moves it."""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from feedback.customers.models import Customer, Interaction
from surveys.models import Invitation, Survey
from surveys.rules import Reason, is_drawn
from surveys.services.planning import plan_all, plan_invitations
from tests import builders
from tests.conftest import NOON, World

PEOPLE = 6000
# A keyed hash is as good as dice: 99.99 % of samples lie within so many standard
# deviations, and these are the same ones in each run.
DEVIATIONS = 3.9
# Chi-square with nine degrees of freedom, one in ten thousand.
CHI_SQUARE_9 = 33.7
HANDLERS = [f"Handler {number}" for number in range(10)]
A_SURVEY = uuid.UUID("01a1ee87-3200-7cbf-bff8-66031c84208d")


def survey(percent: int, pk: uuid.UUID = A_SURVEY) -> Survey:
    return Survey(pk=pk, name="After a visit", sample_percent=percent)


def visit(number: int, **values: object) -> Interaction:
    email = values.pop("email", f"person{number}@example.com")
    fresh = {"kind": "Boiler service", "happened_at": NOON, "handler": "Dan"}
    return Interaction(customer=Customer(email=str(email)), **{**fresh, **values})


def chi_square(drawn: Counter[str], all_of: Counter[str], share: float) -> float:
    """Return how far the draw is from drawing each group alike (Pearson 1900)."""
    total = 0.0
    for name, count in all_of.items():
        inside, outside = count * share, count * (1 - share)
        total += (drawn[name] - inside) ** 2 / inside
        total += (count - drawn[name] - outside) ** 2 / outside
    return total


@pytest.mark.parametrize("percent", [1, 10, 33, 50, 90, 99])
def test_it_hits_its_share(percent: int) -> None:
    share = percent / 100
    drawn = sum(is_drawn(survey(percent), visit(n)) for n in range(PEOPLE))
    deviation = (PEOPLE * share * (1 - share)) ** 0.5
    assert abs(drawn - PEOPLE * share) < DEVIATIONS * deviation


def test_all_of_them_means_all() -> None:
    assert all(is_drawn(survey(100), visit(n)) for n in range(200))


GROUPS: dict[str, Callable[[int], str]] = {
    "handler": lambda n: HANDLERS[n * 7 % 10],
    "kind": lambda n: f"Kind {n * 3 % 10}",
    "order": lambda n: str(n * 10 // PEOPLE),
    "weekday": lambda n: str(n % 10),
}


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_no_group_is_drawn_more_often(group: str) -> None:
    of = GROUPS[group]
    drawn: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for number in range(PEOPLE):
        name = of(number)
        values = {group: name} if group in ("handler", "kind") else {}
        day = NOON - timedelta(days=number % 10) if group == "weekday" else NOON
        all_of[name] += 1
        drawn[name] += is_drawn(survey(30), visit(number, happened_at=day, **values))
    assert chi_square(drawn, all_of, 0.3) < CHI_SQUARE_9


@pytest.mark.parametrize(
    "change",
    [
        {"handler": "Somebody friendlier"},
        {"kind": "boiler SERVICE"},
        {"reference": "again-2"},
        {"value": 9999},
        {"attributes": {"mood": "happy"}},
        {"happened_at": NOON - timedelta(days=3, minutes=17)},
        {"source": Interaction.Source.API},
    ],
)
def test_nothing_about_the_visit_moves_the_lot(change: dict[str, object]) -> None:
    for number in range(300):
        once = is_drawn(survey(50), visit(number))
        assert is_drawn(survey(50), visit(number, **change)) == once


def test_a_spelling_of_the_address_moves_nothing() -> None:
    for number in range(300):
        other = f" Person{number}@EXAMPLE.com"
        once = is_drawn(survey(50), visit(number))
        assert is_drawn(survey(50), visit(number, email=other)) == once


def test_a_higher_share_only_adds_people() -> None:
    for number in range(300):
        lots = [is_drawn(survey(percent), visit(number)) for percent in range(1, 101)]
        assert lots == sorted(lots)


def test_two_surveys_draw_apart() -> None:
    other = uuid.uuid5(A_SURVEY, "other")
    both = Counter(
        (is_drawn(survey(50), visit(n)), is_drawn(survey(50, other), visit(n)))
        for n in range(2000)
    )
    assert all(
        abs(count - 500) < 4 * (2000 * 0.25 * 0.75) ** 0.5 for count in both.values()
    )


def test_another_month_is_another_lot() -> None:
    later = NOON + timedelta(days=31)
    moved = sum(
        is_drawn(survey(50), visit(n))
        != is_drawn(survey(50), visit(n, happened_at=later))
        for n in range(2000)
    )
    assert 850 < moved < 1150


def left_out(percent: int = 50) -> Customer:
    """Store somebody whom the draw of a new survey leaves out."""
    asks = builders.survey(sample_percent=percent)
    for _ in range(100):
        who = builders.customer()
        work = Interaction(customer=who, kind="Boiler service", happened_at=NOON)
        if not is_drawn(asks, work):
            return who
    raise AssertionError("The draw takes everybody.")


def test_who_is_left_out_is_told_so(inside: World) -> None:
    (row,) = plan_invitations(builders.interaction(left_out()), by=inside.by)
    assert (row.status, row.reason) == ("not_asked", Reason.SAMPLED_OUT)


def test_a_later_share_decides_about_later_visits_only(inside: World) -> None:
    work = builders.interaction(left_out())
    plan_invitations(work, by=inside.by)
    Survey.objects.update(sample_percent=100)
    assert plan_invitations(work, by=inside.by)[0].reason == Reason.SAMPLED_OUT
    Survey.objects.update(sample_percent=1)
    kept = Invitation.objects.get()
    assert kept.reason == Reason.SAMPLED_OUT


def test_entering_it_again_draws_the_same_lot(inside: World) -> None:
    who = left_out()
    again = [
        builders.interaction(
            who, reference=f"try {n}", happened_at=NOON - timedelta(hours=n)
        )
        for n in range(10)
    ]
    assert {row.reason for row in plan_all(inside.business, again, by=inside.by)} == {
        Reason.SAMPLED_OUT
    }


def test_a_wish_weighs_more_than_the_draw(inside: World) -> None:
    who = left_out()
    who.complaint_open_since = NOON
    who.save(update_fields=["complaint_open_since"])
    (row,) = plan_invitations(builders.interaction(who), by=inside.by)
    assert row.reason == Reason.COMPLAINT
