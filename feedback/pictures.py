"""Pictures that strangers send, drawn again by us: nothing that came with them is left.

Whatever a file says it is, only what decodes as JPEG, PNG or WebP is taken, and what
is stored are our own bytes: no EXIF (which says where a photo was taken), no comment,
no colour profile, no second picture behind the first, no script.
"""

import hashlib
import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from typing import IO, Final

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, ImageStat

from feedback.errors import Refused

READS: Final = ("JPEG", "PNG", "WEBP")
ACCEPT: Final = "image/jpeg,image/png,image/webp"
LARGEST_FILE: Final = 12 * 1024 * 1024
# JPEG is decoded at a fraction of its size; the others fill memory first.
MOST_PIXELS: Final = {"JPEG": 50_000_000, "MPO": 50_000_000}
MOST_PIXELS_OTHERWISE: Final = 24_000_000
PHOTO_EDGE: Final = 1600
LOGO_SIZE: Final = (320, 96)
_WHITE, _INK = (255, 255, 255), (30, 37, 34)
_BROKEN: Final = (
    OSError,  # not an image, or cut off
    ValueError,
    SyntaxError,  # what Pillow raises for a broken PNG
    EOFError,
    IndexError,
    KeyError,
    OverflowError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class NotAPicture(Refused):
    """What was sent is no picture that we can draw."""

    status = 422


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as we drew it; ``digest`` is the SHA-256 of ``body``, in hex."""

    body: bytes
    content_type: str
    width: int
    height: int
    digest: str


def photo(file: IO[bytes]) -> Picture:
    """Return a photo, upright, at most `PHOTO_EDGE` pixels wide or high, as JPEG.

    Raises `NotAPicture` for anything else and for more pixels than we decode.
    """
    drawn = _drawn(file, (PHOTO_EDGE, PHOTO_EDGE))
    return _kept(_flat(drawn, _WHITE), "JPEG", quality=82, progressive=True)


def logo(file: IO[bytes]) -> Picture:
    """Return a mark no larger than `LOGO_SIZE`, as PNG, on a ground of its own: white
    or ink, whichever it stands out from. It is legible then on any page.

    Raises `NotAPicture` as `photo` does.
    """
    drawn = _drawn(file, LOGO_SIZE).convert("RGBA")
    flat = _flat(drawn, _ground_for(drawn))
    return _kept(flat.quantize(64, dither=Image.Dither.NONE), "PNG", optimize=True)


def _drawn(file: IO[bytes], most: tuple[int, int]) -> Image.Image:
    """Return the first picture in ``file``, upright, in sRGB, within ``most``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=READS) as opened:
                _check_pixels(opened)
                opened.draft("RGB", most)
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail(most, Image.Resampling.LANCZOS)
                return _in_srgb(upright, opened.info.get("icc_profile"))
    except _BROKEN as error:
        text = _("That file is no photo that we can read: send a JPEG, PNG or WebP.")
        raise NotAPicture(text) from error


def _check_pixels(opened: Image.Image) -> None:
    width, height = opened.size
    if width * height > MOST_PIXELS.get(opened.format or "", MOST_PIXELS_OTHERWISE):
        raise NotAPicture(_("That picture has more pixels than we can take."))


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    if not profile or has_alpha:
        return plain
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(plain, source, target) or plain
    except (ImageCms.PyCMSError, OSError):
        return plain  # a profile that is none: its colours are then taken as they are


def _flat(picture: Image.Image, ground: tuple[int, int, int]) -> Image.Image:
    """Return new pixels, so that nothing written beside the old ones comes along."""
    flat = Image.new("RGB", picture.size, ground)
    flat.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    return flat


def _ground_for(picture: Image.Image) -> tuple[int, int, int]:
    """Return the ground that the opaque part of ``picture`` stands out from."""
    alpha = picture.getchannel("A")
    if not alpha.getbbox():
        return _WHITE
    light = ImageStat.Stat(picture.convert("L"), mask=alpha).mean[0]
    return _INK if light > 170 else _WHITE


def _kept(picture: Image.Image, kind: str, **how: int | bool) -> Picture:
    written = io.BytesIO()
    picture.save(written, kind, **how)
    body = written.getvalue()
    digest = hashlib.sha256(body).hexdigest()
    return Picture(body, f"image/{kind.lower()}", *picture.size, digest)
