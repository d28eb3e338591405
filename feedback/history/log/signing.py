"""Signing checkpoints: Ed25519 (RFC 8032) over a note as C2SP writes them down.

A note is the text that is signed, an empty line, and a line for each signature
(https://c2sp.org/signed-note). Its text is a checkpoint
(https://c2sp.org/tlog-checkpoint): whose log, how many leaves, the root, and the day.

The key is the installation's: ``LOG_SIGNING_KEY``, or one derived from ``SECRET_KEY``.
Former keys sign as well, as long as they are configured, so that whoever pinned one
sees that the new one is meant. Every public key that signed anything is remembered.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from feedback.accounts.models import Business
from feedback.history.models import LogKey

ED25519 = b"\x01"
SEED_BYTES, KEY_ID_BYTES = 32, 4
_PURPOSE = b"said-and-done public log, Ed25519 seed, version 1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed."""

    origin: str
    size: int
    root: bytes
    day: date

    @property
    def text(self) -> str:
        """The lines of a checkpoint, each with its end."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nday {self.day.isoformat()}\n"


def origin_of(business: Business) -> str:
    """Return what the log of ``business`` is called: for good, whatever address its
    page moves to, as long as the installation keeps its own.
    """
    host = urlsplit(settings.BASE_URL).netloc
    name = sha256(b"log of " + business.pk.bytes).hexdigest()[:16]
    return f"{host}/log/{name}"


def sign(checkpoint: Checkpoint) -> str:
    """Return the signed note: the present key's line first, then the former ones'."""
    lines = []
    for key in _private_keys():
        public = key.public_key().public_bytes_raw()
        signed = key.sign(checkpoint.text.encode())
        line = base64.b64encode(key_id(checkpoint.origin, public) + signed).decode()
        lines.append(f"\N{EM DASH} {checkpoint.origin} {line}\n")
        _remember(public)
    return checkpoint.text + "\n" + "".join(lines)


def verifier_key(origin: str, public: bytes) -> str:
    """Return a public key as C2SP's tools read it: "<name>+<id>+<type and key>"."""
    number = key_id(origin, public).hex()
    return f"{origin}+{number}+{base64.b64encode(ED25519 + public).decode()}"


def key_id(origin: str, public: bytes) -> bytes:
    """Return the first four bytes of SHA-256(name || newline || algorithm || key)."""
    return sha256(origin.encode() + b"\n" + ED25519 + public).digest()[:KEY_ID_BYTES]


def public_keys() -> list[LogKey]:
    """Return every key that ever signed a checkpoint here, the newest first."""
    return list(LogKey.objects.order_by("-first_used_at", "-pk"))


def present_seed() -> bytes:
    """Return the secret that the present key is made from."""
    return next(_seeds())


def _remember(public: bytes) -> None:
    host = urlsplit(settings.BASE_URL).netloc
    LogKey.objects.get_or_create(public=public.hex(), defaults={"name": host})


def _private_keys() -> Iterator[Ed25519PrivateKey]:
    for seed in dict.fromkeys(_seeds()):
        yield Ed25519PrivateKey.from_private_bytes(seed)


def _seeds() -> Iterator[bytes]:
    if settings.LOG_SIGNING_KEY:
        yield _read(settings.LOG_SIGNING_KEY)
    else:
        yield _derived(settings.SECRET_KEY)
    yield from map(_read, settings.LOG_SIGNING_KEY_FALLBACKS)
    if not settings.LOG_SIGNING_KEY:
        yield from map(_derived, settings.SECRET_KEY_FALLBACKS)


def _read(text: str) -> bytes:
    try:
        seed = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured(_WRONG) from error
    if len(seed) != SEED_BYTES:
        raise ImproperlyConfigured(_WRONG)
    return seed


def _derived(secret: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=SEED_BYTES, salt=None, info=_PURPOSE)
    return kdf.derive(secret.encode())


_WRONG = "LOG_SIGNING_KEY: 32 random bytes in base64 (see docs/log.md)."
