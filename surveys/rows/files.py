"""Files into text: which letters these bytes are, and what is no list at all."""

import codecs

from surveys.rows.table import Unreadable

MOST_BYTES = 2 * 1024 * 1024
_SHEET = (
    "That looks like an Excel file or a zip. In your spreadsheet choose “Save as” and"
    " then “CSV”, and upload that."
)
_PICTURE = "That is a picture or a document, not a list. Upload a CSV file."
_PROGRAM = "That is a program, not a list. Upload a CSV file."
_PAGE = "That is a web page, not a list. Upload a CSV file."
# How files of other kinds begin.
_WRONG = (
    (b"PK\x03\x04", _SHEET),
    (b"PK\x05\x06", _SHEET),
    (b"\xd0\xcf\x11\xe0", _SHEET),
    (b"\x1f\x8b", _SHEET),
    (b"Rar!", _SHEET),
    (b"7z\xbc\xaf", _SHEET),
    (b"MZ\x90", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"%PDF", _PICTURE),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"{\\rtf", _PICTURE),
)
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<script", b"<svg")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes) -> str:
    """Return the text of a CSV file: UTF-8, UTF-16 or Windows-1252, found by its mark
    or by trying. Raises `Unreadable` for what is no text, with what to do instead.
    """
    if not content.strip():
        raise Unreadable("That file is empty.")
    if len(content) > MOST_BYTES:
        raise Unreadable("That file is larger than 2 MB. Split it into smaller ones.")
    _refuse_wrong(content)
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable(
        "We could not read the letters in that file. Save it as “CSV UTF-8” and try"
        " again."
    )


def _refuse_wrong(content: bytes) -> None:
    for start, message in _WRONG:
        if content.startswith(start):
            raise Unreadable(message)
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        raise Unreadable(_PAGE)


def _encodings(content: bytes) -> list[str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return [encoding]
    even, odd = content[0:2000:2].count(0), content[1:2000:2].count(0)
    if even or odd:
        # Western text in UTF-16 has a NUL beside nearly every letter.
        wide = max(even, odd) > len(content[:2000]) / 4
        return ["utf-16-be" if even > odd else "utf-16-le"] if wide else []
    return ["utf-8", "cp1252"]
