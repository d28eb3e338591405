"""Taking in a list: everybody once, whoever sends it and however often."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection, connections

from feedback import clock, tenancy
from feedback.customers.addresses import NotAnAddress
from feedback.customers.models import Customer, Interaction
from feedback.customers.services import CustomerDetails, NewInteraction, suppress
from feedback.history.services import CUSTOMER
from surveys.models import Invitation, Survey
from surveys.services.collecting import NewRow, Taken, add_one, foresee, take_in
from surveys.taken_words import foreseen_in_words, taken_in_words
from tests import builders
from tests.conftest import NOON, World

YESTERDAY = datetime(2026, 11, 17, 12, tzinfo=UTC)
ANN = NewRow("Ann", "ann@a.example", "Visit", YESTERDAY, handler="Dan")
TOM = NewRow("Tom", "tom@a.example", "Visit", YESTERDAY)
NOBODY = NewRow("Kim", "", "Visit", YESTERDAY)


def take(world: World, *rows: NewRow) -> Taken:
    return take_in(world.business, rows, source=Interaction.Source.PASTE, by=world.by)


def counts() -> tuple[int, int, int]:
    return (
        Customer.objects.count(),
        Interaction.objects.count(),
        Invitation.objects.count(),
    )


def test_each_row_becomes_a_customer_work_and_a_decision(inside: World) -> None:
    builders.survey()
    taken = take(inside, ANN, TOM, NOBODY)
    assert counts() == (3, 3, 3)
    assert [row.is_new for row in taken.rows] == [True] * 3
    assert [i.customer.name for i in taken.asked] == ["Ann", "Tom"]
    assert taken.not_asked == [(1, "no email address")]
    assert Interaction.objects.filter(source="paste").count() == 3


def test_the_same_list_again_changes_nothing(inside: World) -> None:
    builders.survey()
    take(inside, ANN, TOM, NOBODY)
    again = take(inside, NOBODY, TOM, ANN)
    assert counts() == (3, 3, 3)
    assert (again.added, again.already_there) == ([], 3)


def test_a_row_twice_in_one_list_is_taken_once(inside: World) -> None:
    builders.survey()
    taken = take(inside, ANN, replace(ANN, name="A", email="ANN@a.example"))
    assert counts() == (1, 1, 1)
    assert [row.is_new for row in taken.rows] == [True, False]


def test_two_visits_of_one_person_ask_once_about_the_last(inside: World) -> None:
    builders.survey()
    earlier = replace(
        ANN, kind="Quote", happened_at=datetime(2026, 11, 10, 12, tzinfo=UTC)
    )
    taken = take(inside, earlier, ANN)
    assert counts() == (1, 2, 2)
    (asked,) = taken.asked
    assert asked.interaction.kind == "Visit"
    assert taken.not_asked == [(1, "asked too recently")]


def test_without_a_survey_work_is_noted_and_nobody_asked(inside: World) -> None:
    taken = take(inside, ANN)
    assert counts() == (1, 1, 0)
    assert taken.not_asked == [(1, "no survey follows this kind of work")]


def test_all_or_nothing(inside: World) -> None:
    with pytest.raises(NotAnAddress):
        take(inside, ANN, replace(TOM, email="nonsense"))
    assert counts() == (0, 0, 0)


def test_what_is_foreseen_is_what_then_happens(inside: World) -> None:
    builders.survey()
    take(inside, TOM)
    suppress(inside.business, email="joy@a.example", reason="opted_out", by=CUSTOMER)
    rows = (ANN, TOM, NOBODY, replace(ANN, kind="Other"), replace(ANN, name="again"))
    rows += (NewRow("Joy", "joy@a.example", "Visit", YESTERDAY),)
    before = counts()
    foreseen = foresee(inside.business, rows, now=clock.now())
    assert counts() == before
    taken = take(inside, *rows)

    def outcome(what: Taken) -> list[tuple[bool, str, str]]:
        return [
            (
                r.is_new,
                *(
                    (r.invitation.status, r.invitation.reason)
                    if r.invitation
                    else ("", "")
                ),
            )
            for r in what.rows
        ]

    assert outcome(foreseen) == outcome(taken)
    assert foreseen.first_at == taken.first_at
    assert foreseen_in_words(foreseen, inside.business) == (
        "4 visits by 3 people. 1 will be asked, first on Wed 18 Nov from 12:00."
        " 3 not: 1 no email address, 1 asked too recently, 1 asked not to be asked."
        " 2 there already."
    )


def test_the_words_count_people(inside: World) -> None:
    builders.survey()
    business = inside.business
    foreseen = foresee(business, [ANN, TOM, NOBODY], now=clock.now())
    assert foreseen_in_words(foreseen, business) == (
        "3 people. 2 will be asked, first on Wed 18 Nov from 12:00."
        " 1 not: no email address."
    )
    assert taken_in_words(take(inside, ANN), business) == (
        "1 person added. 1 will be asked, first on Wed 18 Nov from 12:00."
    )
    assert taken_in_words(take(inside, ANN), business) == (
        "Nothing has changed: all of it was there already."
    )
    foreseen = foresee(business, [ANN], now=clock.now())
    assert foreseen_in_words(foreseen, business) == (
        "1 person. All of it is there already, so nothing would change."
    )


def test_a_paused_survey_is_the_reason_in_words(inside: World) -> None:
    builders.survey(status=Survey.Status.PAUSED)
    foreseen = foresee(inside.business, [ANN, TOM], now=clock.now())
    assert foreseen_in_words(foreseen, inside.business) == (
        "2 people. Nobody will be asked. 2 not: the survey was paused."
    )


def test_one_by_form_keeps_owner_and_band(inside: World) -> None:
    details = CustomerDetails(
        "Ann", "ann@a.example", relationship_owner=inside.member, value="most_valuable"
    )
    work = NewInteraction("Visit", YESTERDAY, value=Decimal("10.00"))
    assert add_one(inside.business, details, work, by=inside.by).added
    kept = Customer.objects.get()
    assert (kept.relationship_owner, kept.value) == (inside.member, "most_valuable")
    assert Interaction.objects.get().value == Decimal("10.00")


def test_one_by_form_without_owner_leaves_the_owner(inside: World) -> None:
    builders.customer(
        email="ann@a.example", relationship_owner=inside.member, value="most_valuable"
    )
    details = CustomerDetails("Ann", "ann@a.example")
    add_one(inside.business, details, NewInteraction("Visit", YESTERDAY), by=inside.by)
    kept = Customer.objects.get()
    assert (kept.relationship_owner, kept.value) == (inside.member, "most_valuable")


def test_a_long_list_needs_no_more_queries_than_a_short_one(
    inside: World, django_assert_max_num_queries: object
) -> None:
    builders.survey()

    def rows(start: int, count: int) -> list[NewRow]:
        numbers = range(start, start + count)
        return [replace(ANN, email=f"ann{n}@a.example") for n in numbers]

    with django_assert_max_num_queries(41):  # type: ignore[operator]
        take(inside, *rows(0, 5))
    with django_assert_max_num_queries(41):  # type: ignore[operator]
        take(inside, *rows(5, 200))


@pytest.mark.django_db(transaction=True)
def test_the_same_list_from_ten_sides_at_once_is_taken_once(world: World) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")
    with tenancy.enter(world.business.id):
        builders.survey()
    rows = [replace(ANN, email=f"ann{n}@a.example") for n in range(20)]

    def send(side: int) -> int:
        mixed = rows[side:] + rows[:side] + [NOBODY]
        with clock.set_to(NOON), tenancy.enter(world.business.id):
            taken = take(world, *mixed)
        connections.close_all()
        return len(taken.added)

    with ThreadPoolExecutor(10) as pool:
        added = sum(pool.map(send, range(10)))
    with tenancy.enter(world.business.id):
        assert counts() == (21, 21, 21)
        planned = Invitation.objects.filter(status=Invitation.Status.PLANNED)
        assert planned.count() == 20
    assert added == 21


@pytest.mark.django_db(transaction=True)
def test_one_person_from_ten_forms_at_once_is_one(world: World) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory: set TEST_DATABASE_NAME")
    with tenancy.enter(world.business.id):
        builders.survey()

    def send(number: int) -> None:
        details = CustomerDetails("Ann", "ann@a.example")
        work = NewInteraction("Visit", YESTERDAY, reference=str(number))
        with clock.set_to(NOON), tenancy.enter(world.business.id):
            add_one(world.business, details, work, by=world.by)
        connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(send, range(10)))
    with tenancy.enter(world.business.id):
        assert counts() == (1, 10, 10)
        planned = Invitation.objects.filter(status=Invitation.Status.PLANNED)
        assert planned.count() == 1
