"""Whose mail goes next."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from feedback.mail import pacing
from feedback.mail.models import OutboundMessage
from feedback.turns import Queue, first_in_turn, groups_due

Status = OutboundMessage.Status
OUTBOX = Queue(
    table="mail_outboundmessage",
    group="business_id",
    due="due_at",
    waits="status = 'queued'",
)


def is_free(now: datetime) -> Q:
    """Return what makes a row one that a worker may take: due, and nobody's."""
    # Workers of versions before this one lease rows that still wait.
    unheld = Q(lease_until=None) | Q(lease_until__lte=now)
    return Q(status=Status.QUEUED, due_at__lte=now) & unheld


def free_and_due(now: datetime) -> Q:
    """Return what makes a row one that a worker may claim: also not too late."""
    return is_free(now) & Q(expires_at__gt=now)


def next_in_turn(now: datetime, limit: int) -> list[UUID]:
    """Return up to ``limit`` rows that are due and free, the businesses in turn; the
    mail of the product itself counts as one. What a business sends to customers stays
    within its pace. Call it across all businesses.
    """
    businesses = groups_due(OUTBOX, now)
    rooms = pacing.rooms(businesses, now)

    def heads(business_id: UUID | None, each: int) -> Iterator[QuerySet[Any, Any]]:
        whose = Q(business_id=business_id) if business_id else Q(business=None)
        mine = OutboundMessage.objects.filter(free_and_due(now), whose)
        first = mine.order_by("due_at", "pk").values_list("due_at", "pk")
        room = rooms.get(business_id) if business_id else None
        if room is None:
            yield first[:each]
            return
        yield first.filter(kind__in=pacing.TO_ANYBODY)[:each]
        if room:
            yield first.filter(kind__in=pacing.TO_CUSTOMERS)[: min(each, room)]

    found = first_in_turn([None, *businesses], heads, limit=limit)
    return [pk for _, pk in found]
