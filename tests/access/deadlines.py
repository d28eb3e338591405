"""Dates: acknowledging, slipping, the settings of both, and what needs no login."""

from datetime import timedelta
from typing import Any

from actions.emails import DATES_PURPOSE
from actions.models import Reminder
from actions.services.absences import go_away
from actions.services.levels import Terms, add_level
from actions.services.own_dates import make_feed
from feedback.accounts.models import Role
from feedback.history.services import Actor
from feedback.links import make_token
from tests.access import Access
from tests.actions import builders as acting
from tests.conftest import World


def _open(world: World) -> dict[str, Any]:
    return {"pk": acting.action(world).pk}


def _level(world: World) -> dict[str, Any]:
    terms = Terms(3, name="Three days")
    return {"choice": add_level(world.business, terms, by=world.by).choice}


def _away(world: World) -> dict[str, Any]:
    """Name the manager's absence: one's own is for everybody (see test_date_pages)."""
    day = acting.TODAY + timedelta(days=3)
    absence = go_away(
        world.manager,
        cover=world.owner,
        first=day,
        last=day,
        by=world.by,
    )
    return {"pk": absence.pk}


def _dates(world: World) -> dict[str, Any]:
    row = Reminder.objects.create(
        business=world.business,
        action=acting.action(world, owner=world.email_only),
        membership=world.email_only,
        rung=Reminder.Rung.ON,
        about="2026-11-25",
        batch="deadlines:x",
    )
    return {"token": make_token(DATES_PURPOSE, world.business.pk, row.pk)}


def _calendar(world: World) -> dict[str, Any]:
    return {"secret": make_feed(world.member, by=Actor.member(world.member))}


OWN, MEMBER, MANAGER = Role.OWN_ONLY, Role.MEMBER, Role.MANAGER
LENGTH = {"amount": 3, "unit": "days"}
ACCESS: dict[str, Access] = {
    "actions:action-acknowledgement": Access(_open, post=MEMBER),
    "actions:action-slip": Access(_open, get=MEMBER, post=MEMBER),
    "actions:deadline-settings": Access(get=MANAGER, post=MANAGER),
    "actions:level-new": Access(get=MANAGER, post=MANAGER, payload=LENGTH),
    "actions:level-edit": Access(_level, get=MANAGER, post=MANAGER),
    "actions:level-removal": Access(_level, post=MANAGER),
    "actions:own-dates": Access(get=OWN, post=OWN),
    "actions:absence-new": Access(post=OWN),
    "actions:absence-end": Access(_away, post=MANAGER),
    "actions:calendar-new": Access(post=OWN),
    "actions:calendar-removal": Access(post=OWN),
    "actions_public:dates": Access(_dates, public=True),
    "actions_public:calendar": Access(_calendar, public=True),
}
