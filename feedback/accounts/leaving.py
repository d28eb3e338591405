"""Somebody leaves the team, or may do less than before: higher layers say what becomes
of their work, because imports run one way.
"""

from collections.abc import Callable

from feedback.accounts.models import Membership

Listener = Callable[[Membership], object]
_listeners: list[Listener] = []


def also(listener: Listener) -> None:
    """Let ``listener`` hear of everybody who leaves; once, when an app is ready."""
    if listener not in _listeners:
        _listeners.append(listener)


def left(membership: Membership) -> None:
    """Say in the caller's transaction that ``membership`` has left or may do less."""
    for listener in _listeners:
        listener(membership)
