"""Somebody says that it is not fixed: the owner is asked, or it is opened again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from actions.emails_doubts import doubted_email, reopened_email
from actions.models import Action, Verdict
from actions.selectors.telling import listeners
from actions.selectors.verdicts import verdicts_on
from actions.services.claims import claim
from feedback import clock
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Membership
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import CLOCK, Actor
from feedback.mail import services as mail
from feedback.mail.email import Email
from feedback.mail.services import Posting
from feedback.text import one_line
from surveys.models import Reply
from surveys.services import hearing

State, Said = Action.State, Verdict.Said
# What is opened again late already gets a date that can be kept.
AGAIN_WITHIN = timedelta(days=7)


def doubt(action: Action, verdict: Verdict, *, now: datetime) -> None:
    """Let a "no" have its effect, in the transaction that stores it."""
    if action.state != State.TOLD or verdict.round != action.round:
        return
    if verdicts_on(action).reopens:
        _open_again(action, by=CLOCK, now=now)
        _tell(action, "reopened", now=now)
        return
    if action.doubted_at is None:
        claim(action, [State.TOLD], None, doubted_at=now)
        history.record("doubted", action, by=CLOCK)
        _tell(action, "doubted", now=now)


@transaction.atomic
def reopen_doubted(
    action: Action, *, by: Actor, expected_revision: int | None = None
) -> None:
    """Open an action again since somebody who was told says that it is not fixed.

    Raises `Conflict` if nobody says so, or somebody was faster.
    """
    if action.state != State.TOLD or not verdicts_on(action).not_fixed:
        raise Conflict(_("Nobody says that it is not fixed. Open a new action."))
    _open_again(action, by=by, now=clock.now(), expected=expected_revision)


@transaction.atomic
def stand_by(
    action: Action, *, because: str, by: Actor, expected_revision: int | None = None
) -> None:
    """Leave an action as done although somebody says that it is not fixed; the reason
    stays in its history, and what they said stays counted.

    Raises `Refused` without a reason, `Conflict` if nobody asks.
    """
    reason = one_line(because, longest=300)
    if not reason:
        raise Refused(_("Say why it stays as it is."))
    if action.doubted_at is None:
        raise Conflict(_("This has been answered already."))
    since = action.doubted_at
    claim(
        action,
        [State.TOLD],
        expected_revision,
        doubted_at=None,
        stands_because=reason,
    )
    history.record("stood_by", action, by=by, doubted_at=(since, None))


def _open_again(
    action: Action, *, by: Actor, now: datetime, expected: int | None = None
) -> None:
    today = clock.today(action.business.zone)
    due_on, was = max(action.due_on, today + AGAIN_WITHIN), action.due_on
    said_no = _authors_of_no(action)
    claim(
        action,
        [State.TOLD],
        expected,
        state=State.DOING,
        outcome=Action.Outcome.OPEN,
        done_at=None,
        told_at=None,
        doubted_at=None,
        stands_because="",
        due_on=due_on,
        asks_again_on=None,
        round=action.round + 1,
    )
    history.record(
        "not_fixed",
        action,
        by=by,
        state=(State.TOLD.value, State.DOING.value),
        due_on=(was, due_on),
        people=(None, len(said_no)),
    )
    for one in listeners(action):
        for reply in one.replies:
            hearing.mark_acting(reply, by=by)
        if one.customer.pk in said_no:
            hearing.customer_wrote(_last(one.replies))


def _authors_of_no(action: Action) -> set[object]:
    rows = Verdict.objects.filter(
        action=action, round=action.round, said=Said.NO, is_suspicious=False
    )
    pairs = rows.values_list("customer_id", "customer__merged_into_id")
    return {merged or own for own, merged in pairs}


def _last(replies: tuple[Reply, ...]) -> Reply:
    return Reply.objects.get(pk=replies[-1].pk)


def _tell(action: Action, what: str, *, now: datetime) -> None:
    """Mail the owner, or a boss once they have left; once a round and thing."""
    owner = action.owner
    is_there = owner.is_active and owner.user.is_active
    bosses = list(accounts.bosses(action.business)[:1])
    for reader in [owner] if is_there else bosses:
        key = f"{what}:{action.pk}:{action.round}:{reader.pk}"
        posting = Posting(mail.Kind.NOTICE, key, due_at=now)
        mail.post(_email(what, action, reader), posting, business=action.business)


def _email(what: str, action: Action, reader: Membership) -> Email:
    if what == "reopened":
        return reopened_email(action, reader)
    return doubted_email(action, reader)
