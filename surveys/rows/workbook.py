"""Excel workbooks (Office Open XML), read as a stream and refused before they cost.

ECMA-376, part 1, sections 18.3 (sheets), 18.4 (shared strings) and 18.8.30 (formats
of numbers). Only the first sheet that has anything in it is read. Nothing outside
the file is ever fetched: links to elsewhere are not followed.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.rows.table import Unreadable

MOST_BYTES = 25 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_ENTRIES = 1000
# XML of numbers packs well; a bomb packs a thousand times.
MOST_RATIO = 200
SMALL = 1024 * 1024
MOST_SHEETS = 200
_READ_ERRORS = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
    expat.ExpatError,
)
BROKEN = gettext_lazy(
    "That Excel file is damaged. Open and save it again, or save it as CSV."
)
_BOMB = gettext_lazy(
    "That Excel file unpacks to more than a list of customers can need. Save the sheet"
    " as CSV and upload that."
)
_MACROS = gettext_lazy(
    "That workbook has macros in it. Save it without them as “Excel workbook (.xlsx)”"
    " or as CSV."
)


class Book:
    """A workbook whose parts can be read, each up to what the whole may unpack to."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MOST_UNPACKED
        self.names = frozenset(archive.namelist())

    @contextmanager
    def part(self, name: str) -> Iterator["_Counted"]:
        """Open one part."""
        with self._archive.open(name) as stream:
            yield _Counted(stream, self)

    def spend(self, size: int) -> None:
        """Count what was really unpacked: a directory can lie."""
        self._left -= size
        if self._left < 0:
            raise Unreadable(_BOMB)


class _Counted:
    """A part that is unpacked a little at a time, and counted as it is."""

    def __init__(self, stream: IO[bytes], book: Book) -> None:
        self._stream = stream
        self._book = book
        self._without_tag = 0

    def read(self) -> bytes:
        """Return the next piece. Raises `Unreadable` if one text goes on for ever."""
        found = self._stream.read(65536)
        self._book.spend(len(found))
        last = found.rfind(b"<")
        self._without_tag = (
            self._without_tag + len(found) if last < 0 else len(found) - last
        )
        if self._without_tag > SMALL:
            raise Unreadable(
                _(
                    "There is a cell of more than a million letters in "
                    "it. That is no list of customers."
                )
            )
        return found


@contextmanager
def open_book(file: IO[bytes]) -> Iterator[Book]:
    """Open ``file`` as a workbook. Raises `Unreadable`, also while it is read."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check(archive)
            yield Book(archive)
    except _READ_ERRORS as error:
        raise Unreadable(BROKEN) from error


def sheet_names(book: Book) -> list[str]:
    """Return the parts that hold the sheets to be seen, in the order of the tabs."""
    targets = _relations(book)
    found = []
    for name, attributes in tags(book, "xl/workbook.xml"):
        if name != "sheet" or attributes.get("state", "visible") != "visible":
            continue
        key = next((v for k, v in attributes.items() if k.endswith(":id")), "")
        found.append(targets.get(key, ""))
        if len(found) > MOST_SHEETS:
            raise Unreadable(
                _(
                    "That workbook has more than {most} sheets. "
                    "Save the one with your customers as CSV."
                ).format(most=MOST_SHEETS)
            )
    return [name for name in found if name in book.names]


def uses_1904(book: Book) -> bool:
    """Whether the days of this workbook count from 1904 (old Macintosh files)."""
    for name, attributes in tags(book, "xl/workbook.xml"):
        if name == "workbookPr":
            return attributes.get("date1904", "0") in ("1", "true")
    return False


def tags(book: Book, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (name, attributes) of every element of a part, without its namespace."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = new_parser()
    parser.StartElementHandler = lambda name, attributes: found.append(
        (local(name), attributes)
    )
    for _part in fed(book, part, parser):
        yield from found
        found.clear()


def new_parser() -> expat.XMLParserType:
    """Return a parser that refuses a document type, and with it every entity: no
    spreadsheet writes one, and billions of laughs and stolen files begin there.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def fed(book: Book, part: str, parser: expat.XMLParserType) -> Iterator[None]:
    """Give ``parser`` a part piece by piece, and stop after each."""
    if part not in book.names:
        return
    with book.part(part) as stream:
        while some := stream.read():
            parser.Parse(some, False)
            yield
        parser.Parse(b"", True)
        yield


def local(name: str) -> str:
    """Return the name of an element without its prefix."""
    return name.rpartition(":")[2]


def _refuse_doctype(*_said: object) -> None:
    raise Unreadable(
        _(
            "That Excel file contains instructions that no spreadsheet "
            "writes. We do not read it."
        )
    )


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Unreadable(_BOMB)
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable(_MACROS)
    if "xl/workbook.xml" not in names:
        raise Unreadable(_not_a_book(names))
    for entry in entries:
        if entry.flag_bits & 1:
            raise Unreadable(_("That file is locked with a password. Save it without."))
        small = entry.file_size <= SMALL
        if not small and entry.file_size > entry.compress_size * MOST_RATIO:
            raise Unreadable(_BOMB)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unreadable(_BOMB)


def _not_a_book(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return _("That is a binary Excel file (.xlsb). Save it as .xlsx or CSV.")
    if "content.xml" in names:
        return _("That is an OpenDocument file. Save it as .xlsx or CSV.")
    if "word/document.xml" in names:
        return _("That is a Word document, not a list. Upload a CSV or Excel file.")
    return _("That is a zip archive. Unpack it and upload the list inside.")


def _relations(book: Book) -> dict[str, str]:
    targets = {}
    rels = "xl/_rels/workbook.xml.rels"
    for name, attributes in tags(book, rels):
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            continue
        target = attributes.get("Target", "")
        inside = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        targets[attributes.get("Id", "")] = posixpath.normpath(inside)
    return targets
