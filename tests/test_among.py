"""The lookup for many values at once: the same as ``in``, on both engines."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import tenancy
from feedback.customers.models import Customer, Interaction
from tests.conftest import NOON, World

pytestmark = pytest.mark.django_db
NAMES = ("Ann", 'Ann "the boss"', "Ann\\", "{Ann,NULL}", "O’Neil", "", "a" * 120)


def people(world: World) -> list[Customer]:
    return [
        Customer.objects.create(business=world.business, name=name) for name in NAMES
    ]


def test_ids_are_found(world: World) -> None:
    with tenancy.enter(world.business.pk):
        rows = people(world)
        wanted = [rows[0].pk, rows[3].pk, uuid4()]
        found = Customer.objects.filter(pk__among=wanted)
        assert set(found) == {rows[0], rows[3]}


@pytest.mark.parametrize("name", NAMES)
def test_a_text_is_found_as_it_is_written(world: World, name: str) -> None:
    with tenancy.enter(world.business.pk):
        people(world)
        found = Customer.objects.filter(name__among={name, "Nobody"})
        assert [row.name for row in found] == [name]


def test_a_text_that_is_too_long_for_the_column_is_not_cut(world: World) -> None:
    with tenancy.enter(world.business.pk):
        people(world)
        assert not Customer.objects.filter(name__among=["a" * 121]).exists()


def test_a_key_to_another_table_can_be_asked(world: World) -> None:
    with tenancy.enter(world.business.pk):
        one, other = people(world)[:2]
        work = Interaction.objects.create(
            business=world.business,
            customer=one,
            kind="Boiler service",
            happened_at=NOON - timedelta(days=1),
            source=Interaction.Source.FORM,
            fingerprint="f",
        )
        assert Interaction.objects.get(customer__among=[one.pk]) == work
        assert not Interaction.objects.filter(customer__among=[other.pk]).exists()


def test_none_of_them_needs_no_query(world: World) -> None:
    with tenancy.enter(world.business.pk), CaptureQueriesContext(connection) as asked:
        assert not Customer.objects.filter(pk__among=[])
    assert not [q for q in asked.captured_queries if "customers" in q["sql"]]


def test_very_many_are_one_parameter(world: World) -> None:
    with tenancy.enter(world.business.pk):
        rows = people(world)
        many = [*(uuid4() for _ in range(40_000)), rows[0].pk]
        assert Customer.objects.get(pk__among=many) == rows[0]
