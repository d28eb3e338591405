"""Actions for tests, as their services make them. Inside an entered business."""

import io
from datetime import date, timedelta
from typing import Any

from actions.models import Action, ActionFile, Repeating
from actions.services import Closing, Promise, change_date, complete, open_action
from actions.services.files import add_file
from actions.services.repeating import Plan, repeat
from feedback.history.services import Actor
from surveys.models import Reply
from tests import builders
from tests.conftest import World

TODAY = date(2026, 11, 18)
A_DAY = timedelta(days=1)


def action(world: World, *replies: Reply, **values: Any) -> Action:
    """Store Dan's promise for next Wednesday, about one poor reply."""
    fresh = {
        "what": "Ring before noon when we run late",
        "owner": world.member,
        "due_on": TODAY + 7 * A_DAY,
    }
    return open_action(
        world.business,
        promise=Promise(**{**fresh, **values}),
        replies=replies or [builders.reply()],
        by=world.by,
    )


def closing(**values: Any) -> Closing:
    """Return what closes an action as done, with people to be told."""
    fresh = {
        "what_changed": "We now text you when we set off.",
        "cause": Action.Cause.PRACTICES,
        "better_for": Action.BetterFor.CUSTOMERS,
    }
    return Closing(**{**fresh, **values})


def done_action(world: World, *replies: Reply, **values: Any) -> Action:
    """Store an action that is done and not told yet."""
    made = action(world, *replies, **values)
    complete(made, closing(), by=world.by)
    return made


def late_action(world: World, *, days: int = 2, **values: Any) -> Action:
    """Store an action whose date has passed."""
    made = action(world, **values)
    Action.objects.filter(pk=made.pk).update(due_on=TODAY - days * A_DAY)
    made.refresh_from_db()
    return made


def moved_action(world: World, *replies: Reply) -> Action:
    """Store an action whose date was moved, with people who wait."""
    made = action(world, *replies)
    change_date(
        made, due_on=TODAY + 14 * A_DAY, because="The van is broken", by=world.by
    )
    return made


def text_file(made: Action, *, by: Actor, name: str = "plan.txt") -> ActionFile:
    """Store a small file beside an action."""
    body = f"The plan of {name}".encode()
    return add_file(made, name=name, file=io.BytesIO(body), size=len(body), by=by)


def repeating(world: World, **values: Any) -> Repeating:
    """Store Dan's monthly check, from next Wednesday on, shown three days before."""
    fresh = {
        "what": "Check the van",
        "owner": world.member,
        "every": "month",
        "first_on": TODAY + 7 * A_DAY,
    }
    return repeat(world.business, Plan(**{**fresh, **values}), by=world.by)
