"""Doing: where an action stands, whose it is, and by when."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from actions.dates import ASKS_AGAIN_AFTER, check_due
from actions.models import OPEN, Action, DateChange
from actions.services.absences import taker
from actions.services.acknowledging import take_up
from actions.services.claims import claim, person
from actions.services.promising import check_owner, given
from actions.services.reminding import cancel_reminders
from feedback import clock
from feedback.accounts.models import Membership
from feedback.errors import Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line


@transaction.atomic
def move(
    action: Action, *, state: str, by: Actor, expected_revision: int | None = None
) -> bool:
    """Move an open action between "to do" and "doing"; False if it is there already.

    Raises `Refused` for another state: "done" wants `complete`, "told" wants
    `tell_customers`. Raises `Conflict` if it is closed or somebody was faster.
    """
    if state not in OPEN:
        raise Refused(_("Say what changed first; then it is done."))
    before = action.state
    if before == state:
        return False
    take_up(action, by=by)
    claim(action, OPEN, expected_revision, state=state)
    history.record("moved", action, by=by, state=(before, state))
    return True


@transaction.atomic
def change_date(
    action: Action,
    *,
    due_on: date,
    because: str,
    by: Actor,
    expected_revision: int | None = None,
) -> DateChange:
    """Give an open action a new date, with the reason; a new ladder of reminders.

    Raises `Refused` without a reason, for the date it has, or for one that has
    passed; `Conflict` if it is closed or somebody was faster.
    """
    mover, reason, before = person(by), one_line(because, longest=300), action.due_on
    if not reason:
        raise Refused(_("Say why the date moves. Whoever waits may be told."))
    if due_on == before:
        raise Refused(_("That is the date it has already."))
    check_due(due_on, today=clock.today(action.business.zone))
    cancel_reminders(action)
    claim(action, OPEN, expected_revision, due_on=due_on, asks_again_on=None)
    change = DateChange.objects.create(
        business_id=action.business_id,
        action=action,
        was_due_on=before,
        due_on=due_on,
        because=reason,
        moved_by=mover,
    )
    history.record(
        "date_changed",
        action,
        by=by,
        due_on=(before, due_on),
        date_change=(None, change.pk),
    )
    return change


@transaction.atomic
def keep_date(
    action: Action, *, by: Actor, expected_revision: int | None = None
) -> None:
    """Say that an overdue promise stands as it is; it is asked about again after
    seven days. The date stays, so the action stays late for everybody to see.

    Raises `Refused` if it is not overdue, `Conflict` if it is closed.
    """
    today = clock.today(action.business.zone)
    if action.due_on >= today:
        raise Refused(_("This is not late."))
    again = today + ASKS_AGAIN_AFTER
    before = action.asks_again_on
    claim(action, OPEN, expected_revision, asks_again_on=again)
    history.record("kept", action, by=by, asks_again_on=(before, again))


@transaction.atomic
def hand_over(
    action: Action,
    *,
    owner: Membership,
    by: Actor,
    expected_revision: int | None = None,
) -> bool:
    """Give an open action to somebody else, or to whoever covers while they are away;
    False if it is theirs already.

    Raises `Refused` for somebody who cannot take on work, `Conflict` as `move`.
    """
    owner = taker(owner, by=person(by))
    check_owner(action.business, owner)
    before = action.owner_id
    if before == owner.pk:
        return False
    cancel_reminders(action)
    gift = given(owner, by, now=clock.now())
    claim(action, OPEN, expected_revision, owner=owner, **gift)
    history.record("handed_over", action, by=by, owner=(before, owner.pk))
    return True
