"""The quick way into PostgreSQL: COPY to a temporary table, then whole sets.

A row goes this way if its address alone says who it is. Where more is asked (an
external id, no address, a phone shared with somebody without address, a person who
lacks what the row brings, a merge) the row is careful: it goes one by one.

Each condition is an index look-up per row, in a LATERAL that the planner cannot turn
into a scan of all customers: the cost of a row stays the same as they grow.
"""

import io
from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction

from feedback import clock
from feedback.customers.models import Customer, Import, Interaction
from feedback.ids import uuid7s
from feedback.tenancy import TenantModel

_CREATE = """
    CREATE TEMPORARY TABLE import_lines (
        line integer, name text, email text, email_key text, phone text,
        phone_key text, external_id text, language text, kind text,
        happened_at timestamptz, handler text, reference text, value text,
        attributes text, tail text, id uuid, person_id uuid
    ) ON COMMIT DROP"""
_KNOWN = """
    SELECT c.id, c.merged_into_id, c.is_test, c.name, c.language, c.phone_key
    FROM customers_customer c
    WHERE c.business_id = %(business)s AND c.email_key = x.email_key
        AND c.email_key <> ''
    LIMIT 1"""
# The lines that are careful, and whether everybody else is new and named once.
_CAREFUL = f"""
    WITH twice AS MATERIALIZED (
        SELECT email_key FROM import_lines WHERE email_key <> ''
        GROUP BY email_key HAVING count(*) > 1
    ), repeated AS MATERIALIZED (
        SELECT email_key, min(name COLLATE "C") <> max(name COLLATE "C")
            OR min(phone COLLATE "C") <> max(phone COLLATE "C")
            OR min(language COLLATE "C") <> max(language COLLATE "C")
            OR max(external_id COLLATE "C") <> '' AS differs
        FROM import_lines JOIN twice USING (email_key) GROUP BY email_key
    ), lines AS (
        SELECT phone_key FROM import_lines WHERE phone_key <> '' AND email_key = ''
    )
    SELECT coalesce(array_agg(x.line) FILTER (
        WHERE x.email_key = '' OR x.external_id <> ''
            OR x.email_key IN (SELECT email_key FROM repeated WHERE differs)
            OR c.merged_into_id IS NOT NULL OR c.is_test
            OR (c.name = '' AND x.name <> '')
            OR (c.language = '' AND x.language <> '')
            OR (c.phone_key = '' AND x.phone <> '')
            OR (c.id IS NULL AND x.phone_key <> '' AND (
                x.phone_key IN (SELECT phone_key FROM lines)
                OR EXISTS (
                    SELECT FROM customers_customer p
                    WHERE p.business_id = %(business)s AND p.phone_key = x.phone_key
                        AND p.phone_key <> '' AND p.email_key = ''
                )))), '{{}}'),
        count(c.id) = 0 AND NOT EXISTS (SELECT FROM repeated)
    FROM import_lines x LEFT JOIN LATERAL ({_KNOWN}) c ON true"""
# What an import says of each column; all the others keep the default of their field.
_PERSON = {
    "id": "x.person_id",
    "business_id": "%(business)s",
    "name": "x.name",
    "email": "x.email",
    "email_key": "x.email_key",
    "phone": "x.phone",
    "phone_key": "x.phone_key",
    "language": "x.language",
    "came_with": "%(import)s",
    "created_at": "%(now)s",
}
_WORK = {
    "id": "x.id",
    "business_id": "%(business)s",
    "customer_id": "c.id",
    "kind": "x.kind",
    "happened_at": "x.happened_at",
    "handler": "x.handler",
    "reference": "x.reference",
    "value": "nullif(x.value, '')::numeric",
    "attributes": "coalesce(nullif(x.attributes, ''), '{}')::jsonb",
    "source": "%(source)s",
    "came_with": "%(import)s",
    "created_at": "%(now)s",
    "fingerprint": "encode(sha256(convert_to("
    "c.id::text || E'\\x1f' || x.tail, 'UTF8')), 'hex')",
}
# The lines lie in their order: the first of two spellings of a name is kept.
_FROM_PEOPLE = "FROM import_lines x"
_FROM_WORKS = f"""
    FROM import_lines x CROSS JOIN LATERAL ({_KNOWN}) c"""
