"""Storing one chunk of a list: customers and what was done for them.

PostgreSQL does the plain rows in bulk (`copying`); the others, and every row on
SQLite, go the way of `collecting.take_in`, so both give the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from feedback.accounts.models import Business
from feedback.customers.models import Customer, Import, ImportChunk, Interaction
from feedback.customers.services import find_or_add_all, record_all
from feedback.history.services import CLOCK, Actor
from surveys.rows.laying_out import LaidRow, laid_rows, new_row, unpack
from surveys.selectors.importing import THERE
from surveys.services.collecting import person_of, work_of
from surveys.services.importing import copying


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a chunk: how many customers and works are new, and the lines
    that were there already.
    """

    people: int
    works: int
    there: Sequence[int]


@transaction.atomic
def store_chunk(of: Import) -> bool:
    """Store the next chunk of ``of`` (locked) and count it; False if there is none."""
    chunk = _next_chunk(of)
    if chunk is None:
        return False
    # One list at a time for a business, as in `collecting.take_in`.
    Business.objects.select_for_update(no_key=True).get(pk=of.business_id)
    stored = _store(of, unpack(bytes(chunk.content)))
    chunk.content = b""
    chunk.outcomes = sorted([*chunk.outcomes, *([n, THERE, ""] for n in stored.there)])
    chunk.save(update_fields=["content", "outcomes"])
    of.chunks_done += 1
    of.rows_done += chunk.rows
    for name, number in (
        ("added_people", stored.people),
        ("added", stored.works),
        ("there", len(stored.there)),
    ):
        of.counts[name] = of.counts.get(name, 0) + number
    return True


def actor_of(of: Import) -> Actor:
    """Return who started ``of``; the clock if they have left the team since."""
    return Actor.member(of.started_by) if of.started_by else CLOCK


def source_of(of: Import) -> str:
    """Return what the rows of ``of`` say about where they come from."""
    sources = {
        Import.Kind.CSV: Interaction.Source.CSV,
        Import.Kind.XLSX: Interaction.Source.XLSX,
        Import.Kind.PASTE: Interaction.Source.PASTE,
    }
    return sources[Import.Kind(of.kind)]


def _next_chunk(of: Import) -> ImportChunk | None:
    rows = ImportChunk.objects.filter(business=of.business_id, of=of)
    return rows.filter(number=of.chunks_done).first()


def _store(of: Import, text: str) -> Stored:
    if connection.vendor != "postgresql":
        return _one_by_one(of, laid_rows(text))
    bulk = copying.Bulk(of, source=source_of(of))
    bulk.copy_in(text)
    careful = bulk.take_out_careful()
    people, works, there = bulk.store()
    if not careful:
        return Stored(people, works, there)
    # They come after the plain ones, whose people they may be.
    odd = _one_by_one(of, (row for row in laid_rows(text) if int(row.line) in careful))
    return Stored(people + odd.people, works + odd.works, [*there, *odd.there])


def _one_by_one(of: Import, laid: Iterable[LaidRow]) -> Stored:
    by = actor_of(of)
    rows = [new_row(row) for row in laid]
    before = _brought(of)
    customers = find_or_add_all(
        of.business, [person_of(row) for row in rows], by=by, came_with=of.pk
    )
    works = [work_of(row, source_of(of), came_with=of.pk) for row in rows]
    stored = record_all(list(zip(customers, works, strict=True)), by=by)
    there = [
        row.line for row, (_, is_new) in zip(rows, stored, strict=True) if not is_new
    ]
    return Stored(_brought(of) - before, len(rows) - len(there), there)


def _brought(of: Import) -> int:
    rows = Customer.objects.filter(business=of.business_id, came_with=of.pk)
    return rows.count()
