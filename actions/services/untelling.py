"""Taking back what was sent within ten minutes, and adding who said the same later."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import Action, ActionReply, Telling
from actions.selectors import telling as selectors
from actions.selectors.telling import UNDO
from actions.services.claims import claim
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from surveys.models import Reply
from surveys.services import hearing

State = Action.State


@transaction.atomic
def take_back_telling(action: Action, *, by: Actor, now: datetime) -> int:
    """Take back what was sent about ``action`` within ten minutes and no mail has yet;
    returns to how many it does not go now.

    An action that nobody has been told of then is "done – not told yet" again, and its
    replies stand where they stood. Raises `Conflict` if the ten minutes are over.
    """
    lately = selectors.waiting(action).filter(sent_at__gt=now - UNDO)
    ids = list(lately.select_for_update(of=("self",)).values_list("pk", flat=True))
    if not ids:
        raise Conflict(_("It is too late to take that back: the ten minutes are over."))
    since = lately.order_by("sent_at").values_list("sent_at", flat=True)[0]
    Telling.objects.filter(pk__in=ids, mailed_at=None).delete()
    selectors.left_out(action).filter(left_out_at__gte=since).delete()
    about = str(selectors.tells_about(action))
    if action.state == State.TOLD and not selectors.tellings(action).exists():
        claim(action, [State.TOLD], None, state=State.DONE, told_at=None)
        _reopen_replies(action, since, by=by)
    else:
        claim(action, [action.state], None)
    people = (len(ids), 0)
    history.record(
        "telling_taken_back", action, by=by, about=(None, about), people=people
    )
    return len(ids)


@transaction.atomic
def add_listener(action: Action, reply: Reply, *, by: Actor) -> bool:
    """Say that ``reply`` raised what has been done already, so that its author can be
    told as well; False if that was known.

    Raises `Refused` for an open action, to which `add_reply` adds.
    """
    if action.is_open:
        raise Refused(_("This is still open: add the reply to it there."))
    if ActionReply.objects.filter(action=action, reply=reply).exists():
        return False
    claim(action, [State.DONE, State.TOLD], None)
    ActionReply.objects.create(
        business_id=action.business_id, action=action, reply=reply
    )
    hearing.mark_acting(reply, by=by)
    history.record("reply_added", action, by=by, reply=(None, reply.pk))
    return True


def _reopen_replies(action: Action, since: datetime, *, by: Actor) -> None:
    closed = Reply.objects.filter(links__action=action, state=Reply.State.DONE)
    for reply in closed.filter(done_at__gte=since):
        hearing.reopen_reply(reply, by=by)
