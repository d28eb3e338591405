"""Describing: what an action is called, what it is for, and which team's it is."""

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import OPEN, Action
from actions.services.claims import claim, person
from feedback.accounts.models import Team
from feedback.errors import Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line


@transaction.atomic
def describe(
    action: Action,
    *,
    what: str,
    kind: str,
    team: Team | None,
    by: Actor,
    expected_revision: int | None = None,
) -> bool:
    """Change what an open action says of itself; False if nothing is different.

    Raises `Refused` for no words, or for a kind that needs a reply and has none;
    `Conflict` if it is closed or somebody was faster.
    """
    person(by)
    said = one_line(what, longest=200)
    if not said:
        raise Refused(_("Say in a few words what will be done."))
    if kind not in Action.Kind.values:
        raise Refused(_("Say what it is for."))
    if kind not in (action.kind, Action.Kind.SPECIAL) and not action.links.exists():
        raise Refused(_("An action answers at least one reply."))
    before, team_id = (action.what, action.kind, action.team_id), team and team.pk
    if before == (said, kind, team_id):
        return False
    claim(action, OPEN, expected_revision, what=said, kind=kind, team=team)
    kinds, teams = (before[1], kind), (before[2], team_id)
    history.record("described", action, by=by, kind=kinds, team=teams)
    return True
