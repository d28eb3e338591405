"""Repeating: what comes again by the calendar, whether or not anybody complains.

The next action appears some days before its day, once: its day is part of a unique
key, and moving on to the next day is a claim. After an outage one appears, for the
latest day that came, and not one for each that was missed.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from actions import repeats
from actions.models import Action, Repeating
from actions.selectors.templates import lines
from actions.services.checklists import MOST_STEPS
from actions.services.claims import CHANGED, person
from actions.services.leaving import heir_of
from actions.services.promising import Promise, check_owner, start
from feedback import clock, tenancy
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, Membership, Team
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import CLOCK, Actor
from feedback.text import one_line

MOST_REPEATING = 200
FURTHEST = timedelta(days=731)
MOST_DAYS_BEFORE = max(repeats.MOST_DAYS_BEFORE.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes again, how often, on which day first, and how early it appears."""

    what: str
    owner: Membership
    every: str
    first_on: date
    days_before: int = 3
    kind: str = Action.Kind.SPECIAL
    team: Team | None = None
    steps: tuple[str, ...] = ()
    ends_on: date | None = None


@transaction.atomic
def repeat(
    business: Business, plan: Plan, *, by: Actor, made_from: Action | None = None
) -> Repeating:
    """Store what comes again.

    Raises `Refused` for what says nothing or comes on a day that cannot be.
    """
    maker, values = person(by), _checked(business, plan)
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    running = Repeating.objects.filter(business=business, ended_at=None)
    same = running.filter(
        **values, created_by=maker, created_at__gt=clock.now() - timedelta(minutes=1)
    ).first()
    if same is not None:
        return same
    if running.count() >= MOST_REPEATING:
        raise Refused(_("That is as much as one business repeats. End something."))
    first = plan.first_on
    made = Repeating.objects.create(
        business=business,
        next_on=first,
        created_by=maker,
        made_from=made_from,
        **values,
    )
    history.record("repeated", made, by=by, next_on=(None, first))
    return made


@transaction.atomic
def change_repeating(
    made: Repeating, plan: Plan, *, by: Actor, expected_revision: int | None = None
) -> None:
    """Change what comes again, from the next one on. Raises as `repeat`, and
    `Conflict` if somebody was faster.
    """
    person(by)
    is_same_rhythm = (made.first_on, made.every) == (plan.first_on, plan.every)
    values = _checked(made.business, plan, is_new=not is_same_rhythm)
    before = made.next_on
    after = before if is_same_rhythm else plan.first_on
    _claim(made, expected_revision, next_on=after, **values)
    history.record("repeating_changed", made, by=by, next_on=(before, after))


@transaction.atomic
def pause(made: Repeating, *, by: Actor, now: datetime) -> bool:
    """Let nothing come of it until `resume`; False if it rests already."""
    person(by)
    if made.paused_at:
        return False
    _claim(made, None, paused_at=now)
    history.record("paused", made, by=by)
    return True


@transaction.atomic
def resume(made: Repeating, *, by: Actor, now: datetime) -> bool:
    """Let it go on with its next day from today; False if it runs already. What fell
    into the pause does not come any more.
    """
    person(by)
    if not made.paused_at:
        return False
    today = now.astimezone(ZoneInfo(made.business.zone)).date()
    day = max(made.next_on, repeats.first_from(made.first_on, made.every, today))
    before = made.next_on
    _claim(made, None, paused_at=None, next_on=day)
    history.record("resumed", made, by=by, next_on=(before, day))
    return True


@transaction.atomic
def end(made: Repeating, *, by: Actor, now: datetime) -> bool:
    """End it for good; what is on the board stays. False if it ended before."""
    person(by)
    rows = Repeating.objects.filter(pk=made.pk, ended_at=None)
    if not rows.update(ended_at=now, revision=made.revision + 1):
        return False
    made.ended_at = now
    history.record("ended", made, by=by)
    return True


@transaction.atomic
def unend(made: Repeating, *, by: Actor, now: datetime) -> bool:
    """Undo `end`; False if it never ended."""
    person(by)
    rows = Repeating.objects.filter(pk=made.pk).exclude(ended_at=None)
    today = now.astimezone(ZoneInfo(made.business.zone)).date()
    day = max(made.next_on, repeats.first_from(made.first_on, made.every, today))
    if not rows.update(ended_at=None, next_on=day, revision=made.revision + 1):
        return False
    made.refresh_from_db()
    history.record("unended", made, by=by, next_on=(None, day))
    return True


