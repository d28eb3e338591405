"""Other times at which somebody was asked something, that count when it is decided
whether to ask them again.

Higher layers add theirs (“Did we fix it for you?”) with `also`, because imports run one
way. Such a question is never held back by the rules for surveys; but it counts.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

Source = Callable[[Collection[UUID], datetime], dict[UUID, list[datetime]]]
_sources: list[Source] = []


def also(source: Source) -> None:
    """Let ``source`` add its contacts; once, when an app is ready."""
    if source not in _sources:
        _sources.append(source)


def contacts_since(
    customers: Collection[UUID], since: datetime
) -> dict[UUID, list[datetime]]:
    """Return when each of ``customers`` was asked otherwise after ``since``, of those
    who were.
    """
    found: dict[UUID, list[datetime]] = {}
    for source in _sources:
        for pk, moments in source(customers, since).items():
            found.setdefault(pk, []).extend(moments)
    return found
