"""Who somebody is: external id, address, phone, and then name and phone as written."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import tenancy
from feedback.customers import people
from feedback.customers.merging import merge
from feedback.customers.models import Customer
from feedback.customers.people import Person
from feedback.customers.services import find_or_add_all
from feedback.history.models import Event
from feedback.history.services import CUSTOMER
from tests import builders
from tests.conftest import World

LINE, SAME_LINE, OTHER_LINE = "01326 312345", "+44 1326 312345", "01326 399999"


def add(world: World, *persons: Person) -> list[Customer]:
    return find_or_add_all(world.business, persons, by=world.by)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Person("Ann", "a@a.example"), Person("A", "A@a.EXAMPLE")),
        (Person("Ann", phone=LINE), Person("Ann", phone=SAME_LINE)),
        (Person("Ann", "a@a.example", LINE), Person("Ann", phone=SAME_LINE)),
        (Person("Ann", phone=LINE), Person("Ann", "a@a.example", SAME_LINE)),
        (Person("Ann", external_id="K1"), Person("B", "b@a.example", "", "K1")),
        (Person("", "a@a.example", "", "K1"), Person("", "b@a.example", "", "K1")),
        (Person("Ann", phone="x"), Person("Ann", phone="x")),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_two_rows_are_one_person(
    inside: World, one: Person, other: Person, at_once: bool
) -> None:
    if at_once:
        first, again = add(inside, one, other)
    else:
        (first,), (again,) = add(inside, one), add(inside, other)
    assert first.pk == again.pk
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Person("Ann", "a@a.example", LINE), Person("Tom", "t@a.example", LINE)),
        (Person("Ann", phone=LINE), Person("Ann", phone=OTHER_LINE)),
        (Person("Ann", phone=LINE, external_id="1"), Person("A", "", LINE, "2")),
        (Person("Ann", phone="x"), Person("Ann", phone="y")),
        (Person("Ann"), Person("Ann", "a@a.example")),
        (Person("Ann", external_id="K" * 90), Person("A", external_id="K" * 91)),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_two_rows_are_two_people(
    inside: World, one: Person, other: Person, at_once: bool
) -> None:
    if at_once:
        first, second = add(inside, one, other)
    else:
        (first,), (second,) = add(inside, one), add(inside, other)
    assert first.pk != second.pk
    assert Customer.objects.count() == 2


def test_the_external_id_comes_before_the_address(inside: World) -> None:
    by_id, by_address = add(
        inside, Person("Ann", external_id="K1"), Person("Tom", "t@a.example")
    )
    (found,) = add(inside, Person("", "t@a.example", "", "K1"))
    assert found.pk == by_id.pk
    assert Customer.objects.get(pk=by_id.pk).email == ""
    assert Customer.objects.get(pk=by_address.pk).external_id == ""


def test_of_several_on_a_line_the_same_name_is_meant_then_the_oldest(
    inside: World,
) -> None:
    ann, tom = add(
        inside, Person("Ann", "a@a.example", LINE), Person("Tom", "t@a.example", LINE)
    )
    assert add(inside, Person("tom", phone=LINE)) == [tom]
    oldest = min(ann, tom, key=lambda customer: customer.pk)
    assert add(inside, Person("Somebody", phone=LINE)) == [oldest]


def test_what_was_missing_is_filled_in_and_known_from_then_on(inside: World) -> None:
    (ann,) = add(inside, Person("Ann", phone=LINE))
    found = add(
        inside,
        Person("", "a@a.example", LINE, "K1", "DE"),
        Person("", "", "", "K1"),
        Person("", "A@a.example"),
    )
    assert {row.pk for row in found} == {ann.pk}
    kept = Customer.objects.get()
    assert (kept.name, kept.email, kept.email_key) == (
        "Ann",
        "a@a.example",
        "a@a.example",
    )
    assert (kept.phone_key, kept.external_id, kept.language) == (
        "+441326312345",
        "K1",
        "de",
    )


def test_a_phone_that_is_none_gives_way_to_one_and_not_the_other_way_round(
    inside: World,
) -> None:
    for phone in ("see file", LINE, "1.2E+11", OTHER_LINE):
        add(inside, Person("Ann", "a@a.example", phone))
    assert Customer.objects.get().phone == LINE


def test_what_was_known_stays(inside: World) -> None:
    add(inside, Person("Ann", "a@a.example", LINE, "K1", "en"))
    add(inside, Person("Tom", "a@a.example", OTHER_LINE, "K2", "de"))
    kept = Customer.objects.get()
    assert (kept.name, kept.phone, kept.external_id) == ("Ann", LINE, "K1")
    assert kept.language == "en"


@pytest.mark.parametrize("text", ["English", "de_AT_x", "", "12", "e", "\x00"])
def test_what_is_no_tag_of_a_language_is_none(text: str) -> None:
    assert people.language_tag(text) == ""


def test_whoever_was_merged_is_the_survivor_also_through_a_chain(
    inside: World,
) -> None:
    one, two, three = add(
        inside,
        Person("Ann", "one@a.example", LINE, "K1"),
        Person("Ann", "two@a.example", OTHER_LINE),
        Person("Ann", "three@a.example"),
    )
    merge(two, one, by=inside.by)
    merge(three, two, by=inside.by)
    found = add(
        inside,
        Person("", "ONE@a.example"),
        Person("", "two@a.example"),
        Person("", "", "", "K1"),
        Person("", "", LINE),
    )
    assert {row.pk for row in found} == {three.pk}


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(
    inside: World,
) -> None:
    asked = []
    for many in (3, 30):
        persons = [
            Person(f"P{many}-{n}", f"p{many}-{n}@a.example", LINE, f"K{many}-{n}")
            for n in range(many)
        ]
        with CaptureQueriesContext(connection) as queries:
            add(inside, *persons)
            add(inside, *persons)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_switchboard_is_looked_at_in_part(inside: World) -> None:
    for number in range(people.MOST_ON_A_LINE + 5):
        builders.customer(name=f"P{number:02}", phone=LINE, phone_key="+441326312345")
    (found,) = add(inside, Person("", "", LINE))
    assert found == Customer.objects.order_by("id").first()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_comes_second_is_the_one_that_came_first(world: World) -> None:
    """Ten at once under one address and one external id: one row."""
    found: list[Customer] = []

    def add_it() -> None:
        try:
            with tenancy.enter(world.business.id):
                person = Person("Ann", "a@a.example", LINE, "K1")
                found.extend(find_or_add_all(world.business, [person], by=CUSTOMER))
        finally:
            connection.close()

    threads = [threading.Thread(target=add_it) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({row.pk for row in found}) == 1
    with tenancy.enter(world.business.id):
        assert Customer.objects.count() == 1
        assert Event.objects.filter(verb="added").count() == 1
