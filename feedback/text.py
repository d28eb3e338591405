"""What people type, made safe to store: one rule for every entry point."""

import re
import unicodedata

LONGEST = 10_000
# C0 and C1 controls except newline and tab, lone surrogates, and non-characters.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Controls that turn the reading direction of what follows (Unicode TR9, "bidi").
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str, *, longest: int = LONGEST) -> str:
    """Return ``text`` in NFC without unstorable characters, cut to ``longest``.

    Line ends become ``\\n``; surrounding white space goes. Nothing else changes:
    escaping is the business of whoever prints it.
    """
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = _UNSTORABLE.sub("", unix)
    return unicodedata.normalize("NFC", kept).strip()[:longest]


def one_line(text: str, *, longest: int = 200) -> str:
    """Return ``text`` as one line fit for a name, a subject or a header.

    Line breaks and tabs become spaces and direction controls go, so that it can
    neither add a header nor turn the text around it.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()[:longest]
    flat = " ".join(_BIDI.sub("", clean(text)).split())
    return flat[:longest]
