"""What a verdict changes in a row."""

from datetime import timedelta
from typing import Any

import pytest

from feedback.mail.models import OutboundMessage
from feedback.mail.outcomes import Outcome, changes
from feedback.mail.verdicts import Answer, Verdict
from tests.conftest import NOON

Kind = OutboundMessage.Kind
Status = OutboundMessage.Status


def changed(verdict: Verdict, **values: Any) -> dict[str, Any]:
    fresh = {"kind": Kind.INVITATION, "expires_at": NOON + timedelta(days=3)}
    row = OutboundMessage(**{**fresh, **values})
    return changes(Outcome(row, Answer(verdict, "because")), NOON)


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(0, 1), (1, 5), (2, 30), (3, 120), (4, 360), (5, 720), (6, 720), (60, 720)],
)
def test_a_mail_put_off_comes_back_later_each_time(attempts: int, minutes: int) -> None:
    change = changed(Verdict.LATER, attempts=attempts)
    waits = (change["due_at"] - NOON) / timedelta(minutes=minutes)
    assert 0.8 <= waits <= 1.2
    assert (change["status"], change["attempts"]) == (Status.QUEUED, attempts + 1)


def test_a_mail_comes_back_no_later_than_it_expires() -> None:
    soon = NOON + timedelta(minutes=7)
    assert changed(Verdict.LATER, attempts=5, expires_at=soon)["due_at"] == soon


def test_mails_put_off_together_do_not_come_back_together() -> None:
    assert len({changed(Verdict.LATER)["due_at"] for _ in range(20)}) > 10


def test_a_dead_line_counts_no_try() -> None:
    change = changed(Verdict.NO_LINE, attempts=3)
    assert "attempts" not in change
    assert "errors" not in change
    assert change["due_at"] - NOON >= timedelta(minutes=4)


@pytest.mark.parametrize("kind", [k for k in Kind if k is not Kind.ACCOUNT])
def test_mail_to_customers_and_team_goes_at_most_once(kind: Kind) -> None:
    change = changed(Verdict.UNCLEAR, kind=kind)
    assert (change["status"], change["finished_at"]) == (Status.UNCERTAIN, NOON)


def test_account_mail_goes_at_least_once() -> None:
    assert changed(Verdict.UNCLEAR, kind=Kind.ACCOUNT)["status"] == Status.QUEUED


@pytest.mark.parametrize(
    ("errors", "status"), [(0, Status.QUEUED), (3, Status.QUEUED), (4, Status.DEAD)]
)
def test_the_fifth_error_of_ours_is_the_last(errors: int, status: Status) -> None:
    change = changed(Verdict.BROKEN, errors=errors, attempts=9)
    assert (change["status"], change["errors"]) == (status, errors + 1)


def test_an_untried_mail_waits_again() -> None:
    free = {"lease": None, "lease_until": None}
    assert changed(Verdict.UNTRIED) == {"status": Status.QUEUED} | free


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.UNTRIED])
def test_whatever_was_tried_is_held_by_nobody(verdict: Verdict) -> None:
    change = changed(verdict)
    assert (change["lease"], change["lease_until"]) == (None, None)
