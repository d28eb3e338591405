"""Asking: the sweep that asks, reminds and lets go, and asking by hand.

Each row is one short transaction: look at the rules again, claim the row by a
conditional update, and put its mail into the outbox. Whoever runs this, however
often and at once, a row is claimed once.
"""

from collections.abc import Callable
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
from surveys.selectors import asking as selectors
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
Step = Callable[[UUID, datetime], bool]


def ask_due(*, now: datetime, limit: int = 500) -> int:
    """Let go what nobody answered in time, ask who is due, then remind.

    Takes at most ``limit`` rows of each, the businesses in turn, and returns how many
    mails it put into the outbox. Call it outside any business.
    """
    with tenancy.every_business():
        expired = selectors.expired(now, limit)
    _each(expired, reminding.let_go, now, "expires_at")
    with tenancy.every_business():
        due = selectors.due(now, limit)
    asked = _each(due, claiming.ask_one, now, "due_at")
    # Only now: whoever was asked about something else a moment ago is not reminded.
    with tenancy.every_business():
        due = selectors.due_reminders(now, limit)
    return asked + _each(due, reminding.remind_one, now, "remind_at")


def _each(rows: list[tuple[UUID, UUID]], step: Step, now: datetime, column: str) -> int:
    done = 0
    for business_id, invitation_id in rows:
        try:
            with tenancy.enter(business_id), transaction.atomic():
                done += step(invitation_id, now)
        except OperationalError:
            raise
        except ROW_ERRORS as error:
            name = type(error).__name__
            log.exception("asking_failed", invitation=str(invitation_id), error=name)
            _put_off(business_id, invitation_id, column, now + PUT_OFF)
    return done


def _put_off(
    business_id: UUID, invitation_id: UUID, column: str, until: datetime
) -> None:
    with tenancy.enter(business_id):
        Invitation.objects.filter(pk=invitation_id).update(**{column: until})
