"""Foreign keys that PostgreSQL keeps a set at a time.

A foreign key calls a function for each row, which looks up and locks one parent: a
quarter of what an import costs. Where a model says ``keys_in_sets = True``, triggers
look at all rows of a statement together and keep what a foreign key keeps:

- A new row has its parent, which is locked FOR KEY SHARE until the transaction ends,
  so that nobody else can delete it meanwhile (the insert trigger of `feedback.walls`
  sees to parents that belong to a business, `_new_rows` to the others).
- A row that turns to another parent, likewise.
- A parent that rows still point to when the transaction ends cannot have gone, nor
  have changed its key, nor be truncated away from them. Whoever inserts holds the
  parent, so that the one who deletes waits, and then sees the row; at other levels
  than READ COMMITTED they would not, and are refused.

SQLite keeps the foreign keys: there one costs nothing to speak of.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from feedback.tenancy import TenantModel

_VIOLATION = "USING ERRCODE = 'foreign_key_violation'"
_AT_READ_COMMITTED = (
    "IF current_setting('transaction_isolation') <> 'read committed' THEN"
    " RAISE EXCEPTION 'what rows may point to is removed at READ COMMITTED only'"
    " USING ERRCODE = 'feature_not_supported'; END IF; "
)


@dataclass(frozen=True, slots=True)
class Key:
    """A foreign key of ``child``: its column, and the table and column it points to."""

    child: str
    column: str
    table: str
    target: str
    is_walled: bool

    @property
    def name(self) -> str:
        """What the triggers about it are called."""
        return f"{self.child}_{self.column}"

    def parent_of(self, row: str) -> str:
        """Return a subquery: true if the parent of ``row`` is there, which is then
        held there. It is one look-up by the key, whatever the planner believes.
        """
        return (
            f'(SELECT true FROM "{self.table}" AS parent'
            f" WHERE parent.{self.target} = {row}.{self.column} FOR KEY SHARE)"
        )


def in_sets(model: type[models.Model]) -> bool:
    """Whether the keys of ``model`` are kept here instead of by foreign keys."""
    return bool(getattr(model, "keys_in_sets", False))


def keys_of(model: type[models.Model]) -> list[Key]:
    """Return the foreign keys of ``model`` that the database is to keep."""
    return [
        Key(
            model._meta.db_table,
            str(field.column),
            field.related_model._meta.db_table,
            str(field.target_field.column),
            issubclass(field.related_model, TenantModel),
        )
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and isinstance(field.related_model, type)
        and getattr(field, "db_constraint", True)  # unknown to the stubs
    ]


def statements(model: type[models.Model]) -> Iterator[str]:
    """Yield what puts up the triggers for ``model``, and then takes the foreign keys
    away. That waits for whoever still counts on them.
    """
    keys = keys_of(model)
    for key in keys:
        if not key.is_walled:
            yield from _new_rows(key)
        yield from _turned_rows(key)
        yield from _lost_parents(key)
        yield from _truncated_parents(key)
    yield from map(_without_foreign_key, keys)


def _new_rows(key: Key) -> Iterator[str]:
    lost = (
        f"EXISTS (SELECT FROM (SELECT DISTINCT {key.column} FROM fresh"
        f" WHERE {key.column} IS NOT NULL) AS one WHERE {key.parent_of('one')} IS NULL)"
    )
    yield _function(f"has_{key.name}", _refuse_if(lost, f"{key.name}: no such row"))
    yield (
        f'CREATE OR REPLACE TRIGGER "has_{key.column}" AFTER INSERT ON "{key.child}"'
        " REFERENCING NEW TABLE AS fresh"
        f' FOR EACH STATEMENT EXECUTE FUNCTION "has_{key.name}"()'
    )


def _turned_rows(key: Key) -> Iterator[str]:
    lost = f"{key.parent_of('NEW')} IS NULL"
    yield _function(f"turns_{key.name}", _refuse_if(lost, f"{key.name}: no such row"))
    yield (
        f'CREATE OR REPLACE TRIGGER "turns_{key.column}"'
        f' AFTER UPDATE OF {key.column} ON "{key.child}" FOR EACH ROW'
        f" WHEN (NEW.{key.column} IS NOT NULL"
        f" AND NEW.{key.column} IS DISTINCT FROM OLD.{key.column})"
        f' EXECUTE FUNCTION "turns_{key.name}"()'
    )


def _lost_parents(key: Key) -> Iterator[str]:
    """Look when the transaction ends, as a foreign key of Django's would: by then the
    rows that point to a parent may have gone as well.
    """
    gone = (
        f'NOT EXISTS (SELECT FROM "{key.table}" WHERE {key.target} = OLD.{key.target})'
    )
    needed = (
        f'EXISTS (SELECT FROM "{key.child}" AS child'
        f" WHERE child.{key.column} = OLD.{key.target})"
    )
    yield _function(
        f"lost_{key.name}",
        _AT_READ_COMMITTED
        + _refuse_if(f"{needed} AND {gone}", f"{key.name} still points to it"),
    )
    turned = f"WHEN (OLD.{key.target} IS DISTINCT FROM NEW.{key.target})"
    yield _deferred(key, f"lost_{key.name}", "DELETE", "")
    yield _deferred(key, f"changed_{key.name}", "UPDATE", turned)


def _truncated_parents(key: Key) -> Iterator[str]:
    left = f'EXISTS (SELECT FROM "{key.child}" WHERE {key.column} IS NOT NULL)'
    yield _function(
        f"truncated_{key.name}", _refuse_if(left, f"{key.name}: truncate both")
    )
    yield (
        f'CREATE OR REPLACE TRIGGER "truncated_{key.name}"'
        f' AFTER TRUNCATE ON "{key.table}"'
        f' FOR EACH STATEMENT EXECUTE FUNCTION "truncated_{key.name}"()'
    )


def _without_foreign_key(key: Key) -> str:
    return f"""
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT c.conname FROM pg_constraint c
                JOIN pg_attribute a
                    ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
                WHERE c.contype = 'f' AND a.attname = '{key.column}'
                    AND c.conrelid = '"{key.child}"'::regclass
            LOOP
                EXECUTE format('ALTER TABLE "{key.child}" DROP CONSTRAINT %I', name);
            END LOOP;
        END $$"""


def _deferred(key: Key, trigger: str, event: str, when: str) -> str:
    """Return what makes a trigger that waits for the end of the transaction. It cannot
    be replaced, only its function.
    """
    return f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = '{trigger}'
                AND tgrelid = '"{key.table}"'::regclass)
            THEN
                CREATE CONSTRAINT TRIGGER "{trigger}" AFTER {event} ON "{key.table}"
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {when}
                    EXECUTE FUNCTION "lost_{key.name}"();
            END IF;
        END $$"""


def _refuse_if(condition: str, message: str) -> str:
    return f"IF {condition} THEN RAISE EXCEPTION '{message}' {_VIOLATION}; END IF; "


def _function(name: str, body: str) -> str:
    """Return a trigger's function, which like a foreign key sees every row, whatever
    business is entered. (A function's own SET would need a superuser.)
    """
    return (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$'
        " DECLARE entered text := coalesce(current_setting('app.business', true), '');"
        " BEGIN PERFORM set_config('app.business', '*', true);"
        f" {body}"
        " PERFORM set_config('app.business', entered, true); RETURN NULL; END $$"
    )
