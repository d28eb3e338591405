"""What of a conversation lies in the customer's mail program already, so that an
answer stands under it (RFC 5322, section 3.6.4).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from feedback.text import one_line

MOST_NAMED = 8
LONGEST_ID = 200
_ID = re.compile(r"<[!-;=?-~]{1,100}@[!-;=?-~]{1,97}>")
_ANSWERS = re.compile(
    r"(?:(?:re|aw|antw?|sv|vs|odp|ynt|rif|res|rép|ref)\s*(?:\[\d+\])?\s*:\s*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SoFar:
    """The headers and the subject of the next mail; no subject: one of its own."""

    headers: dict[str, str] = field(default_factory=dict)
    subject: str = ""


def following(message_ids: Sequence[str], subject: str) -> SoFar:
    """Return how a mail follows those with ``message_ids``, oldest first, the last of
    which had ``subject`` if a customer wrote it.
    """
    known = [one for one in message_ids if as_message_id(one)]
    if not known:
        return SoFar()
    # The first and the latest: what mail programs look at (and a header is limited).
    named = known if len(known) <= MOST_NAMED else [known[0], *known[1 - MOST_NAMED :]]
    headers = {"In-Reply-To": known[-1], "References": _fitting(named)}
    bare = _ANSWERS.sub("", one_line(subject, longest=180), count=1).strip()
    return SoFar(headers, f"Re: {bare}" if bare else "")


def as_message_id(text: str) -> str:
    """Return the name a mail has, if ``text`` is one that may stand in a header."""
    found = text.strip()
    return found if len(found) <= LONGEST_ID and _ID.fullmatch(found) else ""


def _fitting(named: Sequence[str]) -> str:
    while sum(len(one) + 1 for one in named) > 850 and len(named) > 1:
        named = named[1:]
    return " ".join(named)
