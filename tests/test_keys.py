"""What a foreign key keeps is kept where triggers stand in for it (PostgreSQL)."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg2
import pytest
from django.db import IntegrityError, connection, transaction
from psycopg2.errors import FeatureNotSupported, ForeignKeyViolation

from feedback import keys, roles, tenancy, walls
from feedback.accounts.models import Business, Membership
from feedback.customers.models import Customer, Interaction
from feedback.ids import uuid7
from tests import builders
from tests.conftest import World

pytestmark = [
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite keeps the foreign keys"
    ),
    pytest.mark.django_db,
]
KEYS = [
    key
    for model in walls.tenant_models()
    if keys.in_sets(model)
    for key in keys.keys_of(model)
]
EACH = pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
NOBODY = uuid7()
PATIENCE = 20.0


@dataclass
class Pair:
    """A row, and the one that it points to by some key."""

    child: UUID
    parent: UUID


@pytest.fixture
def pairs(inside: World) -> dict[str, Pair]:
    """Return a pair for each key, by its name."""
    survivor = builders.customer()
    merged = builders.customer(merged_into=survivor)
    kept = builders.customer(relationship_owner=inside.member)
    work = builders.interaction()
    person = "customers_customer"
    return {
        f"{person}_business_id": Pair(survivor.pk, inside.business.pk),
        f"{person}_relationship_owner_id": Pair(kept.pk, inside.member.pk),
        f"{person}_merged_into_id": Pair(merged.pk, survivor.pk),
        "customers_interaction_customer_id": Pair(work.pk, work.customer_id),
    }


@contextmanager
def refused(*, match: str) -> Iterator[None]:
    """Expect a violation, and let the test's transaction live on."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        yield


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def end_with(*triggers: str) -> None:
    """Do what these do when the transaction ends."""
    run(f"SET CONSTRAINTS {', '.join(triggers)} IMMEDIATE")


def test_all_keys_of_people_and_their_work_are_kept() -> None:
    assert {(key.column, key.table) for key in KEYS} == {
        ("business_id", "accounts_business"),
        ("relationship_owner_id", "accounts_membership"),
        ("merged_into_id", "customers_customer"),
        ("customer_id", "customers_customer"),
    }


@EACH
def test_triggers_stand_where_the_foreign_key_stood(key: keys.Key) -> None:
    names = [
        *("one_business_rows", f"turns_{key.column}", f"lost_{key.name}"),
        *(f"changed_{key.name}", f"truncated_{key.name}"),
        *([] if key.is_walled else [f"has_{key.column}"]),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f'"
            " AND conrelid = %s::regclass",
            [key.child],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O' AND tgname = ANY(%s)"
            " AND tgrelid IN (%s::regclass, %s::regclass)",
            [names, key.child, key.table],
        )
        (found,) = cursor.fetchone()
    assert found >= len(names)


@pytest.mark.parametrize("scope", ["one", "all"])
def test_a_set_with_one_work_of_nobody_does_not_get_in(
    inside: World, scope: str
) -> None:
    good = builders.customer()
    works = [
        Interaction(
            business=inside.business,
            customer_id=pk,
            kind="Visit",
            happened_at=inside.business.created_at,
            source=Interaction.Source.FORM,
            fingerprint=str(pk),
        )
        for pk in (good.pk, NOBODY)
    ]
    with refused(match="customer_id"):
        if scope == "one":
            Interaction.objects.bulk_create(works)
        else:
            with tenancy.every_business():
                Interaction.objects.bulk_create(works)


@pytest.mark.parametrize(
    "column", ["business_id", "relationship_owner_id", "merged_into_id"]
)
def test_a_set_with_one_orphan_does_not_get_in(inside: World, column: str) -> None:
    people = [Customer(business=inside.business, name=name) for name in ("Ann", "Tom")]
    setattr(people[1], column, NOBODY)
    with tenancy.every_business(), refused(match=column):
        Customer.objects.bulk_create(people)


@EACH
def test_a_row_cannot_turn_to_what_is_not_there(
    pairs: dict[str, Pair], key: keys.Key
) -> None:
    with tenancy.every_business(), refused(match=key.column):
        run(
            f'UPDATE "{key.child}" SET {key.column} = %s WHERE id = %s',
            *(NOBODY, pairs[key.name].child),
        )


@EACH
def test_a_parent_does_not_go_while_rows_point_to_it(
    pairs: dict[str, Pair], key: keys.Key
) -> None:
    with refused(match=f"{key.name} still points to it"):
        run(f'DELETE FROM "{key.table}" WHERE id = %s', pairs[key.name].parent)
        end_with(f"lost_{key.name}")


