"""Which files may stand beside an action, by what they are and not by what they say
they are. Pure.

Pictures are drawn again by us. Documents are kept as they are and only ever handed
out to be saved: nothing that a browser runs is taken, and no document with macros.
"""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Final

from django.utils.translation import gettext as _

from feedback import pictures
from feedback.errors import Refused, TooLarge
from feedback.text import one_line

LARGEST: Final = 10 * 1024 * 1024
LARGEST_MB: Final = LARGEST // (1024 * 1024)
LONGEST_NAME: Final = 120
_PICTURES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN: Final = "application/vnd.oasis.opendocument."
_ZIPPED: Final = {
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".odt": f"{_OPEN}text",
    ".ods": f"{_OPEN}spreadsheet",
}
_TEXTS: Final = {".txt": "text/plain", ".csv": "text/csv"}
_PDF: Final = "application/pdf"
ACCEPT: Final = ",".join([*sorted(_PICTURES), ".pdf", *_ZIPPED, *_TEXTS])
_MOST_PARTS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is stored; ``digest`` is the SHA-256 of ``body``, in hex."""

    name: str
    content_type: str
    body: bytes
    digest: str


def kept(name: str, file: IO[bytes], size: int) -> Kept:
    """Return what is stored of a file called ``name`` of ``size`` bytes.

    Raises `TooLarge` past `LARGEST`, and `Refused` for a file that is empty, of a kind
    that is not taken, or not what its name says.
    """
    if size > LARGEST:
        text = _("That file is larger than {megabytes} megabytes.")
        raise TooLarge(text.format(megabytes=LARGEST_MB))
    called = _name(name)
    ending = PurePosixPath(called).suffix.lower()
    if ending in _PICTURES:
        drawn = pictures.photo(file)
        stem = PurePosixPath(called).stem
        return Kept(f"{stem}.jpg", drawn.content_type, drawn.body, drawn.digest)
    body = file.read(LARGEST + 1)
    if not body:
        raise Refused(_("That file is empty."))
    content_type = _document(ending, body, file)
    return Kept(called, content_type, body, hashlib.sha256(body).hexdigest())


def _name(name: str) -> str:
    """Return the last part of what a browser calls the file, fit for a header."""
    last = one_line(name.replace("\\", "/").rpartition("/")[2], longest=500)
    path = PurePosixPath(last.strip(". ") or "file")
    ending = path.suffix[:10]
    return path.stem[: LONGEST_NAME - len(ending)] + ending


def _document(ending: str, body: bytes, file: IO[bytes]) -> str:
    if ending == ".pdf" and body.startswith(b"%PDF-"):
        return _PDF
    if ending in _TEXTS and _is_text(body):
        return _TEXTS[ending]
    if ending in _ZIPPED and _is_office(ending, file):
        return _ZIPPED[ending]
    if ending in {".pdf", *_TEXTS, *_ZIPPED}:
        raise Refused(_("That file is not what its name says. Save it again."))
    raise Refused(
        _("We take photos, PDF, Word, Excel, OpenDocument and plain text here.")
    )


def _is_text(body: bytes) -> bool:
    try:
        return "\0" not in body.decode()
    except UnicodeDecodeError:
        return False


def _is_office(ending: str, file: IO[bytes]) -> bool:
    """Whether the zip lists what such a document has, and no macros. Nothing in it is
    unpacked.
    """
    try:
        with zipfile.ZipFile(file) as opened:
            names = [one.filename.lower() for one in opened.infolist()[:_MOST_PARTS]]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    marks = {".docx": "word/", ".xlsx": "xl/", ".odt": "content.", ".ods": "content."}
    has_mark = any(name.startswith(marks[ending]) for name in names)
    return has_mark and not any(n.endswith("vbaproject.bin") for n in names)
