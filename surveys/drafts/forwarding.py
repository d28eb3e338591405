"""The mail inside a forwarded one: the header lines that mail programs copy."""

import re
from dataclasses import dataclass

from surveys.drafts.mail import Party, parties

# How mail programs begin what is forwarded (English, German, French, Spanish).
_BEGINS = re.compile(
    r"^[>\s*]*(?:-{2,}|_{5,}|begin )\s*(?:forwarded|original|weitergeleitet|"
    r"ursprüngliche|message transféré|message d.origine|mensaje)?[^\n]{0,60}$",
    re.IGNORECASE | re.MULTILINE,
)
_NAMES = {
    "from": "from|von|de|expéditeur",
    "to": "to|an|à|para|destinataire",
    "cc": "cc|kopie",
    "subject": "subject|betreff|objet|asunto",
    "date": "date|sent|datum|gesendet|envoyé|fecha|enviado",
}
_LINE = {
    field: re.compile(rf"^[>\s*]*(?:{names})\s*\*?\s*:\s*\*?\s*(.+)$", re.IGNORECASE)
    for field, names in _NAMES.items()
}
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What a forwarded mail's header lines say, and the text behind them."""

    sender: Party | None
    to: tuple[Party, ...]
    subject: str
    date: str
    text: str


def forwarded_in(text: str) -> Forwarded | None:
    """Return the last mail that is forwarded in ``text`` (the innermost), if any."""
    lines = text.split("\n")
    starts = [
        at
        for at, line in enumerate(lines)
        if _field(line) and not (at and _field(lines[at - 1]))
    ]
    for start in reversed(starts):
        found = _header_lines(lines[start : start + _MOST_LINES])
        if "from" in found and len(found) >= 3 and _is_introduced(lines, start):
            return _forwarded(found, lines[start + len(found) :])
    return None


def _is_introduced(lines: list[str], start: int) -> bool:
    before = [line for line in lines[max(start - 3, 0) : start] if line.strip(" >")]
    return not before or bool(_BEGINS.match(before[-1])) or start == 0


def _header_lines(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        field = _field(line)
        if field is None:
            break
        found.setdefault(field[0], field[1])
    return found


def _field(line: str) -> tuple[str, str] | None:
    """Return which header line this is, and what it says."""
    found = ((name, rule.match(line)) for name, rule in _LINE.items())
    return next(((name, match[1].strip()) for name, match in found if match), None)


def _forwarded(found: dict[str, str], rest: list[str]) -> Forwarded:
    # Outlook writes "Ann Ellis [mailto:ann@example.com]" or "Ann; Bob".
    plain = {
        name: re.sub(r"[\[(]mailto:([^\])]+)[\])]", r"<\1>", value)
        for name, value in found.items()
    }
    senders = parties([plain.get("from", "").replace(";", ",")])
    return Forwarded(
        sender=senders[0] if senders else None,
        to=parties([plain.get("to", "").replace(";", ",")]),
        subject=found.get("subject", ""),
        date=found.get("date", ""),
        text="\n".join(rest),
    )
