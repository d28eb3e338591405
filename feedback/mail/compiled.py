"""A row of the outbox as the bytes of its message, at a tenth of what it costs to
build the message from objects.

The same message as `feedback.mail.message.build`, which other backends than SMTP get:
a test holds both against each other for any words. Both bodies are quoted-printable,
in which pieces can be put together that were encoded apart: a soft line break
(RFC 2045, section 6.7) between two of them leaves no trace and keeps lines short. So
a frame is encoded once, and only what stands in its gaps for each person.
"""

import re
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr, formatdate
from functools import lru_cache
from uuid import UUID

from django.core.mail.message import sanitize_address
from django.core.validators import validate_email

from feedback import clock
from feedback.mail import gaps, message
from feedback.mail.models import Frame, OutboundMessage

# "=_" cannot stand in quoted-printable, so no body contains the boundary.
BOUNDARY = b"=_said_and_done_="
_BETWEEN = b"=\r\n"
_ENDS_OF_LINES = re.compile(rb"\r\n|\r|\n")
# Values that stand in quoted-printable and in HTML as they are, and fit into one line.
_PLAIN = re.compile(r"[A-Za-z0-9_ .,:;/#-]{0,69}[A-Za-z0-9_.,:;/#-]")
_PLAIN_WORDS = re.compile(r"[A-Za-z0-9 ]*")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,189}")
# What `validate_email` says yes to in any case, at a tenth of what it costs.
_SURELY_VALID = re.compile(
    r"[A-Za-z0-9_+-]{1,32}(?:\.[A-Za-z0-9_+-]{1,32}){0,3}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,40}[A-Za-z0-9])?\.){1,3}[A-Za-z]{2,20}"
)
# A space that ends a header would be a line of nothing once folded.
_PRINTABLE = re.compile(r"[!-~](?:[ -~]*[!-~])?")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message and its envelope, as SMTP takes them."""

    sender: str
    recipient: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Encoded:
    """The bodies of a frame: pieces of bytes, and where which gap is filled in."""

    pieces: tuple[bytes, ...]
    gaps: tuple[tuple[int, str, bool], ...]


def letter(row: OutboundMessage) -> Letter:
    """Return what goes over the wire for ``row``, with lines ended as SMTP wants.

    No line is longer than 998 characters, and all are ASCII, so that every server
    takes it. Raises ``ValidationError`` if the address cannot be one.
    """
    if not _SURELY_VALID.fullmatch(row.to_email):
        validate_email(row.to_email)
    sender, from_address = _mailbox(*message.sender(row))
    to, recipient = _mailbox(message.recipient_name(row), row.to_email)
    heads = {
        "Subject": _encoded_words("Subject", message.subject(row)),
        "From": sender,
        "To": to,
        "Date": _date(int(clock.now().timestamp())),
        "MIME-Version": "1.0",
    }
    if row.reply_to:
        heads["Reply-To"] = _mailbox("", row.reply_to)[0]
    for name, text in message.headers(row).items():
        heads[name] = _encoded_words(name, text)
    lines = "".join([f"{name}: {text}\r\n" for name, text in heads.items()])
    return Letter(from_address, recipient, lines.encode() + _bodies(row))


def _bodies(row: OutboundMessage) -> bytes:
    if row.frame_id is None or row.frame is None:
        encoded = _encode([row.own_text], [row.own_html] if row.own_html else None)
        return b"".join(encoded.pieces)
    encoded = _encoded_frame(row.frame_id, row.frame)
    pieces = list(encoded.pieces)
    values: Mapping[str, str] = row.values
    quoted = {name: _quoted_value(value) for name, value in values.items()}
    for at, name, is_html in encoded.gaps:
        pieces[at] = quoted[name][is_html]
    return b"".join(pieces)


class _Frames(dict[UUID, _Encoded]):
    """The frames encoded lately: they never change, and a batch has few of them."""

    MOST = 200

    def keep(self, pk: UUID, encoded: _Encoded) -> _Encoded:
        if len(self) >= self.MOST:
            self.clear()
        self[pk] = encoded
        return encoded


_frames = _Frames()


def _encoded_frame(pk: UUID, frame: Frame) -> _Encoded:
    return _frames.get(pk) or _frames.keep(pk, _encode(frame.text, frame.html))


def _encode(text: gaps.Parts, html: gaps.Parts | None) -> _Encoded:
    if html is None:
        return _joined([(_head("plain") + b"\r\n", text, False)], b"")
    opening = (
        b'Content-Type: multipart/alternative; boundary="'
        + BOUNDARY
        + b'"\r\n\r\n--'
        + BOUNDARY
        + b"\r\n"
        + _head("plain")
        + b"\r\n"
    )
    second = b"\r\n--" + BOUNDARY + b"\r\n" + _head("html") + b"\r\n"
    closing = b"\r\n--" + BOUNDARY + b"--\r\n"
    return _joined([(opening, text, False), (second, html, True)], closing)


def _joined(
    bodies: Sequence[tuple[bytes, gaps.Parts, bool]], closing: bytes
) -> _Encoded:
    pieces: list[bytes] = []
    places: list[tuple[int, str, bool]] = []
    for head, parts, is_html in bodies:
        pieces.append(head)
        for at, part in enumerate(parts):
            if at % 2:
                places.append((len(pieces), part, is_html))
                pieces += [b"", _BETWEEN]
            else:
                is_last = at == len(parts) - 1
                pieces.append(_quoted(part) if is_last else _open_ended(part))
    pieces.append(closing)
    return _Encoded(tuple(pieces), tuple(places))


def _head(kind: str) -> bytes:
    return (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n"
    ).encode()


def _quoted(words: str) -> bytes:
    """Return ``words`` in quoted-printable with the line ends of the wire."""
    raw = _ENDS_OF_LINES.sub(b"\n", words.encode(errors="replace"))
    return b2a_qp(raw, istext=True).replace(b"\n", b"\r\n")


def _open_ended(words: str) -> bytes:
    """Return ``words`` so that another piece can follow in the same line."""
    if not words:
        return b""
    # The letter behind keeps room for the "=" in the last line.
    return _quoted(words + "x")[:-1] + _BETWEEN


def _quoted_value(value: str) -> tuple[bytes, bytes]:
    """Return ``value`` as it stands in the text and in the HTML."""
    if _PLAIN.fullmatch(value):
        return (value.encode(),) * 2
    return _quoted_hard(value)


@lru_cache(maxsize=4096)
def _quoted_hard(value: str) -> tuple[bytes, bytes]:
    if not value:
        return b"", b""
    marked_up = gaps.escaped({"": value})[""]
    return _quoted(value + "x")[:-1], _quoted(marked_up + "x")[:-1]


@lru_cache(maxsize=4096)
def _mailbox(name: str, address: str) -> tuple[str, str]:
    """Return the mailbox as it stands in a header, and its bare address."""
    if _PLAIN_WORDS.fullmatch(name) and _PLAIN_ADDRESS.fullmatch(address):
        return (f"{name} <{address}>" if name else address), address
    bare = sanitize_address(("", address), "utf-8")
    if name.isascii():
        return formataddr((name, bare)), bare
    return f"{_folded('Reply-To', name)} <{bare}>", bare


def _encoded_words(name: str, text: str) -> str:
    """Return ``text`` as the header ``name`` may hold it (RFC 2047)."""
    if _PRINTABLE.fullmatch(text) and "=?" not in text:
        return text
    return _folded(name, text) if text else ""


@lru_cache(maxsize=4096)
def _folded(name: str, text: str) -> str:
    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return formatdate(second)
