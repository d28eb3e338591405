"""Which dates a promise may have, and when the team is reminded of them. Pure.

Deadlines are dates on the wall calendar of the business; moments are in UTC.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from feedback.errors import Refused
from feedback.local_time import at_local

REMINDS_FROM = time(9, 0)
REMINDS_UNTIL = time(20, 0)
ASKS_AGAIN_AFTER = timedelta(days=7)
FURTHEST = timedelta(days=730)
ESCALATES_AFTER = timedelta(days=2)
# After a long outage nobody is reminded of what everybody has long seen.
LATEST_REMINDER = timedelta(days=30)


class Rung(StrEnum):
    """The steps of the ladder, in the order of the days they belong to."""

    BEFORE = "before"
    ON = "on"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


_OFFSETS = {
    Rung.BEFORE: timedelta(days=-1),
    Rung.ON: timedelta(0),
    Rung.OVERDUE: timedelta(days=1),
    Rung.ESCALATED: ESCALATES_AFTER,
}


def check_due(due_on: date, *, today: date) -> None:
    """Raise `Refused` for a date that no promise can have."""
    if due_on < today:
        raise Refused(_("That date has passed. Choose today or a later day."))
    if due_on > today + FURTHEST:
        raise Refused(_("That is more than two years away. Choose a nearer day."))


def highest_rung(due_on: date, *, today: date) -> Rung | None:
    """Return the highest rung that has come by ``today``, None while all are ahead.

    Only the highest counts: after an outage nobody gets the ones that were missed.
    Of an action long overdue nobody is reminded for the first time.
    """
    if today > due_on + LATEST_REMINDER:
        return None
    come = [rung for rung in Rung if today >= due_on + _OFFSETS[rung]]
    return come[-1] if come else None


def rung_at(rung: Rung, due_on: date, zone: str) -> datetime:
    """Return the moment from which ``rung`` is due: 09:00 on its day in ``zone``."""
    return at_local(due_on + _OFFSETS[rung], REMINDS_FROM, zone)


def may_remind(now: datetime, zone: str) -> bool:
    """Whether it is between 09:00 and 20:00 on the wall clock in ``zone``."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return at_local(today, REMINDS_FROM, zone) <= now < reminds_until(today, zone)


def reminds_until(day: date, zone: str) -> datetime:
    """Return the moment of ``day`` after which nobody is reminded any more."""
    return at_local(day, REMINDS_UNTIL, zone)
