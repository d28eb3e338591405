"""What words that we mail for somebody must not hold: a way out of the mail.

Anybody can sign up and have us write to people, which makes a survey a fine envelope
for phishing. So its words carry no link, no address and no number to ring; the reader
can only answer.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

# Invisible characters; the two joiners belong to how some languages are written, and
# the variation selector (Mn, not listed) to emoji.
_JOINERS = "\u200c\u200d"
_UNSEEN = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")
_SPACES = "\t\r\n"
_SCHEME = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}:/|\bwww[.\u3002]|\b(?:mailto|tel):", re.I
)
# A dot between letters without a space, with two letters or more behind it, is what
# mail programs make links of. IDNA (RFC 3490, 3.1) knows four dots; NFKC leaves two.
_DOMAIN = re.compile(r"[^\W_][.\u3002][^\W\d_]{2,}")
_MAILBOX = re.compile(r"\S@\S|@[^\W\d_]")
# Digits with what people put between them. Seven are a local number, if they begin as
# one; nine are a number however they begin.
_DIGITS = re.compile(r"\+?\(?\d(?:[ \u00a0().\u2010-\u2015/-]{0,3}\d){6,}")
_BEGINS_AS_PHONE = re.compile(r"\+|\(?0")
# What has as many digits and is none: a date, a span of years, opening hours.
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_YEARS = re.compile(r"(?:19|20)\d\d ?[\u2010-\u2015/-] ?(?:19|20)\d\d")
_HOURS = re.compile(r"\d{1,2}[.:]\d\d ?[\u2010-\u2015-] ?\d{1,2}[.:]\d\d")


def forbidden(text: str) -> str:
    """Return in words what ``text`` holds that it must not, or nothing.

    Look-alike letters (full width, circled) count as what they look like.
    """
    if any(_is_unseen(character) for character in text):
        return _("Leave out characters that cannot be seen.")
    seen = as_seen(text)
    if _MAILBOX.search(seen):
        return _("Leave out the email address: the words we send cannot hold one.")
    link = _SCHEME.search(seen) or _DOMAIN.search(seen)
    if link:
        return _(
            "Leave out the web address: the words we send cannot hold a link. If it is"
            " none, put a space after the full stop."
        )
    if _has_phone(seen):
        return _("Leave out the long number: the words we send cannot hold a phone.")
    return ""


def as_seen(text: str) -> str:
    """Return ``text`` with look-alike letters made plain, and without characters that
    cannot be seen.
    """
    bare = (c for c in text if c not in _JOINERS and not _is_unseen(c))
    return unicodedata.normalize("NFKC", "".join(bare))


def _is_unseen(character: str) -> bool:
    if character in _JOINERS or character in _SPACES:
        return False
    return unicodedata.category(character) in _UNSEEN


def _has_phone(seen: str) -> bool:
    for found in _DIGITS.finditer(seen):
        run = found[0]
        if any(shape.fullmatch(run) for shape in (_DATE, _YEARS, _HOURS)):
            continue
        digits = sum(character.isdigit() for character in run)
        if digits >= 9 or _BEGINS_AS_PHONE.match(run):
            return True
    return False
