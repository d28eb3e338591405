"""What every change of an action has in common: it is a claim on a revision."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.models import OPEN, OWES, Action
from feedback.accounts.models import Membership
from feedback.errors import Conflict, NotAllowed
from feedback.history.services import Actor
from surveys.models import Reply

CHANGED = _("Somebody changed this while you had it open. Here is how it stands now.")


def claim(
    action: Action, states: Sequence[str], expected: int | None, **changes: Any
) -> None:
    """Change columns of ``action`` if it stands in one of ``states`` and nobody
    changed it since revision ``expected`` (None: since it was read).

    Raises `Conflict` otherwise. The object in memory follows the row.
    """
    revision = action.revision if expected is None else expected
    rows = Action.objects.filter(pk=action.pk, revision=revision, state__in=states)
    if not rows.update(revision=revision + 1, **changes):
        raise Conflict(CHANGED)
    for name, value in {**changes, "revision": revision + 1}.items():
        setattr(action, name, value)


def hold(action: Action) -> Action:
    """Return ``action`` as it stands, held until the transaction ends: what is done
    beside it (steps, comments, files) queues here and leaves its revision alone.

    Raises `Conflict` if it was taken back, or joined to another.
    """
    held = Action.objects.select_for_update().filter(pk=action.pk).first()
    if held is None:
        raise Conflict(gettext("This action was taken back."))
    if held.state == Action.State.MERGED:
        raise Conflict(gettext("This was joined to another action. Go on there."))
    return held


def hold_open(action: Action) -> Action:
    """Do as `hold`, and raise `Conflict` for an action that is closed, too."""
    held = hold(action)
    if held.state not in OPEN:
        raise Conflict(gettext("This action is closed. Open it again first."))
    return held


def person(by: Actor) -> Membership:
    """Return who of the team acts; raises `NotAllowed` for customers and the clock."""
    if by.membership is None:
        raise NotAllowed(gettext("Only somebody of the team can do that."))
    return by.membership


def acted_on(reply: Reply) -> bool:
    """Whether some action still owes something to whoever wrote ``reply``."""
    return Action.objects.filter(OWES, links__reply=reply).exists()
