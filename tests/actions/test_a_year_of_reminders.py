"""A year of reminders: each step of each promise exactly once, on its working
day, at nine on the wall, and never outside hours; outages and both changes of clocks on
the way.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.models import Reminder
from actions.services import Promise, open_action
from feedback import clock
from feedback.history.services import Actor
from feedback.mail.models import OutboundMessage
from tests import builders
from tests.actions.deadlines import A_DAY, at, change, mails, sweep
from tests.conftest import World

FIRST, LAST = date(2026, 1, 5), date(2026, 12, 31)
# Closed on single days, over a long weekend, and for ten days in summer.
CLOSED = [
    (date(2026, 4, 3), date(2026, 4, 6)),
    (date(2026, 6, 10), date(2026, 6, 10)),
    (date(2026, 8, 3), date(2026, 8, 12)),
]
# When the clocks change there in 2026.
ZONES = {
    "Europe/London": [date(2026, 3, 29), date(2026, 10, 25)],
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],
}


def works(day: date) -> bool:
    closed = any(first <= day <= last for first, last in CLOSED)
    return day.weekday() < 5 and not closed


def step(day: date, days: int) -> date:
    """Count working days from ``day`` on, forward or back, one at a time."""
    towards = A_DAY if days > 0 else -A_DAY
    while days:
        day += towards
        days -= works(day) * (1 if days > 0 else -1)
    return day


def expected(due: date) -> dict[str, date]:
    """Return the day of each step, the naive way."""
    on = due
    while not works(on):
        on -= A_DAY
    return {
        "before": step(on, -1),
        "on": on,
        "overdue": step(due, 1),
        "escalated": step(due, 2),
        "top": step(due, 5),
    }


def moments(zone: str, changes: list[date]) -> Iterator[datetime]:
    """Yield when the worker sweeps: now and then, by night too, and every half hour
    around the changes of clocks.
    """
    day = FIRST
    while day <= LAST:
        near = any(abs((day - change).days) <= 1 for change in changes)
        if near:
            start = at(day, 0, zone=zone)
            yield from (start + n * timedelta(minutes=30) for n in range(48))
        else:
            for hour, minute in ((2, 30), (8, 59), (9, 0), (16, 30), (17, 0)):
                yield at(day, hour, minute, zone)
        day += A_DAY


@pytest.mark.parametrize("zone", ZONES)
def test_a_year(inside: World, zone: str) -> None:
    closed = [
        {"first": str(first), "last": str(last), "name": "Closed"}
        for first, last in CLOSED
    ]
    change(inside.business, zone=zone, keeps_holidays=False, closures=closed)
    dues = [FIRST + n * A_DAY for n in range(12, 340, 6)]
    reply = builders.reply()
    with clock.set_to(at(FIRST - 30 * A_DAY, 12, zone=zone)):
        for due in dues:
            open_action(
                inside.business,
                promise=Promise(f"Promise for {due}", inside.member, due),
                replies=[reply],
                by=Actor.member(inside.member),
            )
    for moment in moments(zone, ZONES[zone]):
        sweep(moment)
    place = ZoneInfo(zone)
    found = Counter(
        (row.about, row.rung, row.created_at.astimezone(place).date())
        for row in Reminder.objects.all()
    )
    wanted = {
        (due.isoformat(), rung, day)
        for due in dues
        for rung, day in expected(due).items()
        if day <= LAST
    }
    assert set(found) == wanted
    assert set(found.values()) == {1}
    walls = {mail.created_at.astimezone(place).time() for mail in mails()}
    assert walls == {time(9)}
    per_day = Counter(
        (mail.to_email, mail.created_at.astimezone(place).date()) for mail in mails()
    )
    assert set(per_day.values()) == {1}
    assert all(works(day) for _who, day in per_day)


@pytest.mark.parametrize("days", [2, 30])
def test_a_year_with_an_outage_in_it(inside: World, days: int) -> None:
    change(inside.business, keeps_holidays=False)
    dues = [date(2026, 6, 1) + n * A_DAY for n in range(40)]
    with clock.set_to(at(date(2026, 5, 1), 12)):
        for due in dues:
            open_action(
                inside.business,
                promise=Promise(f"Promise for {due}", inside.member, due),
                replies=[builders.reply()],
                by=Actor.member(inside.member),
            )
    day, back = date(2026, 5, 25), date(2026, 6, 10) + days * A_DAY
    while day < date(2026, 8, 20):
        if not date(2026, 6, 10) <= day < back:
            for hour in (9, 12, 16):
                sweep(at(day, hour))
        day += A_DAY
    rows = OutboundMessage.objects.filter(dedupe_key__startswith="deadlines:")
    per_day = Counter((mail.to_email, mail.created_at.date()) for mail in rows)
    assert set(per_day.values()) == {1}
    each = Counter(
        Reminder.objects.values_list("action", "about", "rung", "membership")
    )
    assert set(each.values()) == {1}
    # Whatever was missed, in the end everybody above has heard of each.
    top = Reminder.objects.filter(rung="top").values_list("action")
    assert top.distinct().count() == len(dues)
