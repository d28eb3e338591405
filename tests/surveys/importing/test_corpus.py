"""Each nasty file has a stated outcome: refused in words, or so many rows and why."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.customers.models import Import, ImportChunk
from feedback.errors import Refused
from surveys.rows import files, sheet
from surveys.rows.laying_out import laid_rows, unpack
from surveys.services import importing
from tests.conftest import World
from tests.surveys.importing import nasty
from tests.surveys.importing.lists import received
from tests.surveys.importing.nasty import ANN, GOOD, HEAD, TOM, book, csv

LONG = "x" * 2_100


@dataclass(frozen=True)
class Outcome:
    """What a file comes to: refused with words, or rows (and why not the bad ones)."""

    good: int = 0
    bad: int = 0
    because: str = ""
    refused: str = ""
    cells: tuple[str, ...] = ()


def refused(words: str) -> Outcome:
    return Outcome(refused=words)


Made = Callable[[], bytes]
CORPUS: dict[str, tuple[Made, Outcome]] = {
    # Letters and line ends.
    "plain": (lambda: csv(GOOD), Outcome(2)),
    "utf-8 with a mark": (lambda: csv(GOOD, "utf-8-sig"), Outcome(2)),
    "utf-16": (
        lambda: csv(GOOD.replace("Ann", "Łucja"), "utf-16"),
        Outcome(2, cells=("Łucja",)),
    ),
    "utf-16 without a mark": (lambda: csv(GOOD, "utf-16-le"), Outcome(2)),
    "utf-16 the other way round": (lambda: csv(GOOD, "utf-16-be"), Outcome(2)),
    "windows": (
        lambda: csv(GOOD.replace("Ann", "Siân O’Dowd"), "cp1252"),
        Outcome(2, cells=("Siân O’Dowd",)),
    ),
    "windows and utf-8 in one": (
        lambda: (
            csv(HEAD + ANN.replace("Ann", "Zoë"))
            + csv(TOM.replace("Tom", "José"), "cp1252")
        ),
        Outcome(2, cells=("Zoë", "José")),
    ),
    "bytes that are nothing in windows": (
        lambda: csv(GOOD) + b"\x81\x8d,x@a.example,Visit,17/11/2026\n",
        Outcome(3),
    ),
    "line ends of old macintoshes": (lambda: csv(GOOD.replace("\n", "\r")), Outcome(2)),
    "line ends of windows": (lambda: csv(GOOD.replace("\n", "\r\n")), Outcome(2)),
    "line ends of all kinds": (
        lambda: csv(HEAD + ANN.strip() + "\r" + TOM.strip() + "\r\n\r\n" + ANN),
        Outcome(3),
    ),
    "no line end at the end": (lambda: csv(GOOD.strip()), Outcome(2)),
    "a NUL in a name": (
        lambda: csv(GOOD + ANN.replace("Ann", "A\x00n")),
        Outcome(2, 1, "not letters"),
    ),
    "controls in a name": (
        lambda: csv(GOOD + ANN.replace("Ann", "A\x1b[2J")),
        Outcome(2, 1, "not letters"),
    ),
    "turned writing in a name": (
        lambda: csv(GOOD + ANN.replace("Ann", "\u202eAnn")),
        Outcome(3, cells=("Ann",)),
    ),
    # Separators and quotes.
    "semicolons": (lambda: csv(GOOD.replace(",", ";")), Outcome(2)),
    "tabs": (lambda: csv(GOOD.replace(",", "\t")), Outcome(2)),
    "bars": (lambda: csv(GOOD.replace(",", "|")), Outcome(2)),
    "commas in quotes among semicolons": (
        lambda: csv(
            'Name;Email;Job;Date\n"O,H, A";a@a.example;"Visit, long";17/11/2026\n'
        ),
        Outcome(1, cells=("O,H, A",)),
    ),
    "a line break in a cell": (
        lambda: csv(HEAD + ANN.replace("Ann", '"An\nn"') + TOM),
        Outcome(2, cells=("An n",)),
    ),
    "quotes in quotes": (
        lambda: csv(HEAD + ANN.replace("Ann", '"An ""B"" n"')),
        Outcome(1, cells=('An "B" n',)),
    ),
    "a quote never closed": (
        lambda: csv(GOOD + '"' + ANN * 5),
        refused("line 4 is never closed"),
    ),
    "a quote never closed in a long file": (
        lambda: csv(GOOD + '"' + ANN * 5000),
        refused("line 4 is never closed"),
    ),
    "a quote closed too late": (
        lambda: csv(GOOD + '"' + ANN * 2 + '"' + TOM),
        Outcome(2, 1, "several rows into one"),
    ),
    "short rows": (lambda: csv(GOOD + "Ann\n"), Outcome(2, 1, "does not say what")),
    "long rows": (lambda: csv(GOOD + ANN.strip() + ",,,more\n"), Outcome(3)),
    "empty rows in between": (
        lambda: csv(HEAD + "\n ,\n" + ANN + ",,,,\n\n" + TOM),
        Outcome(2),
    ),
    # Sizes.
    "a row of 10,000 columns": (
        lambda: csv(GOOD + "x," * 10_000 + "\n"),
        Outcome(2, 1, "100 columns"),
    ),
    "10,000 columns": (
        lambda: csv("x," * 10_000 + "\n" + GOOD),
        refused("100 columns"),
    ),
    "a cell of 2,100 letters": (
        lambda: csv(GOOD + ANN.replace("Dan", LONG)),
        Outcome(2, 1, "2,000 characters"),
    ),
    "a cell of a megabyte": (
        lambda: csv(GOOD + ANN.replace("Dan", "x" * 1_000_000)),
        refused("never closed"),
    ),
    "one line of two megabytes": (
        lambda: csv(GOOD) + b"x" * 2_200_000,
        refused("million letters"),
    ),
    "a long name": (
        lambda: csv(GOOD + ANN.replace("Ann", "n" * 121)),
        Outcome(2, 1, "longer than 120"),
    ),
    # What is no list.
    "nothing": (lambda: b"", refused("empty")),
    "only a mark and blanks": (lambda: b"\xef\xbb\xbf \r\n", refused("empty")),
    "only headings": (lambda: csv(HEAD), refused("nothing below the headings")),
    "a zip": (lambda: zipped("a.csv", csv(GOOD)), refused("zip archive")),
    "a program": (lambda: b"MZ\x90\x00" + b"\x00" * 99, refused("program")),
    "a pdf called csv": (
        lambda: b"%PDF-1.7\n%\xe2\xe3",
        refused("picture or a document"),
    ),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), refused("picture")),
    "a web page": (lambda: b"<!DOCTYPE html><table>", refused("web page")),
    "noise": (lambda: bytes(range(32)) * 40, refused("letters")),
    "gzip": (lambda: b"\x1f\x8b\x08" + bytes(20), refused("archive")),
    # What stands in the cells.
    "no address": (lambda: csv(GOOD + ANN.replace("ann@a.example", "")), Outcome(3)),
    "a wrong address": (
        lambda: csv(GOOD + ANN.replace("ann@", "ann")),
        Outcome(2, 1, "not an email address"),
    ),
    "two addresses": (
        lambda: csv(GOOD + ANN.replace("ann@a.example", "a@a.example b@b.example")),
        Outcome(2, 1, "single"),
    ),
    "a header in an address": (
        lambda: csv(
            GOOD + ANN.replace("ann@a.example", '"a@a.example\nBcc: x@b.example"')
        ),
        Outcome(2, 1, "cannot be in one"),
    ),
    "a day that is none": (
        lambda: csv(GOOD + ANN.replace("17/11/2026", "31/02/2026")),
        Outcome(2, 1, "not a day that exists"),
    ),
    "a day to come": (
        lambda: csv(GOOD + ANN.replace("2026", "2027")),
        Outcome(2, 1, "in the future"),
    ),
    "no day": (
        lambda: csv(GOOD + ANN.replace("17/11/2026", "soon")),
        Outcome(2, 1, "not a date"),
    ),
    "a phone that a spreadsheet cut": (
        lambda: csv(
            "Name,Email,Job,Date,Phone\nAnn,a@a.example,Visit,17/11/2026,4.47E+11\n"
        ),
        Outcome(0, 1, "spreadsheet cut"),
    ),
    "no money": (
        lambda: csv(
            "Name,Email,Job,Date,Total\nAnn,a@a.example,Visit,17/11/2026,lots\n"
        ),
        Outcome(0, 1, "money"),
    ),
    "formulas": (
        lambda: csv(GOOD + ANN.replace("Ann", '"=HYPERLINK(""http://x"")"')),
        Outcome(3, cells=('=HYPERLINK("http://x")',)),
    ),
    # Workbooks.
    "a workbook": (book, Outcome(1, cells=("Ann",))),
    "days and times": (
        lambda: book(nasty.days()),
        Outcome(
            2,
            cells=(
                "2026-11-17T12:00:00+00:00",
                "2026-11-16T09:30:00+00:00",
                "447700900123",
            ),
        ),
    ),
    "days since 1904": (
        lambda: book(nasty.days(), mac=True),
        Outcome(2, cells=("2026-11-17T12:00:00+00:00",)),
    ),
    "empty sheets first": (lambda: book(sheets=4), Outcome(1)),
    "a hidden sheet first": (nasty.hidden_first, Outcome(1, cells=("Ann",))),
    "more sheets than anybody has": (lambda: book(sheets=300), refused("200 sheets")),
    "texts in the cells themselves": (
        lambda: nasty.with_sheet(
            nasty.sheet(
                nasty.inline(*nasty.CELLS[0]) + nasty.inline(*nasty.CELLS[1], number=7)
            )
        ),
        Outcome(1),
    ),
    "numbers for texts that are not there": (
        lambda: nasty.with_sheet(
            nasty.sheet('<row><c t="s"><v>99999999</v></c><c><v>1</v></c></row>' * 2)
        ),
        Outcome(0, 2, "neither a name"),
    ),
    "a cell far to the right": (
        lambda: nasty.with_sheet(
            nasty.sheet(
                nasty.inline(*nasty.CELLS[0]) + '<row><c r="XFD2"><v>1</v></c></row>'
            )
        ),
        Outcome(0, 1, "100 columns"),
    ),
    "a workbook of 10,000 columns": (
        lambda: book([["x"] * 10_000]),
        refused("100 columns"),
    ),
    "a megabyte in a cell of a workbook": (
        lambda: nasty.with_sheet(
            nasty.sheet(nasty.inline("".join(map(str, range(400_000)))))
        ),
        refused("million letters"),
    ),
    "a bomb": (nasty.bomb, refused("unpacks to more")),
    "a directory that lies": (nasty.lying, refused("damaged")),
    "a thousand parts": (nasty.many_entries, refused("unpacks to more")),
    "a billion laughs": (nasty.laughs, refused("instructions")),
    "a file of ours asked for": (nasty.stealing, refused("instructions")),
    "a sheet elsewhere": (nasty.linking, Outcome(1)),
    "a password": (nasty.locked, refused("password")),
    "an old or encrypted workbook": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        refused("password"),
    ),
    "macros": (
        lambda: nasty.changed(book(), lambda n, c: c, xl__vbaProject_bin=b"x"),
        refused("macros"),
    ),
    "a damaged workbook": (lambda: book()[:-400], refused("damaged")),
    "a sheet that ends early": (
        lambda: nasty.with_sheet(nasty.sheet(nasty.inline("a"))[:-20]),
        refused("damaged"),
    ),
    "a Word document": (lambda: zipped("word/document.xml", b"<x/>"), refused("Word")),
    "an OpenDocument sheet": (
        lambda: zipped("content.xml", b"<x/>"),
        refused("OpenDocument"),
    ),
}


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 40


@pytest.mark.parametrize("name", CORPUS)
def test_a_nasty_file_has_its_stated_outcome(inside: World, name: str) -> None:
    made, expected = CORPUS[name]
    problem, of = read_through(inside, made())
    assert (expected.refused or "no problem") in (problem or "no problem")
    if of is None or of.state == Import.State.FAILED:
        return
    chunks = list(ImportChunk.objects.all())
    bad = [why for chunk in chunks for _, _, why in chunk.outcomes]
    assert (of.counts.get("good", 0), len(bad)) == (expected.good, expected.bad), bad
    assert all(expected.because in why for why in bad), bad
    text = "\n".join(unpack(bytes(chunk.content)) for chunk in chunks)
    found = [cell for row in laid_rows(text) for cell in cells_of(row)]
    assert set(expected.cells) <= set(found)


def cells_of(row: object) -> list[str]:
    return [str(getattr(row, name)) for name in row.__slots__]  # type: ignore[attr-defined]  # a laid row


def read_through(world: World, content: bytes) -> tuple[str, Import | None]:
    """Take a file as far as the check, with the columns that we would suggest; return
    why it is refused, if it is, and what is stored.
    """
    try:
        of = received(world, content)
    except Refused as error:
        assert not Import.objects.exists()
        return error.message, None
    importing.choose_columns(of, {"what": 2, "when": 3, **of.columns}, by=world.by)
    of.size = 0
    importing.check_now(of)
    return of.problem, of


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    for start in (b"", b"Name,Email,Job,Date\n", b"PK\x03\x04"):
        try:
            files.recognise(io.BytesIO(start + content), len(content))
        except Refused:
            continue


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 6000), st.binary(min_size=1, max_size=4))
def test_no_damage_breaks_the_reading_of_a_workbook(at: int, noise: bytes) -> None:
    content = bytearray(book())
    content[at : at + len(noise)] = noise
    try:
        list(sheet.records(io.BytesIO(bytes(content))))
    except Refused:
        return
