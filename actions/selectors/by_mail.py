"""Who may open an action by a link from their own mail, and what they may do there."""

from datetime import datetime

from actions.models import Action
from actions.selectors.answering import answering_for
from feedback import clock
from feedback.accounts.models import Membership, Role, TeamPlace
from surveys.models import Notice, Reply
from surveys.public_views.colleagues import KEEPS
from surveys.services.notices import may_hear

COMMENT = "comment"


def may_open(action: Action, reader: Membership, *, now: datetime) -> bool:
    """Whether the link of ``reader`` still opens ``action``: while they belong to the
    team and to the action, and until it has been closed for a month.
    """
    if not (reader.is_active and reader.user.is_active):
        return False
    if action.done_at and now - action.done_at > KEEPS:
        return False
    return answers_for(action, reader) or _belongs(action, reader)


def answers_for(action: Action, reader: Membership) -> bool:
    """Whether ``reader`` owns the action or covers for its owner today."""
    if reader.pk == action.owner_id:
        return True
    today = clock.today(action.business.zone)
    return answering_for(action.owner, today).pk == reader.pk


def may_write(reader: Membership) -> bool:
    """Whether ``reader`` may say or do anything at all."""
    return reader.role != Role.READER


def words_for(action: Action, reader: Membership) -> list[Reply]:
    """Return the replies that led to it, of those that ``reader`` may read."""
    rows = Reply.objects.filter(links__action=action, is_suspicious=False)
    found = rows.select_related("customer", "invitation__interaction")
    return [
        one for one in found.order_by("submitted_at", "id") if may_hear(reader, one)
    ]


def _belongs(action: Action, reader: Membership) -> bool:
    """Whether they help to run the business, are in the team of the action, or were
    named in a comment on it.
    """
    if reader.may(Role.MANAGER):
        return True
    places = TeamPlace.objects.filter(team=action.team_id, membership=reader)
    if action.team_id and places.exists():
        return True
    said = [f"{COMMENT}:{pk}" for pk in action.comments.values_list("pk", flat=True)]
    rows = Notice.objects.filter(membership=reader, dedupe_key__in=said)
    return rows.exists()
