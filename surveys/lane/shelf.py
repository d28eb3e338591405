"""Where drawn things stand for a few seconds: bounded, in this process alone."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
# What the key does not say (a translation that was finished, a new rule) is seen after
# this at the latest.
KEPT_SECONDS = 5.0
# Before that, one of those who come makes it anew while the others still use it.
RENEWED_AFTER = 3.0
PATIENCE = 1.0
LONG_AGO = float("-inf")


@dataclass(slots=True)
class _Place(Generic[T]):
    thing: T | None = None
    made_at: float = LONG_AGO
    tried_at: float = LONG_AGO
    asked_at: float = LONG_AGO


class Shelf(Generic[T]):
    """Things by key. ``size`` is how many there are at most; the one that was asked for
    longest ago goes first. Times are seconds of the clock that the caller reads.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._places: OrderedDict[Hashable, _Place[T]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: Hashable, *, at: float) -> tuple[T | None, bool]:
        """Return what stands under ``key``, if it is fresh, and whether whoever asks is
        the one to make it anew.

        What nobody has asked for within `KEPT_SECONDS` is not worth making.
        """
        with self._lock:
            place = self._places.get(key)
            if place is None:
                place = self._places[key] = _Place()
                while len(self._places) > self._size:
                    self._places.popitem(last=False)
            else:
                self._places.move_to_end(key)
            age, since = _past(place.made_at, at), _past(place.asked_at, at)
            place.asked_at = at
            is_due = age >= RENEWED_AFTER and _past(place.tried_at, at) >= PATIENCE
            is_mine = is_due and since < KEPT_SECONDS
            if is_mine:
                place.tried_at = at
            return (place.thing if age < KEPT_SECONDS else None), is_mine

    def put(self, key: Hashable, thing: T, *, at: float) -> None:
        """Put what was made from what held at ``at`` under ``key``."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            place.thing, place.made_at = thing, at

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._places.clear()


def _past(moment: float, at: float) -> float:
    """Return how long ago something was: a clock that was put back says nothing."""
    return at - moment if moment <= at else float("inf")
