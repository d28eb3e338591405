"""What a customer may read about the promises that their words led to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from actions.models import Action, ActionReply, Telling
from surveys.models import Reply


@dataclass(frozen=True, slots=True)
class Owed:
    """One promise as its customer sees it: who and by when, or what they were told.

    The title of an action is the team's own note and is not shown.
    """

    action: Action
    telling: Telling | None


def owed_by_reply(replies: Sequence[Reply]) -> dict[UUID, list[Owed]]:
    """Return the promises about each reply, oldest first, in two queries."""
    links = ActionReply.objects.filter(reply__in=replies)
    links = links.exclude(action__state=Action.State.MERGED)
    links = links.select_related("action__owner__user", "reply").order_by("added_at")
    found = list(links)
    told = _told(found)
    owed: dict[UUID, list[Owed]] = {reply.pk: [] for reply in replies}
    for link in found:
        telling = told.get((link.action_id, link.reply.customer_id))
        owed[link.reply_id].append(Owed(link.action, telling))
    return owed


def _told(links: Iterable[ActionReply]) -> dict[tuple[UUID, UUID], Telling]:
    rows = Telling.objects.filter(action__in={link.action_id for link in links})
    went = rows.filter(Q(goes_at=None) | Q(mailed_at__isnull=False))
    final = went.exclude(about=Telling.About.LATER).order_by("sent_at")
    return {(row.action_id, row.customer_id): row for row in final}
