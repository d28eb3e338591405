"""A row of the outbox as a message: a pure function."""

import re
from email.utils import formataddr, parseaddr
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from feedback.mail.models import OutboundMessage
from feedback.mail.names import as_seen
from feedback.text import one_line

LONGEST_NAME = 60
NAME_OF_OURS = "Said & Done"
# What a reader or a mail program could take for an address of any kind.
_SCHEME = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}:/{2}|\bwww\.", re.IGNORECASE)
_JOINT = re.compile(r"(?<=\w)[.。．｡:](?=\w)|[/\\@＠﹫<>]")  # noqa: RUF001 - those signs
_KEY = re.compile(
    r"/(s|r|u/updates|u|m/fixed|m/settled|m/answer|m/open|m)/[A-Za-z0-9_=-]{20,}"
)
_PHONE = re.compile(r"\+?\(?\d[\d\s().–-]{4,}\d")


def build(row: OutboundMessage) -> EmailMultiAlternatives:
    """Return the message for ``row``, ready for any of Django's mail backends.

    ``Auto-Submitted`` keeps robots from answering (RFC 3834, section 5); the uid is
    the Message-ID and the provider's metadata, so an event about it finds the row.
    Raises ``ValidationError`` if the address cannot be one.
    """
    validate_email(row.to_email)
    message = EmailMultiAlternatives(
        subject=subject(row),
        body=row.text,
        from_email=formataddr(sender(row)),
        to=[formataddr((recipient_name(row), row.to_email))],
        reply_to=[row.reply_to] if row.reply_to else None,
        headers=headers(row),
    )
    if html := row.html:
        message.attach_alternative(html, "text/html")
    message.metadata = {"uid": str(row.uid)}  # type: ignore[attr-defined]  # anymail's
    return message


def message_id(row: OutboundMessage) -> str:
    """Return the Message-ID that ``row`` has or will have."""
    return f"<{row.uid}@{our_address().rpartition('@')[2]}>"


def _literally(text: str) -> str:
    """Return ``text`` without the beginning of an encoded word (RFC 2047): a mail
    program would decode one that somebody typed into what was not looked at here.
    """
    return text.replace("=?", "= ?")


@lru_cache(maxsize=4)
def _bare(mailbox: str) -> str:
    return parseaddr(mailbox)[1]


def sender(row: OutboundMessage) -> tuple[str, str]:
    """Return the name and the address that ``row`` comes from."""
    return sender_name(row.from_name), row.from_email or our_address()


def recipient_name(row: OutboundMessage) -> str:
    """Return what the reader is called in the header."""
    return _literally(one_line(row.to_name, longest=LONGEST_NAME))


def subject(row: OutboundMessage) -> str:
    """Return the subject as one line."""
    return _literally(one_line(row.subject))


def our_address() -> str:
    """Return the bare address that all mail comes from."""
    return _bare(settings.MAIL_FROM)


@lru_cache(maxsize=1024)
def sender_name(name: str) -> str:
    """Return ``name`` as a display name that cannot pass for anything but a name.

    At most 60 characters without URL, ``@``, telephone number, control or direction
    sign: what phishing needs, and what providers block us for.
    """
    flat = _SCHEME.sub("", _literally(as_seen(one_line(name, longest=300))))
    plain = _PHONE.sub(" ", _JOINT.sub(" ", flat))
    return " ".join(plain.split())[:LONGEST_NAME].strip() or NAME_OF_OURS


def headers(row: OutboundMessage) -> dict[str, str]:
    """Return the headers besides sender, recipient, subject and date.

    What a row brings cannot take the place of ours.
    """
    theirs = {name: one_line(text, longest=900) for name, text in row.headers.items()}
    return theirs | {
        "Message-ID": message_id(row),
        "Auto-Submitted": "auto-generated",
        "X-Entity-Ref-ID": str(row.uid),
    }


def without_keys(text: str) -> str:
    """Return ``text`` with the tokens of customers' personal links blanked.

    Whoever holds one can answer as that customer, so the team must not read them off
    the mails it sent. A developer needs them, and is alone with sample customers.
    """
    return text if settings.DEBUG else _KEY.sub(r"/\1/…", text)
