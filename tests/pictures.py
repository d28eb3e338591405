"""Pictures for tests, made on the spot: nothing here was ever photographed."""

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from feedback.pictures import photo
from surveys.models import Reply, SurveyVersion
from surveys.services.photos import store_photos
from surveys.submission import Submission
from tests import builders

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def drawn(
    kind: str = "JPEG",
    *,
    size: tuple[int, int] = (80, 60),
    color: Any = (200, 40, 40),
    **how: Any,
) -> bytes:
    """Return a picture of one colour; ``how`` goes to Pillow."""
    mode = "RGBA" if len(color) == 4 else "RGB"
    written = io.BytesIO()
    Image.new(mode, size, color).save(written, kind, **how)
    return written.getvalue()


def with_secrets() -> bytes:
    """Return a photo that says where it was taken, on its side, with a comment."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "SecretCamera"
    exif.get_ifd(GPS)[2] = (50.0, 9.0, 3.0)
    return drawn(exif=exif, comment=b"SecretComment", size=(80, 40))


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """Return a small PNG that says it has many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(said))
        + name
        + said
        + struct.pack(">I", zlib.crc32(name + said))
        for name, said in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def reply_with_photo() -> Reply:
    """Store a reply with one photo, to a survey that asks for some."""
    reply = builders.reply()
    SurveyVersion.objects.filter(pk=reply.version_id).update(asks_photos=True)
    reply.version.asks_photos = True
    added = Submission({}, {}, pictures=(photo(io.BytesIO(drawn())),))
    store_photos(reply, added)
    return reply


def upload(body: bytes | None = None, name: str = "boiler.jpg") -> SimpleUploadedFile:
    """Return a picture as a form sends it."""
    return SimpleUploadedFile(name, drawn() if body is None else body)
