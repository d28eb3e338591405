"""A calendar of dates as text, by RFC 5545. Pure.

All-day events, and no to-dos: Google's and Microsoft's calendars show no VTODO of an
address that they subscribe to.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

# Section 3.1: lines are longer than 75 octets in no case, the line break aside.
MOST_OCTETS = 75
PRODUCT = "-//Said & Done//Deadlines//EN"
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One date. ``changed_at`` is when anything about it last changed, ``revision``
    how often it did.
    """

    uid: str
    summary: str
    day: date
    changed_at: datetime
    revision: int
    url: str = ""


def calendar_text(name: str, entries: Iterable[Entry]) -> str:
    """Return the calendar, with CRLF at the end of each line."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        # What programs call it and how often they look (RFC 7986, 5.1 and 5.7).
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *(line for entry in entries for line in _event(entry)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Return ``text`` as a value of the type TEXT (section 3.3.11)."""
    safe = _CONTROLS.sub(" ", text.replace("\r\n", "\n"))
    for sign in ("\\", ";", ","):
        safe = safe.replace(sign, f"\\{sign}")
    return safe.replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a content line in pieces of 75 octets at most, none of which cuts through
    a character (section 3.1).
    """
    pieces, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > MOST_OCTETS:
            # The blank that begins the next piece is an octet of it.
            pieces, size = [*pieces, " "], 1
        pieces[-1] += sign
        size += octets
    return "\r\n".join(pieces)


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    # Of a calendar without METHOD it says when the entry last changed (3.8.7.2).
    yield f"DTSTAMP:{entry.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{entry.revision}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    yield "TRANSP:TRANSPARENT"
    if entry.url:
        yield f"URL:{entry.url}"
    yield "END:VEVENT"
