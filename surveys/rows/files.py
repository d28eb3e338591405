"""What kind of list a file is: told from how it begins, refused in words if none."""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.rows import sheet, streaming, workbook
from surveys.rows.headings import looks_like_headings
from surveys.rows.streaming import MOST_COLUMNS, Numbered
from surveys.rows.table import LONGEST_CELL, Unreadable, separator_of

MOST_BYTES = 100 * 1024 * 1024
SHOWN = 6
_HEAD = 256 * 1024
_ARCHIVE = gettext_lazy(
    "That is a packed archive. Unpack it and upload the list inside."
)
_OLD_SHEET = gettext_lazy(
    "That is an old Excel file (.xls), or one that is locked with a password. Save it"
    " as .xlsx without a password, or as CSV."
)
_PICTURE = gettext_lazy(
    "That is a picture or a document, not a list. Upload a CSV or Excel file."
)
_PROGRAM = gettext_lazy("That is a program, not a list. Upload a CSV or Excel file.")
_PAGE = gettext_lazy("That is a web page, not a list. Upload a CSV or Excel file.")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# How files of other kinds begin.
_WRONG = (
    (b"\xd0\xcf\x11\xe0", _OLD_SHEET),
    (b"\x1f\x8b", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"%PDF", _PICTURE),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"{\\rtf", _PICTURE),
)
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<script", b"<svg")
_NO_LETTERS = gettext_lazy(
    "We could not read the letters in that file. Save it as “CSV UTF-8” and try again."
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file turned out to be.

    ``kind`` is "csv" or "xlsx"; a workbook has neither encoding nor separator.
    ``first_lines`` are the first records below the headings, if it has those.
    """

    kind: str
    encoding: str
    separator: str
    has_headings: bool
    headings: tuple[str, ...]
    first_lines: tuple[tuple[str, ...], ...]


def recognise(file: IO[bytes], size: int) -> Found:
    """Return what ``file`` of ``size`` bytes is. Raises `Unreadable` for what is no
    list, with what to do instead; only its beginning is read.
    """
    head = file.read(_HEAD)
    file.seek(0)
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise Unreadable(_("That file is empty."))
    if head.startswith(_ZIP):
        return _workbook(file, size)
    if size > MOST_BYTES:
        raise Unreadable(_("That file is larger than 100 MB. Split it into parts."))
    _refuse_wrong(head)
    encoding = encoding_of(head)
    lines = islice(streaming.lines(_whole(head), encoding=encoding), 50)
    separator = separator_of([line.removesuffix("\n") for line in lines])
    found = streaming.records(_whole(head), encoding=encoding, separator=separator)
    return _found("csv", _first(found), encoding, separator)


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text by its mark or its NULs; what is neither is UTF-8
    or, letter by letter, Windows-1252. Raises `Unreadable` for what is no text.
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    if max(even, odd) > len(head[:2000]) / 4:
        # Western text in UTF-16 has a NUL beside nearly every letter.
        return "utf-16-be" if even > odd else "utf-16-le"
    odd_ones = sum(
        head.count(bytes([n])) for n in range(32) if n not in (9, 10, 12, 13)
    )
    if odd_ones > len(head) / 100 + 2:
        raise Unreadable(_NO_LETTERS)
    return "utf-8"


def _workbook(file: IO[bytes], size: int) -> Found:
    if size > workbook.MOST_BYTES:
        raise Unreadable(
            _(
                "That Excel file is larger than 25 MB. Save the sheet "
                "as CSV and upload that: CSV may have 100 MB."
            )
        )
    return _found("xlsx", _first(sheet.records(file)), "", "")


def _refuse_wrong(head: bytes) -> None:
    for start, message in _WRONG:
        if head.startswith(start):
            raise Unreadable(message)
    if head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        raise Unreadable(_PAGE)


def _whole(head: bytes) -> list[bytes]:
    """Return ``head`` up to its last whole line, if it has more than one."""
    end = max(head.rfind(b"\n"), head.rfind(b"\r"))
    return [head[: end + 1] if len(head) == _HEAD and end > 0 else head]


def _first(found: Iterator[Numbered]) -> list[Sequence[str]]:
    first = [cells for _, cells in islice(found, SHOWN)]
    if not first:
        raise Unreadable(_("There is nothing in that list."))
    if len(first[0]) > MOST_COLUMNS:
        raise Unreadable(
            _(
                "That list has more than {most} columns. Keep "
                "those about your customers and try again."
            ).format(most=MOST_COLUMNS)
        )
    if any(len(cell) > LONGEST_CELL for cell in first[0]):
        raise Unreadable(
            _(
                "The first line has a cell of more than "
                "{most} characters. That is no list of "
                "customers."
            ).format(most=intcomma(LONGEST_CELL))
        )
    return first


def _found(
    kind: str, first: list[Sequence[str]], encoding: str, separator: str
) -> Found:
    shown = [
        tuple(cell.strip()[:200] for cell in cells[:MOST_COLUMNS]) for cells in first
    ]
    has_headings = looks_like_headings(shown[0])
    return Found(
        kind=kind,
        encoding=encoding,
        separator=separator,
        has_headings=has_headings,
        headings=shown[0] if has_headings else (),
        first_lines=tuple(shown[1:] if has_headings else shown[: SHOWN - 1]),
    )
