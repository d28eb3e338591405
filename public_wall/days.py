"""The numbers of one day, in a form that days add up in.

How many *people* replied in a period does not add up from days: somebody may have
replied on two. It does from how many of a day's replies came from somebody whose last
reply before it was on which day: those whose last one lies in the period as well are
no further people.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any

COUNTED, OPEN = "counted", "open"
PRIVATE, RATING_ONLY, CONSENTED = "private", "rating_only", "consented"
# How finely it is counted how long people waited: a tenth of an hour.
STEP = timedelta(minutes=6)
Group = tuple[str, str, int | None]


@dataclass(slots=True)
class DayCounts:
    """What came in on one day of a business's calendar.

    ``groups``: replies by whether they count or came through an open door, by what
    their author allowed, and by rating. ``again`` and ``asked_again``: by the day of
    the same person's one before. ``took``: counted replies that a person dealt with,
    by how many `STEP`s that took. ``answers``: replies to invitations, by the day of
    asking. ``asked``: invitations of this day.
    """

    groups: Counter[Group] = field(default_factory=Counter)
    again: Counter[date] = field(default_factory=Counter)
    took: Counter[int] = field(default_factory=Counter)
    answers: Counter[date] = field(default_factory=Counter)
    asked: int = 0
    asked_again: Counter[date] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Return what JSON can hold; what is empty is left out."""
        kept = {
            "groups": [
                [*group, n] for group, n in sorted(self.groups.items(), key=str)
            ],
            "again": _days(self.again),
            "took": {str(step): n for step, n in sorted(self.took.items())},
            "answers": _days(self.answers),
            "asked": self.asked,
            "asked_again": _days(self.asked_again),
        }
        return {name: value for name, value in kept.items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "DayCounts":
        """Return what `as_json` wrote."""
        groups: Counter[Group] = Counter()
        for apart, place, rating, number in kept.get("groups", []):
            groups[apart, place, rating] = number
        return cls(
            groups,
            _read_days(kept.get("again", {})),
            Counter({int(step): n for step, n in kept.get("took", {}).items()}),
            _read_days(kept.get("answers", {})),
            kept.get("asked", 0),
            _read_days(kept.get("asked_again", {})),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing came in."""
        return not any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True, slots=True)
class Sums:
    """The days of a period, added up."""

    groups: Counter[Group]
    people: int
    took: Counter[int]
    asked: int
    asked_people: int
    asked_replied: int

    def number(self, apart: str, *places: str) -> int:
        """Return how many replies are ``apart`` ("counted" or "open") in ``places``;
        all of them if none is named.
        """
        return sum(
            n
            for (kind, place, _rating), n in self.groups.items()
            if kind == apart and (not places or place in places)
        )

    def ratings(self, apart: str, *places: str) -> Counter[int | None]:
        """Return the same by rating."""
        found: Counter[int | None] = Counter()
        for (kind, place, rating), n in self.groups.items():
            if kind == apart and (not places or place in places):
                found[rating] += n
        return found

    @property
    def median_hours(self) -> float | None:
        """Half of those that a person dealt with had waited so long or less; counted
        in tenths of an hour. None if there are none.
        """
        number = self.took.total()
        if not number:
            return None
        steps = sorted(self.took)
        middle = (
            _at(steps, self.took, (number - 1) // 2),
            _at(steps, self.took, number // 2),
        )
        return round(sum(middle) / 2 / 10, 1)


def add_up(days: Iterable[tuple[date, DayCounts]], *, first: date) -> Sums:
    """Return the sums of ``days``, of a period that begins on ``first``."""
    groups: Counter[Group] = Counter()
    took: Counter[int] = Counter()
    asked = again = asked_again = replied = 0
    for _day, counts in days:
        groups.update(counts.groups)
        took.update(counts.took)
        asked += counts.asked
        again += _since(counts.again, first)
        asked_again += _since(counts.asked_again, first)
        replied += _since(counts.answers, first)
    whole = sum(n for (apart, _p, _r), n in groups.items() if apart == COUNTED)
    return Sums(groups, whole - again, took, asked, asked - asked_again, replied)


def _since(days: Counter[date], first: date) -> int:
    return sum(n for day, n in days.items() if day >= first)


def _at(steps: list[int], took: Counter[int], place: int) -> int:
    for step in steps:
        place -= took[step]
        if place < 0:
            return step
    return steps[-1]


def _days(counted: Counter[date]) -> dict[str, int]:
    return {day.isoformat(): n for day, n in sorted(counted.items())}


def _read_days(kept: Mapping[str, int]) -> Counter[date]:
    return Counter({date.fromisoformat(day): n for day, n in kept.items()})
