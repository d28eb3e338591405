"""What the navigation shows of this part."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from feedback.accounts.models import Business, Membership, Role
from surveys.selectors import inbox_counts


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the count beside "Inbox", and whether this person may change things.

    ``nav_inbox.open`` is counted when a template asks for it, once: pages without
    the navigation pay nothing.
    """
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {
        "nav_inbox": {"open": _counting(membership.business)},
        "can_write": membership.may(Role.MEMBER),
    }


def capped(count: int) -> str | int:
    """Return ``count`` as people read it: nothing beyond 99 is worth a number."""
    return "99+" if count >= inbox_counts.MOST_COUNTED else count


def _counting(business: Business) -> Callable[[], str | int]:
    return lambda: capped(inbox_counts.open_count(business))
