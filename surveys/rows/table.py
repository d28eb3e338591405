"""Text into records: separators, quotes and headings."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from feedback.errors import Refused

SEPARATORS = "\t;|,"
MOST_COLUMNS = 50
LONGEST_CELL = 2000
_TRIED = 20
# Stands after the last line: if it ends up inside a cell, a quote was never closed.
_END = "\x03"
FIELDS = ("name", "email", "what", "when", "who", "reference", "value", "phone")
_BY_POSITION = {field: at for at, field in enumerate(FIELDS)}
_HEADINGS = {
    "name": "name customer customername client clientname fullname contact person",
    "first": "firstname forename givenname",
    "last": "lastname surname familyname",
    "email": "email emailaddress mail customeremail contactemail emailid",
    "what": "what whatwedid service job jobtype work workdone kind treatment"
    " appointmenttype description product item type interaction",
    "when": "when date day jobdate servicedate completed completedon visited"
    " appointment appointmentdate orderdate invoicedate datetime",
    "who": "who whodidit handledby handler by staff staffmember engineer technician"
    " stylist employee doneby assignedto therapist mechanic",
    "reference": "reference ref jobnumber jobno invoice invoicenumber invoiceno order"
    " ordernumber orderno number id",
    "value": "value amount total price sale saleamount grandtotal",
    "phone": "phone telephone mobile tel phonenumber mobilenumber cell",
}
_MEANS = {word: field for field, words in _HEADINGS.items() for word in words.split()}


class Unreadable(Refused):
    """A whole list that cannot be read, with what to do about it."""

    status = 422


class TooLong(Unreadable):
    """A list with more lines than are read in one go."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a list (or several, if a cell in quotes goes on)."""

    line: int
    cells: tuple[str, ...]

    def cell(self, at: int | None) -> str:
        """Return the cell at a position, or nothing beyond the end."""
        if at is None or at >= len(self.cells):
            return ""
        return self.cells[at].strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A list: which column is what, and its records without the headings."""

    columns: dict[str, int]
    records: tuple[Record, ...]

    def value(self, record: Record, field: str) -> str:
        """Return what ``record`` says in the column of ``field``."""
        if field == "name" and "name" not in self.columns:
            first = record.cell(self.columns.get("first"))
            return f"{first} {record.cell(self.columns.get('last'))}".strip()
        return record.cell(self.columns.get(field))

    def in_our_order(self, record: Record) -> tuple[str, ...]:
        """Return the cells of ``record`` in the order of `FIELDS`, and what was left
        over behind them if that is their order already.
        """
        if self.columns == _BY_POSITION:
            return record.cells
        return tuple(self.value(record, field) for field in FIELDS)


def read_table(text: str, *, most: int) -> Table:
    """Return ``text`` as a table of at most ``most`` records; empty lines are left out.

    The separator is found by trying; a first line of headings we know names the
    columns, otherwise their order is that of `FIELDS`. Raises `Unreadable`.
    """
    if "\x00" in text:
        raise Unreadable(_("That is not a list of words: it has NUL characters in it."))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    records = list(_records(lines, separator_of(lines), most=most + 1))
    columns = _columns(records[0]) if records else None
    if columns is not None:
        records.pop(0)
    if len(records) > most:
        raise TooLong(
            _("That is more than {most} lines. Split it into parts.").format(
                most=intcomma(most)
            )
        )
    return Table(columns or _BY_POSITION, tuple(records))


def _records(lines: Sequence[str], separator: str, *, most: int) -> Iterator[Record]:
    fed = [f"{line}\n" for line in lines]
    reader = csv.reader([*fed, _END], delimiter=separator, skipinitialspace=True)
    start, found = 1, 0
    try:
        for cells in reader:
            if cells == [_END]:
                return
            _check(cells, start)
            if any(cell.strip() for cell in cells):
                found += 1
                yield Record(start, tuple(cells))
            if found > most:
                return
            start = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            _("Line {start} cannot be read: a cell is too long.").format(start=start)
        ) from error


def _check(cells: Sequence[str], line: int) -> None:
    if any(_END in cell for cell in cells):
        raise Unreadable(
            _(
                "A quotation mark that opens in line {line} is never "
                "closed. Close or remove it and try again."
            ).format(line=line)
        )
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(
            _(
                "Line {line} has {cells} columns. More than "
                "{most} is not a list we can read."
            ).format(line=line, cells=intcomma(len(cells)), most=MOST_COLUMNS)
        )
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise Unreadable(
            _("Line {line} has a cell of more than {most} characters.").format(
                line=line, most=intcomma(LONGEST_CELL)
            )
        )


def separator_of(lines: Sequence[str]) -> str:
    """Return what stands between the cells of ``lines``, by trying."""
    some = [line for line in lines if line.strip()][:_TRIED]
    return max(SEPARATORS, key=lambda mark: _columns_by(some, mark))


def _columns_by(lines: Sequence[str], mark: str) -> float:
    return median([_unquoted(line).count(mark) for line in lines] or [0])


def _unquoted(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _columns(record: Record) -> dict[str, int] | None:
    """Return which column is what, if ``record`` is a line of headings."""
    if any("@" in cell for cell in record.cells):
        return None
    columns: dict[str, int] = {}
    for at, cell in enumerate(record.cells):
        field = _MEANS.get(re.sub(r"[^a-z]", "", cell.casefold()))
        if field:
            columns.setdefault(field, at)
    is_heading = "email" in columns or len(columns) >= 2
    return columns if is_heading and columns.keys() & _WHO else None


_WHO = {"name", "first", "last", "email"}
