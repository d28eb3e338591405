"""The colour of a business on its pages: the owner's, as far as people can read it.

Contrast as WCAG 2.2 defines it (relative luminance, 1.4.3); every pair of colours that
carries text is brought to 4.5:1 by making the owner's colour darker, or lighter on
dark pages, in its own hue.
"""

import colorsys
import re
from dataclasses import dataclass
from typing import Final

STANDARD: Final = "#0E5A4C"
LEAST: Final = 4.5
_STEP, _TINT, _HOVER = 0.01, 0.12, 0.06
_HEX = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE)
Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a page is made of: its surfaces, its ink and what stands on the colour."""

    surfaces: tuple[str, ...]
    tinted: str
    ink: str
    is_dark: bool


LIGHT: Final = Ground(("#FFFFFF", "#FAF8F4"), "#FFFFFF", "#1E2522", is_dark=False)
DARK: Final = Ground(("#1C211F", "#141816"), "#1C211F", "#EEF1EE", is_dark=True)


@dataclass(frozen=True, slots=True)
class Shade:
    """The colour on one kind of page, each as "#RRGGBB".

    ``on`` is for text on ``color``; ``tint`` is a ground for text in ``color``.
    """

    color: str
    on: str
    hover: str
    tint: str
    contrast: float
    is_adjusted: bool


def normal_color(text: str) -> str:
    """Return ``text`` as "#RRGGBB", or nothing if it is no such colour."""
    found = _HEX.fullmatch(text.strip())
    return f"#{found[1].upper()}" if found else ""


def shade(color: str, ground: Ground) -> Shade:
    """Return ``color`` ("#RRGGBB") as it can be read on ``ground``."""
    kept = _rgb(color)
    while not _is_legible(kept, ground):
        kept = _moved(kept, _STEP if ground.is_dark else -_STEP)
    on = _hex(_moved(kept, -1)) if ground.is_dark else "#FFFFFF"
    hover = _hex(_moved(kept, _HOVER if ground.is_dark else -_HOVER))
    text = _hex(kept)
    least = min(contrast(text, surface) for surface in ground.surfaces)
    return Shade(text, on, hover, _tint(kept, ground), least, text != color.upper())


def stylesheet(color: str) -> str:
    """Return the tokens of static/css/src/tokens.css that ``color`` changes."""
    light, dark = _tokens(shade(color, LIGHT)), _tokens(shade(color, DARK))
    return (
        f":root{{{light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    lights = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _is_legible(color: Rgb, ground: Ground) -> bool:
    text = _hex(color)
    grounds = (*ground.surfaces, _tint(color, ground))
    return all(contrast(text, surface) >= LEAST for surface in grounds)


def _tint(color: Rgb, ground: Ground) -> str:
    surface = _rgb(ground.tinted)
    pairs = zip(color, surface, strict=True)
    mixed = [part * _TINT + behind * (1 - _TINT) for part, behind in pairs]
    return _hex((mixed[0], mixed[1], mixed[2]))


def _tokens(shade: Shade) -> str:
    names = {
        "brand": shade.color,
        "brand-hover": shade.hover,
        "brand-tint": shade.tint,
        "on-brand": shade.on,
        "link": shade.color,
    }
    return ";".join(f"--{name}:{value}" for name, value in names.items())


def _moved(color: Rgb, step: float) -> Rgb:
    """Return ``color`` lighter by ``step`` of its lightness, or darker if negative."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*color)
    return colorsys.hls_to_rgb(hue, min(max(lightness + step, 0), 1), saturation)


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(part) for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _rgb(color: str) -> Rgb:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(color: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in color)
