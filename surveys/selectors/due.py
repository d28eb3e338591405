"""What is due to be asked, reminded and let go: over all businesses, in turn.

Call all of it inside `tenancy.every_business`. What it costs does not grow with what
waits: see `feedback.turns`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from feedback.mail import pacing
from feedback.turns import Queue, first_in_turn, groups_due
from surveys.models import Invitation, Survey

Status = Invitation.Status
Row = tuple[UUID, UUID]
ASKING = Queue(
    table="surveys_invitation",
    group="survey_id",
    due="due_at",
    waits="status = 'planned'",
)
REMINDING = Queue(
    table="surveys_invitation",
    group="survey_id",
    due="remind_at",
    waits="status = 'asked' AND remind_at IS NOT NULL AND reminded_at IS NULL",
)


def due(now: datetime, limit: int) -> list[Row]:
    """Return (business, invitation) to ask now, at most as many of a business as may
    go out now: who waits here can still be let go with a reason, a mail cannot.
    """
    planned = Invitation.objects.filter(status=Status.PLANNED)
    return _in_turn(ASKING, planned, now, limit)


def due_reminders(now: datetime, limit: int) -> list[Row]:
    """Return (business, invitation) to remind now; as `due`."""
    asked = Invitation.objects.filter(status=Status.ASKED, reminded_at=None)
    return _in_turn(REMINDING, asked, now, limit)


def expired(now: datetime, limit: int) -> list[Row]:
    """Return (business, invitation) that nobody answered in time."""
    rows = Invitation.objects.filter(status=Status.ASKED, expires_at__lte=now)
    return list(rows.order_by("expires_at").values_list("business_id", "id")[:limit])


def _in_turn(
    queue: Queue, waiting: QuerySet[Invitation], now: datetime, limit: int
) -> list[Row]:
    surveys: dict[UUID, list[UUID]] = {}
    live = Survey.objects.filter(
        pk__in=groups_due(queue, now), status=Survey.Status.LIVE
    )
    for business_id, survey_id in live.values_list("business_id", "id"):
        surveys.setdefault(business_id, []).append(survey_id)
    rooms = pacing.rooms_to_ask(list(surveys), now)

    def heads(business_id: UUID, each: int) -> Iterator[QuerySet[Any, Any]]:
        most = min(each, rooms.get(business_id, each))
        for survey_id in surveys[business_id] if most else ():
            mine = waiting.filter(survey_id=survey_id, **{f"{queue.due}__lte": now})
            first = mine.order_by(queue.due, "id")
            yield first.values_list(queue.due, "id")[:most]

    return _within(rooms, first_in_turn(list(surveys), heads, limit=limit))


def _within(rooms: dict[UUID, int], rows: list[Row]) -> list[Row]:
    """Return ``rows`` but those beyond a business's room: two surveys share it."""
    left = dict(rooms)
    kept = []
    for business_id, pk in rows:
        if left.get(business_id, 1) > 0:
            kept.append((business_id, pk))
            if business_id in left:
                left[business_id] -= 1
    return kept
