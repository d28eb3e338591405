"""The picture that other sites show beside a link to a public page (Open Graph).

It has the name of the business, counts, and the business's own newest words: nothing
that a customer wrote, and no score.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from feedback.text import one_line
from public_wall.embedding import Box, labels, shortened
from public_wall.sites import Site

SIZE = (1200, 630)
MARGIN = 80
LONGEST_DID = 160
PAPER, INK, FAINT, BRAND = "#faf8f4", "#1e2522", "#5f6862", "#0e5a4c"
# Figtree, under the SIL Open Font License: see static/fonts/figtree.LICENSE.txt.
_FONT = Path(settings.ROOT) / "static" / "fonts" / "figtree.woff2"
# A character that no font has: drawn as the box that stands for what is missing.
_MISSING = "\uffff"


def card_picture(site: Site, said: Box) -> bytes:
    """Return a PNG of 1200 × 630. Words in letters that the font has not are left
    out: better nothing than rows of boxes.
    """
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 24, SIZE[1]), fill=BRAND)
    y = MARGIN
    name = shortened(one_line(site.business.name), 48)
    y = _write(draw, name, y, size=64, weight="Bold", color=INK)
    for line in (said.counted, said.changed):
        y = _write(draw, line, y, size=40, weight="Medium", color=FAINT)
    if said.update:
        y += 40
        label = labels()[said.update.kind]
        y = _write(draw, label, y, size=32, weight="Bold", color=BRAND)
        did = shortened(said.update.did, LONGEST_DID)
        _write(draw, did, y, size=44, weight="Medium", color=INK)
    held = BytesIO()
    picture.save(held, "PNG", optimize=True)
    return held.getvalue()


def _write(
    draw: ImageDraw.ImageDraw, words: str, y: int, *, size: int, weight: str, color: str
) -> int:
    """Write ``words`` from ``y`` on and return where the next line begins."""
    if not _can_be_written(words):
        return y
    font = _font(size, weight)
    for line in _lines(words, font):
        draw.text((MARGIN, y), line, font=font, fill=color)
        y += round(size * 1.3)
    return y + size // 4


def _lines(words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines, room = [""], SIZE[0] - 2 * MARGIN
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line][:3]


@lru_cache(maxsize=8)
def _font(size: int, weight: str) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(_FONT), size)
    font.set_variation_by_name(weight)
    return font


def _can_be_written(words: str) -> bool:
    return all(_has(letter) for letter in set(words) if not letter.isspace())


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    font = _font(32, "Medium")
    return bytes(font.getmask(letter)) != bytes(font.getmask(_MISSING))
