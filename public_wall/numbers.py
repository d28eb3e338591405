"""The numbers of the public page: every one can be recomputed from the rows.

They count all replies of the fixed period, also those whose words are private, and
each reply has exactly one place:

    shown + waiting + checking + removed + private + rating_only = answered
"""

from dataclasses import dataclass, field
from datetime import date

from public_wall.rules import Period
from public_wall.selectors import comments

RATINGS = (5, 4, 3, 2, 1)
HAPPY, BETWEEN, UNHAPPY = (4, 5), (3,), (1, 2)
PLACES = (
    comments.SHOWN,
    comments.WAITING,
    comments.CHECKING,
    comments.REMOVED,
    comments.PRIVATE,
    comments.RATING_ONLY,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """How many were asked in the period, and how many of those replied."""

    times: int
    people: int
    replied: int


@dataclass(frozen=True, slots=True)
class Hearing:
    """How long people waited until a person did something about their reply.

    ``median_hours`` is over those who were heard; None if nobody was.
    """

    heard: int
    median_hours: float | None
    waiting_now: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What came of it: published updates of the period, and what is open now."""

    changed: int
    decided_not_to: int
    in_progress: int
    withdrawn: int
    later: int = 0


@dataclass(frozen=True, slots=True)
class Showing:
    """How many comments stand under each filter of the page."""

    happy: int
    between: int
    unhappy: int
    replied: int


@dataclass(frozen=True, slots=True)
class Month:
    """The replies that came in a month of the business's calendar, as far as it lies
    in the period: each in one place, and those that were removed by ground.
    """

    first: date
    answered: int
    places: dict[str, int]
    removed_by_ground: dict[str, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is counted. ``unchecked`` are the places of what came through
    open channels, which is in none of the other numbers.
    """

    period: Period
    asking: Asking
    answered: int
    people: int
    ratings: dict[int, int]
    unrated: int
    places: dict[str, int]
    removed_by_ground: dict[str, int]
    showing: Showing
    hearing: Hearing
    changes: Changes
    months: tuple[Month, ...] = ()
    unchecked: dict[str, int] = field(default_factory=dict)

    @property
    def unchecked_replies(self) -> int:
        """How many came through open channels."""
        return sum(self.unchecked.values())

    @property
    def shown(self) -> int:
        """How many comments are readable now."""
        return self.places[comments.SHOWN]

    @property
    def consented(self) -> int:
        """How many let us show their words."""
        apart = self.places[comments.PRIVATE] + self.places[comments.RATING_ONLY]
        return self.answered - apart

    @property
    def good(self) -> int:
        """How many said good or very good."""
        return sum(self.ratings[rating] for rating in HAPPY)
