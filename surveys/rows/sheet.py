"""The cells of one sheet as people see them, row by row."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import IO

from django.utils.translation import gettext as _

from surveys.rows.streaming import MOST_COLUMNS, Numbered
from surveys.rows.table import LONGEST_CELL, Unreadable
from surveys.rows.workbook import (
    Book,
    fed,
    local,
    new_parser,
    open_book,
    sheet_names,
    tags,
    uses_1904,
)

MOST_STRINGS = 2_000_000
MOST_LETTERS = 60_000_000
# Days on a wall calendar: the zone is never looked at.
_EPOCH_1900 = datetime(1899, 12, 30, tzinfo=UTC)
_EPOCH_1904 = datetime(1904, 1, 1, tzinfo=UTC)
_LAST_DAY = 2958465  # 9999-12-31
_DATE_FORMATS = (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DAY_LETTERS = re.compile("[dmyhs]", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d+\.0+")
_TOO_LONG = "x" * (LONGEST_CELL + 1)


def records(file: IO[bytes]) -> Iterator[Numbered]:
    """Yield (row, cells) of the first sheet with anything in it; empty rows are left
    out. Raises `Unreadable`, at once or on the way.
    """
    with open_book(file) as book:
        look = _Look(book)
        for name in sheet_names(book):
            empty = True
            for row in _rows(book, name, look):
                empty = False
                yield row
            if not empty:
                return


class _Look:
    """What is seen of a cell: its text, or the number as its style shows it."""

    def __init__(self, book: Book) -> None:
        self._strings = _Strings(book)
        self._days = _date_styles(book)
        self._epoch = _EPOCH_1904 if uses_1904(book) else _EPOCH_1900

    def shown(self, value: str, kind: str, style: str) -> str:
        """Return what a person sees; ``kind`` and ``style`` as ECMA-376, 18.3.1.4."""
        if kind == "s":
            return self._strings.at(value)
        if kind == "b":
            return "yes" if value == "1" else "no"
        if kind != "n" or not value:
            return value
        if style in self._days:
            return _day(value, self._epoch)
        if _WHOLE.fullmatch(value):
            return value.partition(".")[0]
        return _written_out(value) if "e" in value.lower() else value


class _Strings:
    """The texts that cells share, read as far as they are needed."""

    def __init__(self, book: Book) -> None:
        self._source = _shared(book)
        self._texts: list[str] = []
        self._letters = 0

    def at(self, number: str) -> str:
        """Return the text with that number; nothing if there is none."""
        wanted = int(number) if number.isdecimal() else -1
        while len(self._texts) <= wanted:
            text = next(self._source, None)
            if text is None:
                return ""
            self._letters += len(text)
            if len(self._texts) >= MOST_STRINGS or self._letters > MOST_LETTERS:
                raise Unreadable(
                    _(
                        "That workbook has more text in it than we can "
                        "read. Save the sheet as CSV."
                    )
                )
            self._texts.append(text)
        return self._texts[wanted] if wanted >= 0 else ""


class _Text:
    """Letters that arrive in pieces; of too many only that they were too many."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def add(self, piece: str) -> None:
        """Take a piece."""
        self._length += len(piece)
        if self._length <= LONGEST_CELL:
            self._pieces.append(piece)

    def take(self) -> str:
        """Return all of it and begin again."""
        text = _TOO_LONG if self._length > LONGEST_CELL else "".join(self._pieces)
        self._pieces, self._length = [], 0
        return text


def _shared(book: Book) -> Iterator[str]:
    texts: list[str] = []
    text = _Text()
    # Furigana ("rPh") tells how a text is said; it is no part of it.
    open_tags: list[str] = []
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        open_tags.append(local(name))

    def letters(piece: str) -> None:
        if open_tags[-1] == "t" and "rPh" not in open_tags:
            text.add(piece)

    def end(name: str) -> None:
        if open_tags.pop() == "si":
            texts.append(text.take())

    parser.StartElementHandler = start
    parser.CharacterDataHandler = letters
    parser.EndElementHandler = end
    for _part in fed(book, "xl/sharedStrings.xml", parser):
        yield from texts
        texts.clear()


