"""What a verdict changes in a row of the outbox: pure functions."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop

from feedback.mail.models import OutboundMessage
from feedback.mail.verdicts import Answer, Verdict

Status = OutboundMessage.Status
Kind = OutboundMessage.Kind
MOST_ERRORS = 5
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720))
# The mail that found the line dead waits longer than those behind it (see
# `claiming.release`), so that one that breaks lines cannot hold up the rest.
AFTER_A_DEAD_LINE = timedelta(minutes=5)
UNDECIDABLE = gettext_noop("the line went dead before the answer")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One mail and what the provider, or our own code, said to it."""

    row: OutboundMessage
    answer: Answer


def changes(outcome: Outcome, now: datetime) -> dict[str, Any]:
    """Return the fields to change in the row, as keywords for ``update``.

    Mail to customers goes at most once: if nobody can tell, the row says so. Account
    mail goes at least once: a second link to reset a password harms nobody.
    """
    row, verdict = outcome.row, outcome.answer.verdict
    if verdict is Verdict.UNTRIED:
        return {"status": Status.QUEUED, **free()}
    if verdict is Verdict.UNCLEAR and row.kind == Kind.ACCOUNT:
        verdict = Verdict.LATER
    if verdict is Verdict.BROKEN and row.errors + 1 < MOST_ERRORS:
        return (
            _again(row, now, BACK_OFF[:1]) | {"errors": row.errors + 1} | _why(outcome)
        )
    if verdict is Verdict.LATER:
        later = _again(row, now, BACK_OFF)
        return later | {"attempts": row.attempts + 1} | _why(outcome)
    if verdict is Verdict.NO_LINE:
        return _again(row, now, (AFTER_A_DEAD_LINE,)) | _why(outcome)
    return _end(outcome, now)


def jittered(span: timedelta) -> timedelta:
    """Return ``span`` give or take a fifth, so that mails do not come back at once."""
    return span * random.uniform(0.8, 1.2)


def _again(
    row: OutboundMessage, now: datetime, steps: Sequence[timedelta]
) -> dict[str, Any]:
    step = steps[min(row.attempts, len(steps) - 1)]
    due = min(now + jittered(step), row.expires_at)
    return {"status": Status.QUEUED, "due_at": due, **free()}


def _end(outcome: Outcome, now: datetime) -> dict[str, Any]:
    ends = {
        Verdict.ACCEPTED: Status.ACCEPTED,
        Verdict.REFUSED: Status.FAILED,
        Verdict.UNCLEAR: Status.UNCERTAIN,
        Verdict.BROKEN: Status.DEAD,
    }
    change = {"status": ends[outcome.answer.verdict], "finished_at": now, **free()}
    if outcome.answer.verdict is Verdict.BROKEN:
        change["errors"] = outcome.row.errors + 1
    return change | _why(outcome)


def free() -> dict[str, Any]:
    """Return the fields of a row that no worker holds."""
    return {"lease": None, "lease_until": None}


def over(status: str, reason: str, now: datetime) -> dict[str, Any]:
    """Return the fields of a row that ended without the provider."""
    return {"status": status, "status_reason": reason, "finished_at": now}


def _why(outcome: Outcome) -> dict[str, Any]:
    reason = outcome.answer.reason[:200]
    if outcome.answer.verdict is Verdict.UNCLEAR:
        reason = UNDECIDABLE
    return {"status_reason": reason}
