"""Many replies at once: each is moved as if alone, and what cannot be is left out."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction

from feedback.accounts.models import Business
from feedback.errors import Conflict
from feedback.history.services import Actor
from surveys.models import Reply
from surveys.services.hearing import close_reply, reopen_reply

# A page has three sections of fifty.
MOST = 150


@transaction.atomic
def close_replies(business: Business, ids: Iterable[UUID], *, by: Actor) -> list[UUID]:
    """Call the replies done; return the ids of those that were not before."""
    return _each(business, ids, lambda reply: close_reply(reply, by=by))


@transaction.atomic
def reopen_replies(business: Business, ids: Iterable[UUID], *, by: Actor) -> list[UUID]:
    """Open the replies again, each as it stood before it was done; return the ids of
    those that were done.
    """
    return _each(business, ids, lambda reply: reopen_reply(reply, by=by))


def _each(
    business: Business, ids: Iterable[UUID], move: Callable[[Reply], None]
) -> list[UUID]:
    wanted = list(dict.fromkeys(ids))[:MOST]
    rows = Reply.objects.filter(business=business, pk__in=wanted)
    related = rows.select_related("business", "customer").order_by("pk")
    return [reply.pk for reply in related if _moved(reply, move)]


def _moved(reply: Reply, move: Callable[[Reply], None]) -> bool:
    try:
        move(reply)
    except Conflict:
        return False
    return True
