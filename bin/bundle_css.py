#!/usr/bin/env python3
"""Write static/css/{app,survey,wall}.css from their sources in static/css/src.

Run it after every change to a source; tests/test_tokens.py fails otherwise.
"""

from pathlib import Path
from typing import Final

CSS: Final = Path(__file__).resolve().parent.parent / "static" / "css"
BUNDLES: Final = {
    "app.css": ("tokens", "base", "app-only"),
    "survey.css": ("tokens", "base", "survey-only"),
    "wall.css": ("tokens", "base", "wall-only"),
    "manual.css": ("tokens", "base", "manual-only"),
    "poster.css": ("tokens", "base", "poster-only"),
    "open.css": ("tokens", "base", "survey-only", "open-only"),
}


def bundle(name: str) -> str:
    """Return the text of one bundle.

    Sources sit one folder deeper than bundles, so their `url(../../…)` becomes
    `url(../…)`; both then resolve, which manifest hashing insists on.
    """
    parts = [(CSS / "src" / f"{part}.css").read_text() for part in BUNDLES[name]]
    return "\n".join(parts).replace("url(../../", "url(../")


if __name__ == "__main__":
    for name in BUNDLES:
        (CSS / name).write_text(bundle(name))
