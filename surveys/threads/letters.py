"""A mail that a customer wrote, as values: what is new in it, all of it, its files."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from anymail.inbound import AnymailInboundMessage

from feedback.text import LONGEST, clean, one_line
from surveys.drafts.mail import ReadMail, read_mail
from surveys.threads.pages import lines_of
from surveys.threads.quotes import new_words
from surveys.threads.so_far import as_message_id

# Of the text that is looked through, and of what is kept of it.
LONGEST_READ, LONGEST_WHOLE = 1_000_000, 100_000
MOST_FILES = 10
LARGEST_FILE, LARGEST_TOGETHER = 5 * 1024 * 1024, 10 * 1024 * 1024
# Pictures in the text below this are logos of signatures.
SMALLEST_PICTURE = 20 * 1024
_PATH = re.compile(r"[\\/\x00:*?\"<>|]+")
_KIND = re.compile(r"[a-z0-9][a-z0-9.+-]{0,39}/[a-z0-9][a-z0-9.+-]{0,38}")
_FAKED = re.compile(r"\bdmarc\s*=\s*(?:fail|permerror)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """One file of a mail. Nobody opens it here: it is kept and downloaded as it is."""

    name: str
    content_type: str
    body: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, in hex."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to one of our reply addresses.

    ``words`` is what is new in it, ``whole`` everything; ``is_faked`` says that the
    owner of the sender's domain disowns it.
    """

    mail: ReadMail
    words: str
    whole: str
    message_id: str
    files: tuple[File, ...] = ()
    left_out: int = 0
    is_faked: bool = False


def read_letter(message: AnymailInboundMessage, *, event_id: str = "") -> Letter:
    """Return what ``message`` says; never raises for what stands in it."""
    mail = read_mail(message, event_id=event_id)
    words, whole = _words(message)
    files, left_out = _files(message)
    return Letter(
        mail=mail,
        words=words,
        whole=whole,
        message_id=as_message_id(mail.headers.get("message-id", "")),
        files=files,
        left_out=left_out,
        is_faked=_is_faked(message),
    )


def _words(message: EmailMessage) -> tuple[str, str]:
    """Return the new words and the whole text: of the plain part, or of the page if
    that has none or nothing new.
    """
    plain = _together(_plain(part) for part in _texts(message, "text/plain"))
    words = new_words(plain)
    if words:
        return _kept(words, plain)
    pages = _together(lines_of(_letters(part)) for part in _texts(message, "text/html"))
    return _kept(new_words(pages), pages if pages.strip() else plain)


def _kept(words: str, whole: str) -> tuple[str, str]:
    return clean(words, longest=LONGEST), clean(whole, longest=LONGEST_WHOLE)


def _together(texts: Iterator[str]) -> str:
    return "\n".join(text for text in texts if text.strip())[:LONGEST_READ]


def _texts(message: EmailMessage, kind: str) -> Iterator[EmailMessage]:
    for part in _leaves(message):
        if part.get_content_type() == kind and not _is_file(part):
            yield part


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts of ``message`` without those of mails attached to it."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, EmailMessage):
            yield from _leaves(part)


def _is_file(part: EmailMessage) -> bool:
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return not is_text or part.is_attachment() or bool(_file_name(part))


def _plain(part: EmailMessage) -> str:
    text = _letters(part)
    if str(part.get_param("format") or "").lower() != "flowed":
        return text
    return _unflowed(text, delsp=str(part.get_param("delsp") or "").lower() == "yes")


def _unflowed(text: str, *, delsp: bool) -> str:
    """Return ``text`` with the lines joined that were broken for show (RFC 3676)."""
    lines: list[str] = []
    is_open, depth = False, 0
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line.lstrip(">")
        deep = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        if is_open and deep == depth and bare != "-- ":
            before = lines[-1][:-1] if delsp else lines[-1]
            lines[-1] = before + bare
        else:
            lines.append(">" * deep + (" " if deep else "") + bare)
        is_open, depth = bare.endswith(" ") and bare != "-- ", deep
    return "\n".join(lines)


def _letters(part: EmailMessage) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        text = raw[:LONGEST_READ].decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        text = raw[:LONGEST_READ].decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _files(message: EmailMessage) -> tuple[tuple[File, ...], int]:
    """Return the files we keep, and how many we do not."""
    kept: list[File] = []
    left_out = together = 0
    for part in _leaves(message):
        if not _is_file(part) or part.get_content_type().startswith("multipart/"):
            continue
        body = _bytes(part)
        if not body or _is_logo(part, body):
            continue
        fits = len(body) <= LARGEST_FILE and together + len(body) <= LARGEST_TOGETHER
        if not fits or len(kept) >= MOST_FILES:
            left_out += 1
            continue
        together += len(body)
        kept.append(File(_file_name(part) or "file", _content_type(part), body))
    return tuple(kept), min(left_out, 999)


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, EmailMessage) else b""
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _is_logo(part: EmailMessage, body: bytes) -> bool:
    is_inside = part.get_content_disposition() == "inline" or "content-id" in part
    is_picture = part.get_content_maintype() == "image"
    return is_inside and is_picture and len(body) < SMALLEST_PICTURE


def _file_name(part: EmailMessage) -> str:
    if part.get_content_type() == "message/rfc822":
        return "mail.eml"
    name = one_line(_PATH.sub(" ", str(part.get_filename() or "")), longest=300)
    name = name.strip(". ")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: 119 - len(ending)]}.{ending}"
    return name[:120]


def _content_type(part: EmailMessage) -> str:
    kind = part.get_content_type().lower()
    return kind if _KIND.fullmatch(kind) else "application/octet-stream"


def _is_faked(message: EmailMessage) -> bool:
    """Whether our own provider, whose line is the topmost, found it so."""
    said = (
        str(value)
        for name, value in message.raw_items()
        if name.lower() == "authentication-results"
    )
    return bool(_FAKED.search(next(said, "")))