class _Sheet:
    """Puts the rows of a sheet together from the tags that go by."""

    def __init__(self, look: _Look) -> None:
        self.rows: list[Numbered] = []
        self._look = look
        self._number = 0
        self._cells: list[str] = []
        self._text = _Text()
        self._reads = False
        self._place = self._kind = self._style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a row, a cell, or the text in one."""
        tag = local(name)
        if tag == "c":
            self._place = attributes.get("r", "")
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
        elif tag == "v" or (tag == "t" and self._kind == "inlineStr"):
            self._reads = True
        elif tag == "row":
            said = attributes.get("r", "")
            self._number = int(said) if said.isdecimal() else self._number + 1
            self._cells = []

    def letters(self, piece: str) -> None:
        """Take the text of a cell."""
        if self._reads:
            self._text.add(piece)

    def end(self, name: str) -> None:
        """End what `start` began."""
        tag = local(name)
        if tag in ("v", "t"):
            self._reads = False
        elif tag == "c":
            self._put(self._look.shown(self._text.take(), self._kind, self._style))
        elif tag == "row":
            if any(self._cells):
                self.rows.append((self._number, self._cells))
            self._cells = []

    def _put(self, text: str) -> None:
        if not text:
            return
        at = _column(self._place, len(self._cells))
        # One more than any row may have stands for all that follow: whoever reads
        # the row says so.
        at = min(at, MOST_COLUMNS)
        self._cells.extend([""] * (at - len(self._cells)))
        if len(self._cells) <= MOST_COLUMNS:
            self._cells.append(text)


def _rows(book: Book, name: str, look: _Look) -> Iterator[Numbered]:
    sheet = _Sheet(look)
    parser = new_parser()
    parser.StartElementHandler = sheet.start
    parser.CharacterDataHandler = sheet.letters
    parser.EndElementHandler = sheet.end
    for _part in fed(book, name, parser):
        yield from sheet.rows
        sheet.rows.clear()


def _column(place: str, following: int) -> int:
    at = 0
    for letter in place[:4]:
        if not "A" <= letter <= "Z":
            break
        at = at * 26 + ord(letter) - 64
    return max(at - 1, following) if at else following


def _date_styles(book: Book) -> frozenset[str]:
    """Return the numbers of the cell styles that show a day or a time."""
    days = {str(number) for number in _DATE_FORMATS}
    styles: list[str] = []
    counts = False
    for name, attributes in tags(book, "xl/styles.xml"):
        if name == "numFmt" and _shows_a_day(attributes.get("formatCode", "")):
            days.add(attributes.get("numFmtId", ""))
        if name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            counts = name == "cellXfs"
        elif name == "xf" and counts:
            styles.append(attributes.get("numFmtId", "0"))
    return frozenset(str(n) for n, style in enumerate(styles) if style in days)


def _shows_a_day(code: str) -> bool:
    return bool(_DAY_LETTERS.search(_QUOTED.sub("", code)))


def _day(value: str, epoch: datetime) -> str:
    days = _float(value)
    if days is None or not 0 < days <= _LAST_DAY:
        return value
    # The 29 February 1900 that a spreadsheet counts never was.
    moment = epoch + timedelta(days=days + (days < 60 and epoch == _EPOCH_1900))
    moment = (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)
    if moment.hour == moment.minute == 0:
        return moment.date().isoformat()
    return moment.strftime("%Y-%m-%d %H:%M")


def _written_out(value: str) -> str:
    """Return a number that the file holds as 4.47E+11 with all of its digits."""
    number = _float(value)
    if number is None or not number.is_integer() or abs(number) >= 1e15:
        return value
    return str(int(number))


def _float(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
