"""The records of a list, read from the pieces in the database."""

import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from feedback.customers.models import Import, ImportPart
from surveys.rows import sheet, streaming
from surveys.rows.streaming import Numbered
from surveys.rows.table import Unreadable

_SPARE_MEMORY = 1024 * 1024


@contextmanager
def records_of(of: Import) -> Iterator[Iterator[Numbered]]:
    """Give (line, cells) of each record without the headings, from the first on.

    The pieces are fetched one by one while it is read: stay inside the business.
    """
    if of.kind != Import.Kind.XLSX:
        found = streaming.records(
            _pieces(of), encoding=of.encoding, separator=of.separator
        )
        yield _below_headings(of, found)
        return
    with tempfile.SpooledTemporaryFile(_SPARE_MEMORY) as file:
        for piece in _pieces(of):
            file.write(piece)
        file.seek(0)
        yield _below_headings(of, sheet.records(file))


def _below_headings(of: Import, found: Iterator[Numbered]) -> Iterator[Numbered]:
    if of.has_headings:
        next(found, None)
    return found


def _pieces(of: Import) -> Iterator[bytes]:
    parts = ImportPart.objects.filter(business=of.business_id, of=of)
    number = 0
    while True:
        part = parts.filter(number=number).values_list("content", flat=True).first()
        if part is None:
            if number == 0:
                raise Unreadable(_("The file is gone. Upload it again."))
            return
        yield zlib.decompress(part)
        number += 1
