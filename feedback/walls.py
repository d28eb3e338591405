"""The walls between businesses that the database itself keeps.

`build` runs after every migration (see the ``migrate`` command) and is idempotent,
so no new table can be forgotten and SQLite, which rebuilds a table to alter it, gets
its triggers back. On PostgreSQL each tenant table gets forced row level security; on
both engines a trigger refuses a row that points to another business's row, and an
append-only table refuses change and removal.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from feedback import keys, roles
from feedback.tenancy import TenantModel


@dataclass(frozen=True, slots=True)
class Parent:
    """A foreign key from a tenant table to another one."""

    column: str
    table: str
    key: str


def build() -> None:
    """Put up every wall on the default database."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def lift() -> None:
    """Take down what stands in the way of a migration: SQLite remakes a table to change
    it, and every trigger that names another one fails while that one is away.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def build_append_only() -> None:
    """Put up only the walls around append-only tables."""
    with connection.cursor() as cursor:
        for model in _append_only_models():
            for statement in _append_only(connection.vendor, model):
                cursor.execute(statement)


def lift_append_only() -> None:
    """Take the triggers off the append-only tables, to empty the whole database."""
    with connection.cursor() as cursor:
        for model in _append_only_models():
            table = model._meta.db_table
            for event in ("UPDATE", "DELETE"):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{_trigger(table, event)}"')


def tenant_models() -> list[type[TenantModel]]:
    """Return every concrete model whose rows belong to a business."""
    return [m for m in apps.get_models() if issubclass(m, TenantModel)]


def parents(model: type[models.Model]) -> list[Parent]:
    """Return the foreign keys of ``model`` that point to tenant tables."""
    return [
        Parent(f.column, f.related_model._meta.db_table, str(f.target_field.column))
        for f in model._meta.concrete_fields
        if isinstance(f, models.ForeignKey)
        and isinstance(f.related_model, type)
        and issubclass(f.related_model, TenantModel)
    ]


def _statements(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield from _postgresql_role()
    for model in tenant_models():
        table = model._meta.db_table
        if vendor == "postgresql":
            yield from _postgresql_security(table)
            yield from _postgresql_trigger(model)
        else:
            yield from _sqlite_triggers(table, parents(model))
    for model in _append_only_models():
        yield from _append_only(vendor, model)
    if vendor == "postgresql":
        for model in filter(keys.in_sets, tenant_models()):
            yield from keys.statements(model)
    for config in apps.get_app_configs():
        yield from getattr(config, "walls", _none)(vendor)


def _none(vendor: str) -> Iterator[str]:
    """Return what an app builds besides: see `surveys.apps`."""
    return iter(())


def _postgresql_role() -> Iterator[str]:
    role = settings.DATABASE_ROLE
    if not role:
        return
    yield from roles.statements(role)
    yield f'GRANT USAGE ON SCHEMA public TO "{role}"'
    yield (
        "GRANT SELECT, INSERT, UPDATE, DELETE"
        f' ON ALL TABLES IN SCHEMA public TO "{role}"'
    )
    yield f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"'


def _postgresql_security(table: str) -> Iterator[str]:
    """Show and take the rows of the business entered; none with none entered.

    The key is compared as it is stored, and with what the planner can work out before
    it plans: of a comparison of texts it knows nothing, takes every business to have
    one row in two hundred, and over a join then reads whole tables (measured: 16 s for
    the newest of a million replies with its customer).
    """
    rule = (
        "business_id = nullif(nullif("
        "current_setting('app.business', true), ''), '*')::uuid"
        " OR current_setting('app.business', true) = '*'"
    )
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS one_business ON "{table}"'
    yield (
        f'CREATE POLICY one_business ON "{table}" USING ({rule}) WITH CHECK ({rule})'
    )


def _postgresql_trigger(model: type[models.Model]) -> Iterator[str]:
    table, found = model._meta.db_table, parents(model)
    if not found:
        return
    yield from _postgresql_insert_trigger(model)
    checks = "".join(
        f"IF NEW.{k.column} IS NOT NULL AND {_stranger(k)} THEN "
        f"RAISE EXCEPTION 'another business: {table}.{k.column}' "
        "USING ERRCODE = 'foreign_key_violation'; END IF; "
        for k in found
    )
    yield (
        f'CREATE OR REPLACE FUNCTION "one_business_{table}"() RETURNS trigger'
        f" LANGUAGE plpgsql AS $$ BEGIN {checks} RETURN NEW; END $$"
    )
    columns = ", ".join(["business_id", *(k.column for k in found)])
    yield (
        f"CREATE OR REPLACE TRIGGER one_business BEFORE UPDATE OF {columns}"
        f' ON "{table}" FOR EACH ROW EXECUTE FUNCTION "one_business_{table}"()'
    )


def _postgresql_insert_trigger(model: type[models.Model]) -> Iterator[str]:
    """Look at all rows of one INSERT together: a call a row costs more than the rest of
    the row (measured: 9 to 15 µs against 2).

    The parent is looked up by its key in a subquery of its own, so that no plan, kept
    from when there were few parents, can turn it into a scan of all of them. Where
    this stands for a foreign key, the parent is held until the transaction ends.
    """
    table, found = model._meta.db_table, parents(model)
    held = " FOR KEY SHARE" if keys.in_sets(model) else ""
    stranger = " OR ".join(
        f"(fresh.{k.column} IS NOT NULL AND (SELECT parent.business_id"
        f' FROM "{k.table}" AS parent WHERE parent.{k.key} = fresh.{k.column}{held})'
        " IS DISTINCT FROM fresh.business_id)"
        for k in found
    )
    named = ", ".join(f"{table}.{k.column}" for k in found)
    yield (
        f'CREATE OR REPLACE FUNCTION "one_business_rows_{table}"() RETURNS trigger'
        " LANGUAGE plpgsql AS $$ BEGIN"
        f" IF EXISTS (SELECT FROM fresh WHERE {stranger}) THEN"
        f" RAISE EXCEPTION 'another business: one of {named}'"
        " USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NULL; END $$"
    )
    yield (
        f'CREATE OR REPLACE TRIGGER one_business_rows AFTER INSERT ON "{table}"'
        " REFERENCING NEW TABLE AS fresh"
        f' FOR EACH STATEMENT EXECUTE FUNCTION "one_business_rows_{table}"()'
    )


def _sqlite_triggers(table: str, found: list[Parent]) -> Iterator[str]:
    for key in found:
        name = f"one_business_{table}_{key.column}"
        when = f"NEW.{key.column} IS NOT NULL AND {_stranger(key)}"
        for event in ("INSERT", f"UPDATE OF business_id, {key.column}"):
            suffix = event.split()[0].lower()
            yield f'DROP TRIGGER IF EXISTS "{name}_{suffix}"'
            yield (
                f'CREATE TRIGGER "{name}_{suffix}" BEFORE {event} ON "{table}"'
                f" WHEN {when} BEGIN SELECT RAISE(ABORT,"
                f" 'another business: {table}.{key.column}'); END"
            )


def _stranger(key: Parent) -> str:
    return (
        f'NOT EXISTS (SELECT 1 FROM "{key.table}" AS parent'
        f" WHERE parent.{key.key} = NEW.{key.column}"
        " AND parent.business_id = NEW.business_id)"
    )


def _append_only_models() -> list[type[TenantModel]]:
    return [m for m in tenant_models() if getattr(m, "append_only", False)]


def _append_only(vendor: str, model: type[TenantModel]) -> Iterator[str]:
    table = model._meta.db_table
    message = f"append-only: {table}"
    if vendor == "postgresql":
        yield (
            f'CREATE OR REPLACE FUNCTION "append_only_{table}"() RETURNS trigger'
            f" LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{message}'; END $$"
        )
    for event, when in (("UPDATE", _unless_masked(model)), ("DELETE", "")):
        name = _trigger(table, event)
        if vendor == "postgresql":
            yield (
                f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {event} ON "{table}"'
                f' FOR EACH ROW {when} EXECUTE FUNCTION "append_only_{table}"()'
            )
            continue
        yield f'DROP TRIGGER IF EXISTS "{name}"'
        yield (
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}"'
            f" {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
    if vendor == "postgresql":  # as it was called when one stood for both
        yield f'DROP TRIGGER IF EXISTS append_only ON "{table}"'


def _unless_masked(model: type[TenantModel]) -> str:
    """Return the condition under which a change is refused: always, or unless it only
    changes words and says so in the column that the model names in ``masked_in``.
    """
    masked = getattr(model, "masked_in", "")
    if not masked:
        return ""
    texts = (models.CharField, models.TextField)
    rest = [f for f in model._meta.concrete_fields if not isinstance(f, texts)]
    same = " ".join(
        f"AND {_is_same(str(f.column))}" for f in rest if f.column != masked
    )
    return f"WHEN (NOT (NEW.{masked} IS NOT NULL AND NOT {_is_same(masked)} {same}))"


def _is_same(column: str) -> str:
    """Return SQL that is true if the column stays, on either database."""
    return (
        f"COALESCE(NEW.{column} = OLD.{column},"
        f" NEW.{column} IS NULL AND OLD.{column} IS NULL)"
    )


def _trigger(table: str, event: str) -> str:
    return f"append_only_{table}_{event.lower()}"
