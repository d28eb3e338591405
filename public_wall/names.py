"""What a customer is called in public: a first name they allowed, or nobody's name."""

import re

from django.utils.translation import gettext_lazy as _

from feedback.text import one_line
from surveys.models import Reply

A_CUSTOMER = _("A customer")
SOMEBODY = _("Somebody")
LONGEST_NAME = 30
MOST_NAMES = 5
# "Mrs Ellis" has no first name: what follows would be the family's.
_TITLE = re.compile(
    "mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lady|lord|rev|reverend"
    "|herr|frau|madame|monsieur|mme|señor|señora",
    re.IGNORECASE,
)
# Letters of any script, joined by hyphens, apostrophes or a dot.
_NAME = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?")


def shown_name(reply: Reply) -> str:
    """Return the name beside a comment; ``reply.customer`` must be loaded.

    Only somebody who said "with my first name" or "with my full name" is named, and
    only by words that can be a name: an address or a number typed as a name is never
    shown. Whoever
    came through an open channel may have used another person's name.
    """
    if not reply.is_verified:
        return str(SOMEBODY)
    shown = {
        Reply.Consent.FIRST_NAME: first_name,
        Reply.Consent.NAME: full_name,
    }.get(Reply.Consent(reply.consent))
    return (shown(reply.customer.name) if shown else "") or str(A_CUSTOMER)


def full_name(name: str) -> str:
    """Return the whole name, its given part first, or what `first_name` makes of it
    if some of it can be no name.
    """
    family, comma, given = one_line(name).partition(",")
    words = f"{given} {family}".split() if comma else family.split()
    fits = all(_NAME.fullmatch(word) and len(word) <= LONGEST_NAME for word in words)
    few = 1 < len(words) <= MOST_NAMES
    return " ".join(words) if fits and few and first_name(name) else first_name(name)


def first_name(name: str) -> str:
    """Return the first name in ``name``, or nothing if we cannot be sure of one.

    "Ellis, Margaret" is Margaret.
    """
    _family, comma, given = one_line(name).partition(",")
    words = (given if comma else one_line(name)).split()
    if not words or _TITLE.fullmatch(words[0].strip(".")):
        return ""
    fits = _NAME.fullmatch(words[0]) and len(words[0]) <= LONGEST_NAME
    return words[0] if fits else ""
