"""Dates of every sort on the boards of the samples: one that has passed, one that is
due tomorrow, and one that waits until somebody says "I have it".
"""

from datetime import time

from actions import services as actions
from actions.models import Action
from feedback.accounts.models import Membership
from feedback.history.services import Actor
from public_wall.samples.stage import Stage

MORNING, NOON = time(8, 30), time(11, 30)


def schedule(stage: Stage) -> None:
    """Bring them on, if there are two people: one to give and one to be given."""
    people = list(stage.team.values())
    if len(people) < 2:
        return
    boss, worker = people[0], people[1]
    late = "Put the spare keys of the vans on one board"
    stage.at(stage.day(9, MORNING), _promise, stage, late, worker, worker, 2)
    soon = "Try the new price list on three customers"
    stage.at(stage.day(3, MORNING), _promise, stage, soon, worker, worker, -1)
    asked = "Ask the wholesaler for quieter fans"
    stage.at(stage.day(1, NOON), _promise, stage, asked, boss, worker, -6)


def _promise(
    stage: Stage, what: str, by: Membership, owner: Membership, days_ago: int
) -> None:
    promise = actions.Promise(
        what=what,
        owner=owner,
        due_on=stage.day(days_ago).date(),
        kind=Action.Kind.SPECIAL,
    )
    actions.open_action(
        stage.business, promise=promise, replies=[], by=Actor.member(by)
    )
