"""Which dates a promise may have. Pure.

Deadlines are dates on the wall calendar of the business; moments are in UTC. When the
team is reminded of them: see `actions.ladder`.
"""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from feedback.errors import Refused

ASKS_AGAIN_AFTER = timedelta(days=7)
FURTHEST = timedelta(days=730)


def check_due(due_on: date, *, today: date) -> None:
    """Raise `Refused` for a date that no promise can have."""
    if due_on < today:
        raise Refused(_("That date has passed. Choose today or a later day."))
    if due_on > today + FURTHEST:
        raise Refused(_("That is more than two years away. Choose a nearer day."))
