"""What a person hears of that is no reply and no alert: higher layers say how it
reads, because imports run one way.
"""

from collections.abc import Callable
from dataclasses import dataclass

from surveys.models import Notice


@dataclass(frozen=True, slots=True)
class Told:
    """One thing, in words for its reader: a headline, whose words, about what, and
    the address at which they find it.
    """

    headline: str
    quote: str
    who: str
    about: str
    page: str


Source = Callable[[Notice], Told]
_sources: dict[str, Source] = {}


def also(kind: str, source: Source) -> None:
    """Let ``source`` tell of notices whose key begins with ``kind``; once, when an app
    is ready.
    """
    _sources[kind] = source


def told_by(notice: Notice) -> Told | None:
    """Return how ``notice`` reads in the language of the moment, or None if it is
    about a reply or an alert.
    """
    source = _sources.get(notice.dedupe_key.partition(":")[0])
    return source(notice) if source else None
