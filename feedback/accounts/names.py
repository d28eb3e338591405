"""Names that strangers will read at the top of a mail.

Anybody can sign up and have us write to people. What they put in the name of a
business or a person must not be able to carry a message of its own: no address to
open, none to write to, no number to ring.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from feedback.errors import Refused
from feedback.text import one_line

# A dot that a mail program takes for the middle of an address, with two letters
# behind. IDNA (RFC 3490, 3.1) knows four dots; NFKC leaves these two of them.
_ADDRESS = re.compile("://|www[.\u3002]|\\S[.\u3002][^\\W\\d_]{2,}", re.IGNORECASE)
# Seven digits, whatever stands between them, are a telephone number.
_NUMBER = re.compile(r"\d(?:[\s().+/-]*\d){6,}")
# Invisible characters; the two joiners belong to how some languages are written.
_JOINERS = "\u200c\u200d"


def checked_name(text: str, *, longest: int = 60) -> str:
    """Return ``text`` as a name on one line.

    Raises `Refused` for one that holds a web or mail address, a telephone number,
    nothing to read, characters that cannot be seen, or more than ``longest``.
    """
    if _has_unseen(text):
        raise Refused(_("Leave out characters that cannot be seen."))
    name = one_line(text, longest=longest + 1)
    seen = _as_read(name)
    if not any(character.isalnum() for character in seen):
        raise Refused(_("Write a name with at least one letter."))
    if len(name) > longest:
        raise Refused(_("Use at most %(count)s characters.") % {"count": longest})
    if "@" in seen:
        raise Refused(_("Leave out the @: a name cannot hold an email address."))
    if _ADDRESS.search(seen):
        raise Refused(_("Leave out the web address: a name cannot hold a link."))
    if _NUMBER.search(seen):
        raise Refused(_("Leave out the long number: a name cannot hold a telephone."))
    return name


def tidy_name(text: str, *, longest: int = 60) -> str:
    """Return ``text`` if it may be a name, else nothing: for a default, not a form."""
    try:
        return checked_name(text, longest=longest)
    except Refused:
        return ""


def _has_unseen(text: str) -> bool:
    allowed = _JOINERS + " \t\r\n"
    unseen = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")
    return any(unicodedata.category(c) in unseen and c not in allowed for c in text)


def _as_read(name: str) -> str:
    """Return ``name`` with look-alike forms (full width, circled) made plain."""
    bare = "".join(c for c in name if c not in _JOINERS)
    return unicodedata.normalize("NFKC", bare)