def bring_due(*, now: datetime) -> int:
    """Open every action whose day comes near, in all businesses; returns how many.

    Safe to run at any time, again and in parallel.
    """
    furthest = now.date() + timedelta(days=MOST_DAYS_BEFORE + 1)
    with tenancy.every_business():
        rows = Repeating.objects.filter(
            paused_at=None, ended_at=None, next_on__lte=furthest
        )
        found = list(rows.order_by().values_list("business_id", flat=True).distinct())
    return sum(_bring(pk, furthest, now) for pk in found)


def _bring(business_id: UUID, furthest: date, now: datetime) -> int:
    business = accounts.business_by_id(business_id)
    today = now.astimezone(ZoneInfo(business.zone)).date()
    with tenancy.enter(business_id):
        rows = Repeating.objects.filter(
            business=business, paused_at=None, ended_at=None, next_on__lte=furthest
        )
        due = rows.select_related("owner__user", "team", "business")
        return sum(_open_next(one, today, now) for one in due.order_by("next_on", "id"))


@transaction.atomic
def _open_next(made: Repeating, today: date, now: datetime) -> int:
    day = _day_to_open(made, today)
    if day is None:
        return 0
    first, every = made.first_on, made.every
    try:
        _claim(made, None, next_on=repeats.following(first, every, day))
    except Conflict:
        return 0
    if made.ends_on and day > made.ends_on:
        Repeating.objects.filter(pk=made.pk).update(ended_at=now)
        history.record("ended", made, by=CLOCK)
        return 0
    _inherit(made)
    promise = Promise(
        what=made.what,
        owner=made.owner,
        due_on=max(day, today),
        kind=made.kind,
        team=made.team,
        steps=tuple(lines(made.steps)),
    )
    maker = made.created_by
    action = start(promise, made.what, maker, by=CLOCK, repeating=made, recurs_on=day)
    history.record("came_again", action, by=CLOCK, recurs_on=(None, day))
    return 1


def _day_to_open(made: Repeating, today: date) -> date | None:
    """Return the latest of its days that may appear by now, None while none may."""
    shows = today + timedelta(days=made.days_before)
    if made.next_on > shows:
        return None
    limit = min(shows, made.ends_on) if made.ends_on else shows
    latest = repeats.last_until(made.first_on, made.every, limit)
    return max(made.next_on, latest) if latest else made.next_on


def _inherit(made: Repeating) -> None:
    """Give it to a boss if its owner cannot take on work any more."""
    heir = heir_of(made.owner, made.team_id)
    if heir is None or heir.pk == made.owner_id:
        return
    change = (made.owner_id, heir.pk)
    made.owner = heir
    Repeating.objects.filter(pk=made.pk).update(owner=heir)
    history.record("inherited", made, by=CLOCK, owner=change)


def _checked(
    business: Business, plan: Plan, *, is_new: bool = True
) -> dict[str, object]:
    what = one_line(plan.what, longest=200)
    steps = [one_line(step, longest=200) for step in plan.steps]
    kept = [step for step in steps if step]
    if not what:
        raise Refused(_("Say in a few words what will be done."))
    if len(kept) > MOST_STEPS:
        raise Refused(_("Fifty steps are enough for one action. Make it two."))
    if plan.every not in Repeating.Every.values or plan.kind not in Action.Kind.values:
        raise Refused(_("Say how often it comes."))
    check_owner(business, plan.owner)
    _check_days(business, plan, is_new=is_new)
    return {
        "what": what,
        "kind": plan.kind,
        "owner": plan.owner,
        "team": plan.team,
        "steps": "\n".join(kept),
        "every": plan.every,
        "first_on": plan.first_on,
        "ends_on": plan.ends_on,
        "days_before": plan.days_before,
    }


def _check_days(business: Business, plan: Plan, *, is_new: bool) -> None:
    today = clock.today(business.zone)
    if is_new and plan.first_on < today:
        raise Refused(_("That date has passed. Choose today or a later day."))
    if is_new and plan.first_on > today + FURTHEST:
        raise Refused(_("That is more than two years away. Choose a nearer day."))
    if plan.ends_on and plan.ends_on < plan.first_on:
        raise Refused(_("It would end before it begins."))
    most = repeats.MOST_DAYS_BEFORE[Repeating.Every(plan.every)]
    if not 0 <= plan.days_before <= most:
        text = _("It can appear up to {most} days before its day.")
        raise Refused(text.format(most=most))


def _claim(made: Repeating, expected: int | None, **changes: object) -> None:
    revision = made.revision if expected is None else expected
    rows = Repeating.objects.filter(pk=made.pk, revision=revision, ended_at=None)
    if not rows.update(revision=revision + 1, **changes):
        raise Conflict(CHANGED)
    for name, value in {**changes, "revision": revision + 1}.items():
        setattr(made, name, value)
