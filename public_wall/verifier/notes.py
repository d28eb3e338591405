"""Reading signed checkpoints: https://c2sp.org/signed-note and tlog-checkpoint."""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from public_wall.verifier.ed25519 import is_signed

DASH = "\N{EM DASH} "
FEWEST_LINES, ROOT_BYTES, ID_BYTES = 3, 32, 4
TYPE_ED25519 = b"\x01"


class Wrong(Exception):
    """Something that is not as it must be; its text says what."""


@dataclass(frozen=True)
class Note:
    """A checkpoint that was read: nothing about it is believed yet."""

    text: str
    origin: str
    size: int
    root: bytes
    day: str
    signatures: tuple[tuple[str, bytes], ...]

    def signer(self, keys: "list[bytes]") -> bytes | None:
        """Return the first of ``keys`` that signed it, if any did."""
        for public in keys:
            number = key_id(self.origin, public)
            for name, signed in self.signatures:
                is_theirs = name == self.origin and signed[:ID_BYTES] == number
                message, rest = self.text.encode(), signed[ID_BYTES:]
                if is_theirs and is_signed(public, message, rest):
                    return public
        return None


def read_note(note: str) -> Note:
    """Return what ``note`` says; raises `Wrong` if it is none."""
    text, separator, tail = note.partition("\n\n")
    lines = text.split("\n")
    if not separator or len(lines) < FEWEST_LINES or not lines[1].isdecimal():
        raise Wrong("this is no signed checkpoint")
    root = _from_base64(lines[2])
    if len(root) != ROOT_BYTES or str(int(lines[1])) != lines[1]:
        raise Wrong("this is no signed checkpoint")
    signatures = [
        (name, _from_base64(rest))
        for line in tail.split("\n")
        if line.startswith(DASH)
        for name, _space, rest in [line[len(DASH) :].partition(" ")]
    ]
    days = [line[4:] for line in lines[3:] if line.startswith("day ")]
    return Note(
        text + "\n",
        lines[0],
        int(lines[1]),
        root,
        days[0] if days else "",
        tuple(signatures),
    )


def read_key(line: str) -> tuple[str, bytes]:
    """Return the origin and the public key of a line "<origin>+<id>+<type and key>";
    raises `Wrong` if it is none, or if the id does not belong to them.
    """
    parts = line.strip().split("+", 2)
    raw = _from_base64(parts[2]) if len(parts) == FEWEST_LINES else b""
    if len(raw) != 1 + ROOT_BYTES or raw[:1] != TYPE_ED25519:
        raise Wrong("this is no public key: " + line.strip())
    if key_id(parts[0], raw[1:]).hex() != parts[1]:
        raise Wrong("this key has another key's number: " + line.strip())
    return parts[0], raw[1:]


def key_id(origin: str, public: bytes) -> bytes:
    """Return the number by which a note names a key."""
    whole = origin.encode() + b"\n" + TYPE_ED25519 + public
    return sha256(whole).digest()[:ID_BYTES]


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Wrong("this is not base64: " + text[:80]) from None
