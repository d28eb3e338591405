"""On which days a business asks: its week, public holidays and its own closed days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from feedback.accounts import public_holidays
from feedback.accounts.models import Business
from feedback.errors import Refused

Stored = dict[str, str]

EVERY_DAY = "1234567"
# A business that asks nowhere in this many days asks nobody at all.
LOOK_AHEAD = 366
MOST_CLOSURES = 100


@dataclass(frozen=True, slots=True, order=True)
class Closure:
    """Days on which a business is closed, both ends among them."""

    first: date
    last: date
    name: str

    @classmethod
    def read(cls, stored: Stored) -> "Closure":
        """Return the closure that `stored` wrote."""
        first, last = stored["first"], stored["last"]
        return cls(date.fromisoformat(first), date.fromisoformat(last), stored["name"])

    def stored(self) -> Stored:
        """Return it as `Business.closures` keeps it."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "name": self.name,
        }


def asks_on(business: Business, day: date) -> bool:
    """Whether people may be asked on ``day``, a date of the business's calendar."""
    return (
        str(day.isoweekday()) in business.ask_weekdays
        and not _is_holiday(business, day)
        and not _closure(business, day)
    )


def why_closed(business: Business, day: date) -> str:
    """Return the name of the closed days or of the holiday that ``day`` is, if any."""
    own = _closure(business, day)
    if own or not business.keeps_holidays:
        return own
    names = public_holidays.names_of(
        business.country, business.holiday_region, day.year
    )
    return names.get(day, "")


def closed_days(business: Business, start: date, days: int) -> list[tuple[date, str]]:
    """Return the days with a name from ``start`` on which nobody is asked although
    it is a day of the week that asks.
    """
    named = ((day, why_closed(business, day)) for day in _days(start, days))
    week = business.ask_weekdays
    return [(day, why) for day, why in named if why and str(day.isoweekday()) in week]


def closures_of(business: Business) -> list[Closure]:
    """Return the business's own closed days, the earliest first."""
    return sorted(Closure.read(stored) for stored in business.closures)


def check(business: Business, *, start: date) -> None:
    """Raise `Refused` unless the business, as it is in memory, asks on some day of
    the year that begins with ``start``.
    """
    if not any(asks_on(business, day) for day in _days(start, LOOK_AHEAD)):
        raise Refused(
            _(
                "That leaves no day in the next year on which anybody could be asked."
                " Open at least one day of the week, or shorten the closed days."
            )
        )


def with_closure(stored: Iterable[Stored], new: Closure) -> list[Stored]:
    """Return the stored closures and ``new``; raises `Refused` for too many."""
    rows = {Closure.read(row) for row in stored} | {new}
    if len(rows) > MOST_CLOSURES:
        raise Refused(_("That is a lot of closed days. Remove old ones first."))
    return [closure.stored() for closure in sorted(rows)]


def without_closure(stored: Iterable[Stored], gone: Closure) -> list[Stored]:
    """Return the stored closures but ``gone``."""
    return [row for row in stored if Closure.read(row) != gone]


def _is_holiday(business: Business, day: date) -> bool:
    if not business.keeps_holidays:
        return False
    return public_holidays.is_holiday(business.country, business.holiday_region, day)


def _closure(business: Business, day: date) -> str:
    # Dates in ISO 8601 sort as texts do.
    here = day.isoformat()
    for row in business.closures:
        if row["first"] <= here <= row["last"]:
            return str(row["name"])
    return ""


def _days(start: date, count: int) -> Iterator[date]:
    return (start + timedelta(days=ahead) for ahead in range(count))
