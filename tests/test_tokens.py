"""Colours stay readable, and the bundles are what their sources say."""

import re
import runpy
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
TOKENS: Final = (ROOT / "static/css/src/tokens.css").read_text()

GROUNDS: Final = ("paper", "surface", "sunken")
TONES: Final = ("bad", "mid", "good", "info")
TEXT_PAIRS: Final = [
    *((text, ground) for text in ("ink", "ink-2", "ink-3") for ground in GROUNDS),
    *((tone, ground) for tone in TONES for ground in ("paper", "surface")),
    *((tone, f"{tone}-tint") for tone in TONES),
    *(("ink", f"{tone}-tint") for tone in TONES),
    *(("link", ground) for ground in GROUNDS),
    *(("brand", ground) for ground in ("paper", "surface", "brand-tint")),
    ("link", "brand-tint"),
    ("ink", "brand-tint"),
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    ("paper", "ink"),
]
# WCAG 2.2, 1.4.11: what shows that something is a control, or has the focus.
CONTROL_PAIRS: Final = [
    (line, ground) for line in ("control", "focus") for ground in GROUNDS[:2]
]


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{3,6})\b", block))


LIGHT: Final = _colours(TOKENS.split("@media")[0])
DARK: Final = LIGHT | _colours(TOKENS.split("[data-theme=dark]{")[1])
DARK_BY_SYSTEM: Final = LIGHT | _colours(
    TOKENS.split("@media")[1].split("[data-theme=dark]")[0]
)
THEMES: Final = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme: dict[str, str], text: str, ground: str) -> None:
    assert _contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("line", "ground"), CONTROL_PAIRS)
def test_controls_can_be_seen(theme: dict[str, str], line: str, ground: str) -> None:
    assert _contrast(theme[line], theme[ground]) >= 3


def test_black_on_white_is_the_known_ratio() -> None:
    assert round(_contrast("#000", "#FFFFFF"), 2) == 21


def test_dark_is_the_same_by_system_and_by_choice() -> None:
    assert DARK_BY_SYSTEM == DARK


@pytest.mark.parametrize("name", ["app.css", "survey.css", "wall.css", "manual.css"])
def test_a_bundle_is_its_sources(name: str) -> None:
    bundle = runpy.run_path(str(ROOT / "bin/bundle_css.py"))["bundle"]
    assert (ROOT / "static/css" / name).read_text() == bundle(name)


@pytest.mark.parametrize("source", sorted((ROOT / "static/css/src").glob("*.css")))
def test_directions_are_logical(source: Path) -> None:
    sides = r"(?:margin|padding|border)-(?:left|right|top|bottom)\b"
    places = r"[{;\s](?:left|right)\s*:"
    assert not re.findall(f"{sides}|{places}", source.read_text())
