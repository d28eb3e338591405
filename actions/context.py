"""What the navigation shows of this part."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from actions.selectors import board
from feedback import clock
from feedback.accounts.models import Membership


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the count beside "Actions": what this person promised and is now due.

    ``nav_actions.due`` is counted when a template asks for it: pages without the
    navigation pay nothing.
    """
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {"nav_actions": {"due": _counting(membership)}}


def _counting(membership: Membership) -> Callable[[], int]:
    today = clock.today(membership.business.zone)
    return lambda: board.due_count(membership, today=today)
