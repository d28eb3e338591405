"""Bytes that come in pieces into lines and records, a few at a time in memory."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from surveys.rows.table import LONGEST_CELL, Unreadable

LONGEST_LINE = 1024 * 1024
MOST_COLUMNS = 100
Numbered = tuple[int, Sequence[str]]
# Stands after the last line: if it ends up inside a cell, a quote was never closed.
_END = "\x03"
_READ = 64 * 1024
_FALLBACK = "windows_instead"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows-1252: many lists are a mix of both."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error(_FALLBACK, _as_windows)


class Pieces(io.RawIOBase):
    """A file that is read once, from its pieces in order."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # narrower than any buffer
        """Fill ``buffer`` as far as the present piece goes."""
        while not self._rest:
            following = next(self._pieces, None)
            if following is None:
                return 0
            self._rest = following
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)


def records(
    pieces: Iterable[bytes], *, encoding: str, separator: str
) -> Iterator[Numbered]:
    """Yield (line, cells) of a CSV file; empty lines are left out.

    A row of too many columns or with a cell that is too long comes as it is: whoever
    reads it refuses that row. Raises `Unreadable` where nothing after it could be
    trusted: a line without end, a quote that is never closed.
    """
    reader = csv.reader(
        _with_end(lines(pieces, encoding=encoding)),
        delimiter=separator,
        skipinitialspace=True,
    )
    start = 1
    try:
        for cells in reader:
            if cells and cells[-1].endswith(_END) and reader.line_num >= start:
                if cells == [_END]:
                    return
                raise Unreadable(_never_closed(start))
            if any(cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(_never_closed(start)) from error


def lines(pieces: Iterable[bytes], *, encoding: str) -> Iterator[str]:
    """Yield the lines of a text with ``\\n`` at their end, whatever ended them."""
    errors = _FALLBACK if encoding.startswith("utf-8") else "replace"
    raw = io.BufferedReader(Pieces(pieces), _READ)
    text = io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline=None)
    rest = ""
    while some := text.read(_READ):
        found = (rest + some).split("\n")
        rest = found.pop()
        for line in found:
            yield f"{line}\n"
        if len(rest) > LONGEST_LINE:
            raise Unreadable(
                _(
                    "There is a line of more than a million letters in "
                    "it. That is no list of customers."
                )
            )
    if rest:
        yield f"{rest}\n"


def is_too_wide(cells: Sequence[str]) -> bool:
    """Whether a row has more columns, or longer cells, than any list of people."""
    return len(cells) > MOST_COLUMNS or max(map(len, cells)) > LONGEST_CELL


def _with_end(text: Iterable[str]) -> Iterator[str]:
    yield from text
    yield _END


def _never_closed(line: int) -> str:
    return _(
        "A quotation mark that opens in line {line} is never closed. Close or remove"
        " it and try again."
    ).format(line=intcomma(line))
