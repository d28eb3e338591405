"""Answering in one trip to the database: as `surveys.services.answering.record_reply`
does, for a reply that nothing speaks against. Whoever should hear of it hears right
after (`surveys.services.unheard`).
"""

import json
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

from feedback.history import services as history
from feedback.history.services import CUSTOMER
from feedback.ids import uuid7s
from feedback.links import Target
from surveys.lane import database
from surveys.models import Invitation, Reply
from surveys.services import unheard
from surveys.services.answering import first_promises, fresh_reply
from surveys.services.summing import answers_in
from surveys.submission import Submission


def record_at_once(
    connection: BaseDatabaseWrapper,
    invitation: Invitation,
    submission: Submission,
    *,
    now: datetime,
) -> bool:
    """Store the one reply to ``invitation``, durably; False if somebody was first or
    the link has closed, and then nothing is stored.

    ``invitation`` comes with its business, customer, interaction and version, and with
    the questions of that.
    """
    rows = _rows(fresh_reply(invitation, submission, now=now), submission, now)
    target = Target(invitation.business_id, invitation.pk)
    if not database.take_in(connection, target, now, _encode(rows)):
        return False
    unheard.ring()
    return True


def _rows(reply: Reply, submission: Submission, now: datetime) -> dict[str, Any]:
    """Return all that is stored with ``reply``, by the names of the columns."""
    customer_id, promises = reply.customer_id, first_promises(reply)
    event = history.columns(
        "answered", reply, by=CUSTOMER, customer_id=customer_id, **promises
    )
    answers = answers_in(reply, submission)
    event_id, unheard_id, *ids = uuid7s(2 + len(answers))
    return {
        "reply": _row(reply),
        "answers": [
            {"id": pk, **answer} for pk, answer in zip(ids, answers, strict=True)
        ],
        "event": {"id": event_id, "at": now, **event},
        "unheard": {
            "id": unheard_id,
            "due_at": now,
            "business_id": reply.business_id,
            "reply_id": reply.pk,
        },
    }


def _row(reply: Reply) -> dict[str, Any]:
    """Return what ``reply`` says: whatever is left out is null."""
    values = ((name, getattr(reply, attribute)) for name, attribute in _columns())
    return {name: value for name, value in values if value is not None}


@cache
def _columns() -> tuple[tuple[str, str], ...]:
    fields = Reply._meta.concrete_fields
    return tuple((str(field.column), field.attname) for field in fields)


def _as_text(value: date | UUID) -> str:
    """Write what JSON has no way to: moments keep their microseconds."""
    return str(value) if isinstance(value, UUID) else value.isoformat()


_encode = json.JSONEncoder(default=_as_text).encode
