"""Whose work a reply is about: the names under which somebody stands as "who did it".
Pure.
"""

import unicodedata

from feedback.accounts.models import Membership
from surveys.models import Reply


def name_key(name: str) -> str:
    """Return a name the way we compare it: case, accents' spelling and spaces aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def keys_of(membership: Membership) -> frozenset[str]:
    """Return the names of somebody, ready to compare."""
    names = (name_key(str(name)) for name in membership.handler_names)
    return frozenset(name for name in names if name)


def handler_of(reply: Reply) -> str:
    """Return who did the work that the reply is about, as it was written down."""
    return reply.handler or reply.invitation.interaction.handler


def is_about(membership: Membership, reply: Reply) -> bool:
    """Whether the reply is about work of this person, by one of their names."""
    return name_key(handler_of(reply)) in keys_of(membership)
