"""Taking a file in: recognised, then kept in pieces in the database."""

import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import IO, Any

from django.db import transaction

from feedback.accounts.models import Business
from feedback.customers.models import ColumnMatching, Import, ImportPart
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line
from surveys.rows import headings as known
from surveys.rows.files import recognise

PART_BYTES = 1024 * 1024
_PARTS_AT_ONCE = 4
_PACKERS = 2


@transaction.atomic
def receive(
    business: Business,
    file: IO[bytes],
    *,
    name: str,
    size: int,
    by: Actor,
    pasted: bool = False,
) -> Import:
    """Store ``file`` (at its beginning, ``size`` bytes) as a list whose columns are to
    be matched. Nothing of it is taken in yet. Raises `Unreadable`.
    """
    found = recognise(file, size)
    made = Import.objects.create(
        business=business,
        kind=Import.Kind.PASTE if pasted else found.kind,
        file_name=one_line(name, longest=120) or "list",
        size=size,
        encoding=found.encoding,
        separator=found.separator,
        has_headings=found.has_headings,
        headings=_stored(found.headings),
        first_lines=[_stored(line) for line in found.first_lines],
        columns=suggested(business, found.headings, found.first_lines),
        started_by=by.membership,
    )
    file.seek(0)
    _keep(made, file)
    history.record("uploaded", made, by=by, size=(None, size))
    return made


def suggested(
    business: Business,
    headings: Sequence[str],
    first_lines: Sequence[Sequence[str]],
) -> dict[str, Any]:
    """Return which column is what: as the last time with these headings, else as
    their words say, else as the cells look.
    """
    if not headings:
        return dict(known.guess_by_cells(first_lines))
    signature = known.signature(headings)
    rows = ColumnMatching.objects.filter(business=business, signature=signature)
    remembered = rows.first()
    if remembered and known.in_bounds(remembered.columns, len(headings)):
        return dict(remembered.columns)
    return dict(known.guess(headings))


def _keep(made: Import, file: IO[bytes]) -> None:
    pieces = iter(lambda: file.read(PART_BYTES), b"")
    numbered = enumerate(_packed(pieces))
    while some := list(islice(numbered, _PARTS_AT_ONCE)):
        ImportPart.objects.bulk_create(
            ImportPart(
                business_id=made.business_id, of=made, number=number, content=content
            )
            for number, content in some
        )


def _packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pack pieces while those before them are stored: neither zlib nor the database's
    driver holds Python up meanwhile, and somebody waits for the page.
    """
    with ThreadPoolExecutor(_PACKERS) as packers:
        ahead: deque[Future[bytes]] = deque()
        for piece in pieces:
            # The quickest packing.
            ahead.append(packers.submit(zlib.compress, piece, 1))
            if len(ahead) > 2 * _PARTS_AT_ONCE:
                yield ahead.popleft().result()
        for packed in ahead:
            yield packed.result()


def _stored(cells: Sequence[str]) -> list[str]:
    return [one_line(cell, longest=80) for cell in cells]