# Where everybody is new there is nobody to look up.
_FROM_WORKS_OF_NEW = """
    FROM import_lines x CROSS JOIN LATERAL (SELECT x.person_id AS id) c"""
_THERE = """
    SELECT x.line FROM import_lines x
    WHERE NOT EXISTS (SELECT FROM customers_interaction i WHERE i.id = x.id)
    ORDER BY x.line"""


class Bulk:
    """One chunk on its way into PostgreSQL, inside one transaction."""

    def __init__(self, of: Import, *, source: str) -> None:
        self._cursor = connection.cursor()
        self._rows = 0
        self._all_new = False
        self._said: dict[str, Any] = {
            "business": of.business_id,
            "import": of.pk,
            "source": source,
            "now": clock.now(),
        }

    def copy_in(self, text: str) -> None:
        """Copy laid rows (see `laying_out.pack`) to where the database can work."""
        self._run("DROP TABLE IF EXISTS import_lines")
        self._run(_CREATE)
        # The cursor behind Django's has the driver's own COPY.
        self._cursor.copy_expert("COPY import_lines FROM STDIN", _with_ids(text))
        self._rows = self._cursor.rowcount

    def take_out_careful(self) -> Collection[int]:
        """Return the lines that have to go one by one; they are out of the way then."""
        self._run(_CAREFUL)
        ((lines, self._all_new),) = self._cursor.fetchall()
        if lines:
            self._cursor.execute(
                "DELETE FROM import_lines WHERE line = ANY(%s)", [lines]
            )
            self._rows -= len(lines)
        return frozenset(lines)

    def store(self) -> tuple[int, int, list[int]]:
        """Store the others: new customers, new works, lines that were there."""
        people = self._insert_people()
        works_from = _FROM_WORKS_OF_NEW if self._all_new else _FROM_WORKS
        works = self._insert(Interaction, _WORK, works_from)
        there = self._there() if works < self._rows else []
        self._run("DROP TABLE import_lines")
        return people, works, there

    def _insert_people(self) -> int:
        if self._all_new:
            try:
                with transaction.atomic():
                    return self._insert(Customer, _PERSON, _FROM_PEOPLE)
            except IntegrityError:
                # Somebody was added by hand since we looked.
                self._all_new = False
        return self._insert(Customer, _PERSON, _FROM_PEOPLE)

    def _there(self) -> list[int]:
        self._run(_THERE)
        return [line for (line,) in self._cursor.fetchall()]

    def _insert(
        self, model: type[TenantModel], said: Mapping[str, str], rows: str
    ) -> int:
        defaults: dict[str, Any] = {
            str(field.column): field.get_db_prep_save(field.get_default(), connection)
            for field in model._meta.concrete_fields
            if field.column not in said and not field.null
        }
        values = [*said.values(), *(f"%({column})s" for column in defaults)]
        statement = (
            f"INSERT INTO {model._meta.db_table} ({', '.join([*said, *defaults])})"
            f" SELECT {', '.join(values)} {rows}"
        )
        # To be ready for a conflict costs a third of what to insert costs.
        if not self._all_new:
            statement += " ON CONFLICT DO NOTHING"
        self._cursor.execute(statement, {**defaults, **self._said})
        return int(self._cursor.rowcount)

    def _run(self, statement: str) -> int:
        self._cursor.execute(statement, self._said)
        return int(self._cursor.rowcount)


def _with_ids(text: str) -> io.StringIO:
    """Give each row two ids: of the work, and of its person if they are new."""
    lines = text.split("\n") if text else []
    rows = zip(lines, uuid7s(len(lines)), uuid7s(len(lines)), strict=True)
    return io.StringIO("\n".join(map("\t".join, rows)))
