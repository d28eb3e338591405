"""What stands beside the promises of the samples: steps, comments, a file, a template,
two actions that became one, and something that comes again.
"""

import io
from datetime import time

from actions import services as actions
from actions.models import OPEN, Action
from actions.selectors import work
from actions.services.repeating import Plan, repeat
from actions.services.templates import template_from
from feedback import clock
from feedback.accounts.models import Membership
from feedback.history.services import Actor
from public_wall.samples.stage import Stage

MORNING, LATER, NOON = time(8, 50), time(9, 25), time(12, 10)
STEPS = ("Decide who does it", "Try it on the next three jobs", "Ask how it went")
PLAN = "Who: the office\nWhen: from Monday\nHow we notice: fewer calls\n"


def schedule(stage: Stage) -> None:
    """Bring it on in the last days, when the promises of the story stand."""
    stage.at(stage.day(1, MORNING), _plan, stage)
    stage.at(stage.day(1, LATER), _answer, stage)
    stage.at(stage.day(1, NOON), _join, stage)
    stage.at(stage.day(1, NOON), _repeat, stage)


def _plan(stage: Stage) -> None:
    action, (boss, worker) = _first(stage), _people(stage)
    if action is None:
        return
    by = Actor.member(boss)
    for words in STEPS:
        actions.add_step(action, words=words, by=by)
    name = worker.user.first_name
    actions.comment(action, words=f"@{name}, can you start on Monday?", by=by)


def _answer(stage: Stage) -> None:
    action, (boss, worker) = _first(stage), _people(stage)
    if action is None:
        return
    by, other = Actor.member(boss), Actor.member(worker)
    actions.tick(work.steps(action)[0], done=True, by=other)
    actions.comment(action, words="Yes. I wrote down how.", by=other)
    body = PLAN.encode()
    actions.add_file(
        action, name="plan.txt", file=io.BytesIO(body), size=len(body), by=other
    )
    template_from(action, by=by)


def _join(stage: Stage) -> None:
    action, (boss, _worker) = _first(stage), _people(stage)
    if action is None:
        return
    by = Actor.member(boss)
    link = action.links.select_related("reply")[0]
    promise = actions.Promise(
        "Look into it: two of us had written it down", boss, action.due_on, action.kind
    )
    double = actions.open_action(
        stage.business, promise=promise, replies=[link.reply], by=by
    )
    actions.merge(double, action, by=by, now=clock.now())


def _repeat(stage: Stage) -> None:
    boss, worker = _people(stage)
    plan = Plan(
        "Ring three people we did work for a year ago",
        worker,
        every="month",
        first_on=stage.day(-21).date(),
        days_before=5,
        steps=("Choose them", "Ring", "Write down what they said"),
    )
    repeat(stage.business, plan, by=Actor.member(boss))


def _people(stage: Stage) -> tuple[Membership, Membership]:
    """Return who leads and who does the work: one person if there is only one."""
    people = [*stage.team.values()]
    return people[0], people[min(1, len(people) - 1)]


def _first(stage: Stage) -> Action | None:
    """Return the open action with replies whose date comes last: nothing else in the
    story happens to it.
    """
    rows = Action.objects.filter(
        business=stage.business, state__in=OPEN, links__isnull=False
    )
    return rows.order_by("-due_on", "id").first()
