"""Taking turns between businesses over a long queue, at a cost that does not grow with
what waits.

The queue is a table with an index (group, due, id) over the rows that wait. Which
groups have anything due is found by jumping from one to the next in that index (a
"loose index scan"); the first few rows of each are read off its beginning. Neither
touches the rows behind.
"""

import random
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

# So many groups are looked at in one go; of more, some by chance each time.
MOST_GROUPS = 200
# SQLite puts no more than 500 together.
MOST_TOGETHER = 100
Head = tuple[datetime, UUID]
G = TypeVar("G", bound=Hashable)

_JUMPING = """
    WITH RECURSIVE waiting(id) AS (
        SELECT * FROM (
            SELECT {group} FROM {table} WHERE {waits} AND {group} IS NOT NULL
            ORDER BY {group} LIMIT 1
        ) AS first
        UNION ALL
        SELECT (
            SELECT later.{group} FROM {table} AS later
            WHERE {waits} AND later.{group} > waiting.id
            ORDER BY later.{group} LIMIT 1
        )
        FROM waiting WHERE waiting.id IS NOT NULL
    )
    SELECT id FROM waiting WHERE id IS NOT NULL AND EXISTS (
        SELECT 1 FROM {table} AS head
        WHERE {waits} AND head.{group} = waiting.id AND head.{due} <= %s
    )
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """A table, what its groups and its time are called, and the condition of the
    index, word by word: only names of our own go in, never a value.
    """

    table: str
    group: str
    due: str
    waits: str


def groups_due(queue: Queue, now: datetime) -> list[UUID]:
    """Return the groups of ``queue`` in which anything is due."""
    sql = _JUMPING.format(
        table=queue.table, group=queue.group, due=queue.due, waits=queue.waits
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [connection.ops.adapt_datetimefield_value(now)])
        found = [_uuid(row[0]) for row in cursor.fetchall()]
    return random.sample(found, MOST_GROUPS) if len(found) > MOST_GROUPS else found


def first_in_turn(
    groups: Sequence[G],
    heads: Callable[[G, int], Iterable[QuerySet[Any, Any]]],
    *,
    limit: int,
) -> list[tuple[G, UUID]]:
    """Return up to ``limit`` (group, id): the first of each group, then the second of
    each, each time the longest due first.

    ``heads`` gives for a group and a number the queries for so many of its first
    rows, each as (when due, id).
    """
    found: dict[G, list[Head]] = {group: [] for group in groups}
    # Enough at once for the usual case, in which a few have most of what waits.
    longer, each = list(groups), min(limit, -(-4 * limit // max(len(groups), 1)))
    while longer:
        found |= _fetch({group: heads(group, each) for group in longer})
        if sum(map(len, found.values())) >= limit:
            break
        # Whoever has more waiting takes the turns that others leave.
        longer = [group for group in longer if len(found[group]) >= each]
        each = min(each * 4, limit)
    turns = [
        (n, *head, at)
        for at, group in enumerate(groups)
        for n, head in enumerate(found[group])
    ]
    return [(groups[at], pk) for _, _, pk, at in sorted(turns)[:limit]]


def _fetch(
    wanted: Mapping[G, Iterable[QuerySet[Any, Any]]],
) -> dict[G, list[Head]]:
    """Read many short lists in few statements."""
    found: dict[G, list[Head]] = {group: [] for group in wanted}
    groups = list(wanted)
    queries = iter(
        (number, *rows.query.sql_with_params())
        for number, group in enumerate(groups)
        for rows in wanted[group]
    )
    while some := list(islice(queries, MOST_TOGETHER)):
        sql = " UNION ALL ".join(
            f"SELECT {number}, head.* FROM ({query}) AS head"
            for number, query, _ in some
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for _, _, values in some for value in values])
            for number, due, pk in cursor.fetchall():
                found[groups[number]].append((due, _uuid(pk)))
    return {group: sorted(rows) for group, rows in found.items()}


def _uuid(value: UUID | str) -> UUID:
    # SQLite has no type for it.
    return value if isinstance(value, UUID) else UUID(value)