@pytest.mark.parametrize("scope", ["", "other", "*"])
def test_a_business_does_not_go_whatever_business_is_entered(
    inside: World, pairs: dict[str, Pair], scope: str
) -> None:
    entered = str(inside.other_business.pk) if scope == "other" else scope
    with refused(match="customers_customer_business_id still points to it"):
        run("SELECT set_config('app.business', %s, true)", entered)
        run("DELETE FROM accounts_business WHERE id = %s", inside.business.pk)
        end_with("lost_customers_customer_business_id")


@EACH
def test_a_parent_does_not_change_its_key(
    pairs: dict[str, Pair], key: keys.Key
) -> None:
    with refused(match=f"{key.name} still points to it"):
        run(
            f'UPDATE "{key.table}" SET id = %s WHERE id = %s',
            NOBODY,
            pairs[key.name].parent,
        )
        end_with(f"changed_{key.name}")


def test_a_parent_to_which_nothing_points_goes(
    inside: World, pairs: dict[str, Pair]
) -> None:
    free = Business.objects.create(
        name="Gone", slug="gone", trial_ends_on=inside.business.trial_ends_on
    )
    run("DELETE FROM accounts_business WHERE id = %s", free.pk)
    run("DELETE FROM accounts_membership WHERE id = %s", inside.reader.pk)
    run("DELETE FROM customers_customer WHERE id = %s", builders.customer().pk)
    end_with("ALL")
    assert not Membership.objects.filter(pk=inside.reader.pk).exists()


def test_everything_of_a_business_goes_with_it(
    inside: World, pairs: dict[str, Pair]
) -> None:
    with tenancy.every_business():
        Customer.objects.filter(business=inside.business).delete()
        end_with("ALL")
        assert not Interaction.objects.exists()


def test_a_parent_may_go_before_what_points_to_it(
    inside: World, pairs: dict[str, Pair]
) -> None:
    merged = pairs["customers_customer_merged_into_id"]
    for pk in (merged.parent, merged.child):
        run("DELETE FROM customers_customer WHERE id = %s", pk)
    end_with("lost_customers_customer_merged_into_id")
    assert not Customer.objects.filter(pk=merged.child).exists()


@EACH
def test_parents_are_not_truncated_away_from_their_rows(
    pairs: dict[str, Pair], key: keys.Key
) -> None:
    with roles.as_owner():
        run("SET CONSTRAINTS ALL IMMEDIATE")
        with refused(match="truncate both"):
            run(f'TRUNCATE "{key.table}" CASCADE')


# Two at once.

ADD = """
    INSERT INTO customers_interaction (id, business_id, customer_id, kind,
        happened_at, handler, reference, attributes, source, fingerprint, created_at)
    VALUES (gen_random_uuid(), %s, %s, 'Visit', now(), '', '', '{}', 'form',
        gen_random_uuid()::text, now())"""
DELETE = "DELETE FROM customers_customer WHERE id = %s"


def another() -> Any:
    """Return another connection to the same database, as the one that logs in."""
    made = psycopg2.connect(**connection.get_connection_params())
    with made.cursor() as cursor:
        cursor.execute("SELECT set_config('app.business', '*', false)")
    made.commit()
    return made


def one_after_the_other(first: tuple[Any, ...], second: tuple[Any, ...]) -> str:
    """Let ``second`` begin while ``first`` is not in yet; return what became of it."""
    said: list[str] = []

    def follow(line: Any) -> None:
        try:
            with line.cursor() as cursor:
                cursor.execute(second[0], second[1:])
            line.commit()
            said.append("in")
        except ForeignKeyViolation:
            said.append("refused")

    with closing(another()) as one, closing(another()) as two:
        with one.cursor() as cursor:
            cursor.execute(first[0], first[1:])
        thread = threading.Thread(target=follow, args=(two,))
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "it did not wait"
        one.commit()
        thread.join(PATIENCE)
    return said[0]


@pytest.mark.django_db(transaction=True)
def test_whoever_deletes_waits_for_a_work_that_comes_in_and_then_sees_it(
    world: World,
) -> None:
    with tenancy.enter(world.business.pk):
        who = builders.customer()
    add = (ADD, str(world.business.pk), str(who.pk))
    assert one_after_the_other(add, (DELETE, str(who.pk))) == "refused"


@pytest.mark.django_db(transaction=True)
def test_a_work_waits_for_whoever_deletes_its_customer_and_stays_out(
    world: World,
) -> None:
    with tenancy.enter(world.business.pk):
        who = builders.customer()
    add = (ADD, str(world.business.pk), str(who.pk))
    assert one_after_the_other((DELETE, str(who.pk)), add) == "refused"


@pytest.mark.django_db(transaction=True)
def test_whoever_deletes_does_so_at_read_committed(world: World) -> None:
    """At another level they would not see what has come in since they began."""
    with tenancy.enter(world.business.pk):
        free = builders.customer()
    with closing(another()) as other, other.cursor() as cursor:
        other.set_session(isolation_level="REPEATABLE READ")
        cursor.execute(DELETE, [str(free.pk)])
        with pytest.raises(FeatureNotSupported):
            other.commit()
