"""A mail as we read it: plain values, whatever its headers and encodings."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

from anymail.inbound import AnymailInboundMessage

from feedback.customers.addresses import one_address
from feedback.errors import Refused
from feedback.text import clean, one_line
from surveys.threads.pages import parseable

# Enough of a receipt; a regular expression never sees more.
LONGEST_TEXT = 50_000
MOST_ADDRESSES = 100
_DELIVERED = ("To", "Cc", "Bcc", "Delivered-To", "X-Original-To", "X-Forwarded-To")
_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "table", "h1", "h2", "h3"})


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a header: the address as written and the name beside it."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReadMail:
    """What a mail says. ``delivered_to`` is every address it may have come to us by;
    ``inner`` the mail that is attached, if one is.
    """

    sender: Party | None
    to: tuple[Party, ...]
    cc: tuple[Party, ...]
    delivered_to: tuple[str, ...]
    subject: str
    date: datetime | None
    text: str
    headers: dict[str, str]
    kind: str
    envelope_sender: str | None
    is_spam: bool
    dedupe_key: str
    inner: "ReadMail | None" = None


def read_mail(message: AnymailInboundMessage, *, event_id: str = "") -> ReadMail:
    """Return what ``message`` says.

    ``event_id`` is what the provider calls it, for mails without a Message-ID.
    """
    read = _read(message)
    attached = next(_attached(message), None)
    envelope = [message.envelope_recipient] if message.envelope_recipient else []
    return ReadMail(
        **{
            **{name: getattr(read, name) for name in ReadMail.__slots__},
            "delivered_to": (*envelope, *read.delivered_to),
            "envelope_sender": message.envelope_sender,
            "is_spam": bool(message.spam_detected),
            "dedupe_key": _dedupe_key(read, event_id),
            "inner": _read(attached) if attached is not None else None,
        }
    )


def parties(values: Sequence[str]) -> tuple[Party, ...]:
    """Return the people in headers like "Ann <ann@example.com>, bob@example.com"."""
    found: dict[str, Party] = {}
    for name, address in getaddresses([_flat(value) for value in values]):
        try:
            email = one_address(address)
        except Refused:
            continue
        if email:
            written = one_line(_decoded(name), longest=120)
            shown = "" if "@" in written else written.strip("'\" ")
            found.setdefault(email.casefold(), Party(email, shown))
        if len(found) >= MOST_ADDRESSES:
            break
    return tuple(found.values())


def moment_in(text: str) -> datetime | None:
    """Return the instant of a Date header with its zone, or nothing."""
    try:
        found = parsedate_to_datetime(_flat(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else None


def _read(message: EmailMessage) -> ReadMail:
    senders = parties(_headers(message, "From"))
    subject = _decoded(" ".join(_headers(message, "Subject")[:1]))
    return ReadMail(
        sender=senders[0] if senders else None,
        to=parties(_headers(message, "To")),
        cc=parties(_headers(message, "Cc")),
        delivered_to=tuple(
            party.email
            for name in _DELIVERED
            for party in parties(_headers(message, name))
        ),
        subject=one_line(subject),
        date=moment_in(" ".join(_headers(message, "Date")[:1])),
        text=_text(message),
        headers={
            name.lower(): _decoded(str(value))[:500]
            for name, value in message.raw_items()
        },
        kind=message.get_content_type(),
        envelope_sender=None,
        is_spam=False,
        dedupe_key="",
    )


def _headers(message: EmailMessage, name: str) -> list[str]:
    # As they came: the library's own reading of a header fails over some of them.
    wanted = name.lower()
    return [str(v) for key, v in message.raw_items() if key.lower() == wanted]


def _flat(text: str) -> str:
    return one_line(text.encode("utf-8", "replace").decode(), longest=20_000)


def _decoded(text: str) -> str:
    """Return a header in letters (RFC 2047), in one line."""
    try:
        pieces = decode_header(_flat(text))
    except MessageError:
        return _flat(text)
    return _flat(
        "".join(
            piece if isinstance(piece, str) else _letters(piece, charset or "utf-8")
            for piece, charset in pieces
        )
    )


def _letters(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _text(message: EmailMessage) -> str:
    plain = [_content(part) for part in _parts(message, "text/plain")]
    text = "\n".join(part for part in plain if part.strip())
    if not text:
        pages = [_content(part) for part in _parts(message, "text/html")]
        text = "\n".join(words_of(page) for page in pages)
    return clean(text.replace("\xa0", " "), longest=LONGEST_TEXT)


def _parts(message: EmailMessage, kind: str) -> Iterator[EmailMessage]:
    for part in message.walk():
        if part.get_content_type() == kind and not part.is_attachment():
            yield part


def _content(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    raw = raw[: 4 * LONGEST_TEXT]
    return _letters(raw, part.get_content_charset("utf-8"))


def _attached(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            if isinstance(inner, EmailMessage):
                yield inner


def _dedupe_key(read: ReadMail, event_id: str) -> str:
    name = read.headers.get("message-id", "").strip() or event_id
    if not name:
        sender = read.sender.email if read.sender else ""
        name = "\x1f".join((sender, str(read.date), read.subject, read.text))
    return hashlib.sha256(name.encode()).hexdigest()


def words_of(page: str) -> str:
    """Return the words of an HTML page, a line for each block."""
    reader = _Words()
    reader.feed(parseable(page))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    """Collects text, and none of scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("script", "style", "title"):
            self._hidden += 1
        elif tag in ("td", "th"):
            self.words.append(" ")
        elif tag in _BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "title"):
            self._hidden = max(self._hidden - 1, 0)
        elif tag in _BLOCKS - {"br"}:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)
