"""Promises with dates for tests, and a clock to sweep by, in an entered business."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions.models import Action
from actions.services import Promise, open_action, remind_due
from feedback import clock
from feedback.accounts.models import Business, Membership
from feedback.history.services import Actor
from feedback.mail.models import OutboundMessage
from surveys.models import Reply
from tests import builders
from tests.conftest import World

# A Wednesday; the day before it is a Tuesday, and the holidays of England far away.
DUE = date(2026, 11, 25)
A_DAY = timedelta(days=1)
LONDON = "Europe/London"


def promised(
    world: World, *replies: Reply, by: Membership | None = None, **values: Any
) -> Action:
    """Store what Dan promised himself, for next Wednesday."""
    owner = by or world.member
    fresh = {"what": "Ring before noon", "owner": owner, "due_on": DUE}
    return open_action(
        world.business,
        promise=Promise(**{**fresh, **values}),
        replies=replies or [builders.reply()],
        by=Actor.member(owner),
    )


def given(world: World, **values: Any) -> Action:
    """Store what Ruth gave to Dan."""
    fresh = {"what": "Ring before noon", "owner": world.member, "due_on": DUE}
    return open_action(
        world.business,
        promise=Promise(**{**fresh, **values}),
        replies=[builders.reply()],
        by=world.by,
    )


def at(day: date, hour: int = 9, minute: int = 0, zone: str = LONDON) -> datetime:
    """Return the moment at which clocks in ``zone`` show that hour."""
    wall = datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone))
    return wall.astimezone(UTC)


def sweep(moment: datetime) -> int:
    """Sweep as the worker does at ``moment``."""
    with clock.set_to(moment):
        return remind_due(now=moment)


def sweep_days(first: date, last: date, hours: Iterable[int] = (9, 13)) -> int:
    """Sweep on each day at those hours; returns how many mails were posted."""
    days = [first + n * A_DAY for n in range((last - first).days + 1)]
    return sum(sweep(at(day, hour)) for day in days for hour in hours)


def mails() -> list[OutboundMessage]:
    """Return the mails of dates that were queued, in order."""
    rows = OutboundMessage.objects.filter(dedupe_key__regex="^(deadlines|given):")
    return list(rows.order_by("created_at", "id"))


def sent() -> list[tuple[str, str]]:
    """Return subject (without what it is about) and to whom of each mail, in order."""
    return [(m.subject.split(":")[0], m.to_email.split("@")[0]) for m in mails()]


def change(business: Business, **values: Any) -> None:
    """Change columns of a business, in memory too."""
    Business.objects.filter(pk=business.pk).update(**values)
    for name, value in values.items():
        setattr(business, name, value)
