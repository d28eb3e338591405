"""Asking: the sweep that asks, reminds and lets go, and asking by hand.

A few hundred rows of one business are one short transaction: look at the rules
again, claim the rows by conditional updates, and put their mails into the outbox.
Whoever runs this, however often and at once, a row is claimed once. If anything goes
wrong with a batch, its rows go one by one, so that a bad one stands alone.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, OperationalError, transaction
from django.template import TemplateSyntaxError
from django.urls import NoReverseMatch

from feedback import tenancy
from feedback.errors import Refused
from surveys.models import Invitation
from surveys.selectors import due as selectors
from surveys.services import claiming, reminding
from surveys.services.by_hand import ask_now, may_ask_by_hand, send_test
from surveys.services.planning import plan_all, plan_invitations

__all__ = [
    "ask_due",
    "ask_now",
    "may_ask_by_hand",
    "plan_all",
    "plan_invitations",
    "send_test",
]

log = structlog.get_logger(__name__)
# What one bad row can raise. It is put off, and the others go on; a database that is
# out of reach is not the row's fault and ends the sweep.
ROW_ERRORS = (
    ArithmeticError,
    AttributeError,
    DatabaseError,
    LookupError,
    NoReverseMatch,
    ObjectDoesNotExist,
    Refused,
    TemplateSyntaxError,
    TypeError,
    ValueError,
)
PUT_OFF = timedelta(hours=1)
BATCH = 500
Row = tuple[UUID, UUID]
Step = Callable[[Collection[UUID], datetime], int]


def ask_due(*, now: datetime, limit: int = 500) -> int:
    """Let go what nobody answered in time, ask who is due, then remind.

    Takes at most ``limit`` rows of each, the businesses in turn, and returns how many
    mails it put into the outbox. Call it outside any business.
    """
    with tenancy.every_business():
        expired = selectors.expired(now, limit)
    _each(expired, reminding.let_go_many, now, "expires_at")
    with tenancy.every_business():
        due = selectors.due(now, limit)
    asked = _each(due, claiming.ask_many, now, "due_at")
    # Only now: whoever was asked about something else a moment ago is not reminded.
    with tenancy.every_business():
        due = selectors.due_reminders(now, limit)
    return asked + _each(due, reminding.remind_many, now, "remind_at")


def _each(rows: list[Row], step: Step, now: datetime, column: str) -> int:
    done = 0
    for business_id, ids in _batches(rows):
        try:
            done += _step(step, business_id, ids, now)
        except OperationalError:
            raise
        except ROW_ERRORS:
            done += _one_by_one(step, business_id, ids, now, column)
    return done


def _batches(rows: list[Row]) -> Iterator[tuple[UUID, list[UUID]]]:
    """Yield the ids of each business, in the order of its first."""
    ids: dict[UUID, list[UUID]] = {}
    for business_id, invitation_id in rows:
        ids.setdefault(business_id, []).append(invitation_id)
    for business_id, theirs in ids.items():
        for start in range(0, len(theirs), BATCH):
            yield business_id, theirs[start : start + BATCH]


def _step(step: Step, business_id: UUID, ids: list[UUID], now: datetime) -> int:
    with tenancy.enter(business_id), transaction.atomic():
        return step(ids, now)


def _one_by_one(
    step: Step, business_id: UUID, ids: list[UUID], now: datetime, column: str
) -> int:
    done = 0
    for pk in ids:
        try:
            done += _step(step, business_id, [pk], now)
        except OperationalError:
            raise
        except ROW_ERRORS as error:
            name = type(error).__name__
            log.exception("asking_failed", invitation=str(pk), error=name)
            _put_off(business_id, pk, column, now + PUT_OFF)
    return done


def _put_off(
    business_id: UUID, invitation_id: UUID, column: str, until: datetime
) -> None:
    with tenancy.enter(business_id):
        Invitation.objects.filter(pk=invitation_id).update(**{column: until})
