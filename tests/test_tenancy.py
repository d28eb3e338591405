"""The walls between businesses hold in the managers and in the database."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from feedback import tenancy
from feedback.accounts.models import Membership, Role
from feedback.customers.models import Customer, Interaction
from feedback.history.models import Event
from feedback.ids import uuid7
from feedback.walls import parents, tenant_models
from tests.conftest import World

on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="row level security is PostgreSQL's"
)


def test_outside_any_business_the_managers_raise(world: World) -> None:
    with pytest.raises(tenancy.NoBusinessEntered):
        Membership.objects.count()


def test_inside_one_business_only_its_rows_are_seen(inside: World) -> None:
    assert inside.stranger not in Membership.objects.all()
    assert inside.member in Membership.objects.all()


def test_a_related_row_of_another_business_is_not_found(world: World) -> None:
    with tenancy.enter(world.other_business.id):
        assert not Membership.objects.filter(pk=world.owner.pk).exists()


def test_after_an_inner_business_the_outer_one_is_back(world: World) -> None:
    with tenancy.enter(world.business.id):
        with tenancy.enter(world.other_business.id):
            assert Membership.objects.get() == world.stranger
        assert world.owner in Membership.objects.all()
        assert world.stranger not in Membership.objects.all()


def test_a_child_cannot_point_to_another_businesss_parent(world: World) -> None:
    with tenancy.enter(world.other_business.id):
        customer = Customer.objects.create(business=world.other_business, name="Zoe")
    with tenancy.every_business(), pytest.raises(DatabaseError), transaction.atomic():
        Interaction.objects.create(
            business=world.business,
            customer=customer,
            kind="x",
            happened_at=world.business.created_at,
            source="form",
            fingerprint="f",
        )


def test_a_child_cannot_be_moved_to_another_businesss_parent(inside: World) -> None:
    customer = Customer.objects.create(business=inside.business, name="Zoe")
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(
            relationship_owner_id=inside.stranger.pk
        )


@on_postgresql
def test_a_query_without_a_business_returns_no_row(world: World) -> None:
    with connection.cursor() as cursor:
        for model in tenant_models():
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
            assert cursor.fetchone() == (0,), model


@on_postgresql
def test_an_insert_for_another_business_fails(world: World) -> None:
    with (
        tenancy.enter(world.business.id),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Membership.objects.create(
            business=world.other_business, user=world.reader.user, role=Role.OWNER
        )


@on_postgresql
def test_the_role_at_work_owns_no_table_and_cannot_bypass(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            " AND tableowner = current_user"
        )
        assert cursor.fetchone() == (0,)


# The role of `found_replies`, which nobody logs in as, sees four columns of replies:
# see `surveys.search_index.postgresql`.
BESIDES = {"surveys_reply": ["search_sees"]}


@pytest.mark.django_db
@pytest.mark.parametrize("model", tenant_models(), ids=lambda m: m.__name__)
def test_every_tenant_table_has_its_walls(model: type[tenancy.TenantModel]) -> None:
    table = model._meta.db_table
    keys = parents(model)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT relrowsecurity, relforcerowsecurity,"
                " ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = c.oid"
                "  ORDER BY 1),"
                " (SELECT count(*) FROM pg_trigger WHERE tgrelid = c.oid"
                "  AND tgname = 'one_business')"
                " FROM pg_class c WHERE relname = %s",
                [table],
            )
            policies = ["one_business", *BESIDES.get(table, [])]
            assert cursor.fetchone() == (True, True, policies, int(bool(keys)))
        else:
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
                " AND tbl_name = %s AND name LIKE 'one_business%%'",
                [table],
            )
            assert cursor.fetchone() == (2 * len(keys),)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_history_is_append_only(inside: World, change: str) -> None:
    event = Event.objects.first()
    assert event is not None
    rows = Event.objects.filter(pk=event.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(verb="forged") if change == "update" else rows.delete()


def test_ids_sort_by_time_and_are_version_seven() -> None:
    first = uuid7()
    assert first.version == 7
    assert first.variant == "specified in RFC 4122"
    assert uuid7() != first


def test_psycopg2_is_the_driver_and_nothing_brings_psycopg_3() -> None:
    with pytest.raises(ImportError):
        __import__("psycopg")
