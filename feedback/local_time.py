"""What the clocks on the wall of a business show, as moments: pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def at_local(day: date, wall: time, zone: str) -> datetime:
    """Return the moment at which clocks in ``zone`` show ``wall`` on ``day``, in UTC.

    Shown twice (clocks go back): the first time. Never shown (clocks go forward):
    the first moment after the gap.
    """
    place = ZoneInfo(zone)
    early = datetime.combine(day, wall, tzinfo=place)
    moment = early.astimezone(UTC)
    if moment.astimezone(place).replace(tzinfo=None) == early.replace(tzinfo=None):
        return moment
    return _end_of_gap(early.replace(fold=1).astimezone(UTC), moment, place)


def _end_of_gap(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """Find the moment between the two at which the offset in ``place`` changes."""
    offset = before.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(place).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
