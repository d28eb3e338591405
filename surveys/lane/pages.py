"""Pages that were drawn once and are filled in for each guest.

A page comes apart at its gaps: what is between them is compressed once, what goes in
is put between as it is (a stored block, RFC 1951, 3.2.4). So nobody's name or link is
ever compressed together with anything else, and no length tells about them.
"""

import re
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from struct import pack
from typing import Self

# What stands in a page where something of the guest's goes; nobody can type it.
GAPS = {
    name: f"gap{secrets.token_hex(16)}"
    for name in ("token", "heading", "mark", "phone")
}
_NAMES = {gap: name for name, gap in GAPS.items()}
_ANY_GAP = re.compile(f"({'|'.join(_NAMES)})")
# RFC 1952: deflate, no flags, no time, best compression, unknown system.
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_END = b"\x03\x00"
_LONGEST_BLOCK = 65_535


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page with gaps: pieces, the same compressed, and the gap after each but the
    last.
    """

    pieces: tuple[bytes, ...]
    squeezed: tuple[bytes, ...]
    gaps: tuple[str, ...]

    @classmethod
    def of(cls, html: str) -> Self:
        """Take ``html``, in which `GAPS` stand, apart."""
        parts = _ANY_GAP.split(html)
        pieces = tuple(part.encode() for part in parts[::2])
        gaps = tuple(_NAMES[gap] for gap in parts[1::2])
        return cls(pieces, tuple(map(_squeezed, pieces)), gaps)

    def plain(self, values: Mapping[str, bytes]) -> bytes:
        """Return the page with ``values`` in its gaps."""
        return b"".join(self._woven(self.pieces, values))

    def gzipped(self, values: Mapping[str, bytes]) -> bytes:
        """Return the same, compressed."""
        page = self.plain(values)
        stored = {name: _stored(value) for name, value in values.items()}
        body = b"".join(self._woven(self.squeezed, stored))
        check = pack("<LL", zlib.crc32(page), len(page))
        return b"".join((_HEAD, body, _END, check))

    def _woven(
        self, pieces: tuple[bytes, ...], values: Mapping[str, bytes]
    ) -> list[bytes]:
        woven = [b""] * (2 * len(pieces) - 1)
        woven[::2] = pieces
        woven[1::2] = [values[gap] for gap in self.gaps]
        return woven


def _squeezed(piece: bytes) -> bytes:
    """Return a piece so that it ends at a whole byte and looks back at nothing."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(piece) + squeeze.flush(zlib.Z_FULL_FLUSH)


def _stored(value: bytes) -> bytes:
    blocks = [
        value[start : start + _LONGEST_BLOCK]
        for start in range(0, len(value), _LONGEST_BLOCK)
    ]
    return b"".join(
        pack("<BHH", 0, len(one), len(one) ^ 0xFFFF) + one for one in blocks
    )
