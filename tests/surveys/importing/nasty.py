"""Nasty files, made by code: what people really upload, and what attackers do."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HEAD = "Name,Email,Job,Date,Engineer\n"
ANN = "Ann,ann@a.example,Visit,17/11/2026,Dan\n"
TOM = "Tom,tom@a.example,Visit,16/11/2026,Dan\n"
GOOD = HEAD + ANN + TOM
CELLS = (
    ("Name", "Email", "Job", "Date", "Phone"),
    ("Ann", "ann@a.example", "Visit", "2026-11-17", ""),
)


def csv(text: str, encoding: str = "utf-8") -> bytes:
    """Return a text as the bytes of a file."""
    return text.encode(encoding)


def book(
    rows: Iterable[Iterable[Any]] = CELLS, *, mac: bool = False, sheets: int = 1
) -> bytes:
    """Return a workbook whose last sheet has ``rows``."""
    made = openpyxl.Workbook()
    if mac:
        made.epoch = CALENDAR_MAC_1904
    for _ in range(sheets - 1):
        made.create_sheet()
    for row in rows:
        made.worksheets[-1].append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(
    content: bytes, change: Callable[[str, bytes], bytes | None], **added: bytes
) -> bytes:
    """Return a zip with each entry changed (or left out), and some more."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            kept = change(name, before.read(name))
            if kept is not None:
                after.writestr(name, kept)
        for name, extra in added.items():
            after.writestr(name.replace("__", "/").replace("_", "."), extra)
    return out.getvalue()


def with_sheet(xml: str) -> bytes:
    """Return a workbook whose only sheet is ``xml``."""
    return changed(
        book(), lambda name, kept: xml.encode() if "sheet1.xml" in name else kept
    )


def sheet(rows: str) -> str:
    """Return the XML of a sheet."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def inline(*cells: str, number: int = 1) -> str:
    """Return the XML of a row of texts."""
    said = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{said}</row>'


def locked() -> bytes:
    """Return a workbook that claims to be encrypted in its directory."""
    content = bytearray(book())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        flags = struct.unpack_from("<H", content, at + 8)[0]
        struct.pack_into("<H", content, at + 8, flags | 1)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def lying() -> bytes:
    """Return a workbook that unpacks to more than its directory says."""
    content = bytearray(
        with_sheet(sheet(inline(*CELLS[0]) + inline(*CELLS[1], number=2) * 400))
    )
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", content, at + 24, 10)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def days() -> list[tuple[Any, ...]]:
    """Return rows with days and times as a spreadsheet has them."""
    return [
        ("Name", "Email", "Job", "Date", "Phone"),
        ("Ann", "ann@a.example", "Visit", date(2026, 11, 17), 447700900123),
        (
            "Tom",
            "tom@a.example",
            "Visit",
            datetime.fromisoformat("2026-11-16 09:30"),
            "",
        ),
    ]


def bomb() -> bytes:
    """Return a workbook that unpacks to far more than it should."""
    return with_sheet(sheet("<row>" + " " * 60_000_000 + "</row>"))


def many_entries() -> bytes:
    """Return a workbook of more parts than any spreadsheet writes."""
    return changed(
        book(), lambda name, kept: kept, **{f"xl__x{n}_xml": b"" for n in range(1100)}
    )


def laughs() -> bytes:
    """Return a workbook whose sheet declares entities that multiply."""
    entities = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    return with_sheet(f"<!DOCTYPE x [{entities}]>{sheet(inline('&b;'))}")


def stealing() -> bytes:
    """Return a workbook whose sheet asks for a file of the server."""
    entity = '<!ENTITY a SYSTEM "file:///etc/passwd">'
    return with_sheet(f"<!DOCTYPE x [{entity}]>{sheet(inline('&a;'))}")


def linking() -> bytes:
    """Return a workbook with a sheet that lies elsewhere, and one that is here."""
    rels = b'"worksheet" TargetMode="External" Target="http://evil.example/x"'

    def change(name: str, kept: bytes) -> bytes:
        if not name.endswith("workbook.xml.rels"):
            return kept
        return kept.replace(
            b"</Relationships>",
            b'<Relationship Id="rIdX" Type=' + rels + b"/></Relationships>",
        )

    return changed(book(), change)


def hidden_first() -> bytes:
    """Return a workbook whose first sheet is hidden."""
    made = openpyxl.Workbook()
    made.active.append(["secret", "x"])
    made.active.sheet_state = "hidden"
    shown = made.create_sheet()
    for row in CELLS:
        shown.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
