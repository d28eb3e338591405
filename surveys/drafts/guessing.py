"""Guesses at the work a mail is about. Each says where it came from; none is right
until somebody has looked at it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from feedback.connect.inbound import is_ours
from feedback.errors import Refused
from feedback.mail.domain_names import read_domain
from feedback.text import one_line
from surveys.drafts.forwarding import Forwarded, forwarded_in
from surveys.drafts.mail import Party, ReadMail, moment_in, parties
from surveys.models import InteractionDraft

Guess = InteractionDraft.Guess
# So many customers share one receipt; more is a circular.
MOST_CUSTOMERS = 3
_OLDEST = timedelta(days=365)
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PREFIX = re.compile(r"^\s*(?:(?:re|fw|fwd|wg|aw|tr|rv)\s*:\s*)+", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\b(?:invoice|receipt|order|job|booking|reference|ref|rechnung|auftrag)"
    r"[ \t]*(?:number|no|nr|id)?[ \t.:#]{1,3}[ \t]*([A-Z0-9][A-Z0-9/_-]{1,24})",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\b(?:grand total|total paid|total due|amount paid|amount due|total|"
    r"gesamtbetrag|gesamt|summe)\b[^\d\n]{0,30}"
    r"(\d{1,3}(?:[,. ]\d{3}){1,2}[.,]\d{2}|\d{1,8}[.,]\d{2})(?!\d)",
    re.IGNORECASE,
)
_HANDLER = re.compile(
    r"^[ \t]*(?:engineer|technician|stylist|therapist|served by|handled by|"
    r"your (?:engineer|technician|stylist)|mitarbeiter)[ \t]*:[ \t]*"
    r"([^\W\d_][^\n:]{1,60})$",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(slots=True)
class Guessed:
    """What we think, and why, by the fields of `InteractionDraft`."""

    happened_at: datetime
    name: str = ""
    email: str = ""
    kind: str = ""
    handler: str = ""
    reference: str = ""
    value: Decimal | None = None
    why: dict[str, str] = field(default_factory=dict)


class TooMany(Exception):
    """The mail went to more people than one visit has."""


def guess(
    mail: ReadMail, *, own: Collection[str], kinds: Sequence[str], now: datetime
) -> Guessed | None:
    """Return what ``mail`` is about; None if no customer's address is in it.

    ``own`` are addresses of the business, casefolded; ``kinds`` what it did before.
    Raises `TooMany`.
    """
    inside = _inside(mail)
    found = _customer(mail, inside, own)
    if found is None:
        return None
    party, why = found
    subject = inside.subject if inside and inside.subject else mail.subject
    text = inside.text if inside else mail.text
    guessed = Guessed(now, name=party.name, email=party.email, why={"email": why})
    guessed.why["name"] = why if party.name else Guess.NOTHING
    _guess_kind(guessed, subject, kinds)
    _guess_moment(guessed, mail, inside, now)
    _guess_from_text(guessed, f"{subject}\n{text}")
    return guessed


def _inside(mail: ReadMail) -> Forwarded | None:
    if mail.inner is not None:
        inner = mail.inner
        return Forwarded(
            inner.sender,
            inner.to,
            inner.subject,
            inner.headers.get("date", ""),
            inner.text,
        )
    return forwarded_in(mail.text)


def _customer(
    mail: ReadMail, inside: Forwarded | None, own: Collection[str]
) -> tuple[Party, str] | None:
    known = _Own({*own}, mail.sender)
    tried: Iterator[tuple[Iterable[Party], str]] = iter(
        [
            (mail.to, Guess.RECIPIENT),
            (mail.cc, Guess.RECIPIENT),
            (inside.to if inside else (), Guess.FORWARDED),
            (_one(inside.sender if inside else None), Guess.ORIGINAL_SENDER),
        ]
    )
    for people, why in tried:
        others = [party for party in people if not known.has(party)]
        if len(others) > MOST_CUSTOMERS:
            raise TooMany
        if others:
            return others[0], why
    return _only_one_in(mail.text, known)


class _Own:
    """Whose addresses are the business's: its team's, the sender's, and those of the
    sender's domain, unless that is one where anybody gets an address.
    """

    def __init__(self, addresses: set[str], sender: Party | None) -> None:
        self._addresses, self._domain = addresses, ""
        if sender is not None:
            self._addresses.add(sender.email.casefold())
            self._domain = _own_domain(sender.email)

    def has(self, party: Party) -> bool:
        """Whether nobody outside the business reads mail at ``party``."""
        email = party.email.casefold()
        at_home = bool(self._domain) and email.endswith(f"@{self._domain}")
        return email in self._addresses or at_home or is_ours(email)


def _own_domain(email: str) -> str:
    try:
        return read_domain(email.rpartition("@")[2])
    except Refused:
        return ""


def _only_one_in(text: str, known: _Own) -> tuple[Party, str] | None:
    addresses = [match[0].strip(".'-") for match in _ADDRESS.finditer(text)]
    others = [party for party in parties(addresses[:200]) if not known.has(party)]
    return (others[0], Guess.BODY) if len(others) == 1 else None


def _one(party: Party | None) -> Iterable[Party]:
    return () if party is None else (party,)


def _guess_kind(guessed: Guessed, subject: str, kinds: Sequence[str]) -> None:
    bare = one_line(_PREFIX.sub("", subject), longest=80)
    folded = bare.casefold()
    known = [kind for kind in kinds if kind.casefold() in folded]
    if known:
        guessed.kind = max(known, key=len)
        guessed.why["kind"] = Guess.KNOWN_KIND
    else:
        guessed.kind = bare
        guessed.why["kind"] = Guess.SUBJECT if bare else Guess.NOTHING


def _guess_moment(
    guessed: Guessed, mail: ReadMail, inside: Forwarded | None, now: datetime
) -> None:
    said = [moment_in(inside.date) if inside and inside.date else None, mail.date]
    for moment in said:
        if moment is not None and now - _OLDEST < moment <= now:
            guessed.happened_at = moment
            break
    guessed.why["happened_at"] = Guess.DATE


def _guess_from_text(guessed: Guessed, text: str) -> None:
    reference = next(
        (m[1] for m in _REFERENCE.finditer(text) if re.search(r"\d", m[1])), ""
    )
    totals = list(dict.fromkeys(_amount(m[1]) for m in _TOTAL.finditer(text)))
    handler = _HANDLER.search(text)
    guessed.reference = one_line(reference, longest=80)
    guessed.handler = one_line(handler[1], longest=80) if handler else ""
    # Two different totals are a question, not an answer.
    guessed.value = totals[0] if len(totals) == 1 else None
    for name, value, why in (
        ("reference", guessed.reference, Guess.TEXT),
        ("handler", guessed.handler, Guess.TEXT),
        ("value", guessed.value, Guess.TOTAL),
    ):
        if value:
            guessed.why[name] = why


def _amount(written: str) -> Decimal:
    whole, cents = written[:-3], written[-2:]
    return Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{cents}")
