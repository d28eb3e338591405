"""Telling: those who raised it read what became of their words.

What somebody sends here waits ten minutes, in which it can be taken back, and then
goes with the one mail that a person gets on a day: see `actions.services.daily_mail`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import OPEN, Action, LeftOut, Telling
from actions.selectors.telling import (
    UNDO,
    Listener,
    listeners,
    rhythm_of,
    tells_about,
    told_ids,
)
from actions.services.claims import claim, person
from actions.services.closing import settle_replies
from feedback import clock
from feedback.accounts.models import Business
from feedback.errors import Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.local_time import at_local
from feedback.text import clean, one_line

LONGEST_LETTER = 2000
LONGEST_REASON = 300
State = Action.State


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told, in the words that somebody saw before it went."""

    customer_id: UUID
    words: str


@dataclass(frozen=True, slots=True)
class Omission:
    """Whom not to tell, and why."""

    customer_id: UUID
    because: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How to tell: ``left_out`` are not told, for a reason each; ``today`` does not
    wait for the hour at which the mails of a day go.
    """

    left_out: Sequence[Omission] = ()
    today: bool = False


AS_USUAL = Manner()


@transaction.atomic
def tell_customers(
    action: Action,
    letters: Sequence[Letter],
    *,
    by: Actor,
    expected_revision: int | None = None,
    manner: Manner = AS_USUAL,
) -> int:
    """Let each letter go to its customer; returns how many will.

    Of an open action people are told that it comes later; of a closed one what was
    done, or why not this time, and then it is told and its replies are done. Each
    person and date once: those told already are passed over, and telling again sends
    nothing. So are people who did not raise it or cannot be told. Who raised a told
    action and was not told yet can still be.

    Raises `Refused` if nobody is left to tell, a letter says nothing or somebody is
    left out without a reason, and `Conflict` if somebody changed the action meanwhile.
    """
    about = tells_about(action)
    told = told_ids(action, about, action.due_on)
    everybody = listeners(action)
    open_to = {one.customer.pk: one for one in everybody if not one.why_not}
    wanted = {letter.customer_id: _words(letter) for letter in letters}
    chosen = [open_to[pk] for pk in wanted if pk in open_to and pk not in told]
    if action.state == State.TOLD and not chosen:
        return 0
    omitted = _reasons(manner, {one.customer.pk for one in everybody} - told)
    _claim(action, expected_revision)
    if not chosen and not told:
        raise Refused(_("Nobody is left to tell. Close it and say why nobody is told."))
    goes_at = when(action.business, now=clock.now(), today=manner.today)
    for one in chosen:
        _store(action, one, wanted[one.customer.pk], by=by, goes_at=goes_at)
    _leave_out(action, omitted, by=by)
    _remember(action, about, len(chosen), len(omitted), by)
    if not action.is_open:
        settle_replies(action, by=by)
    return len(chosen)


def when(business: Business, *, now: datetime, today: bool = False) -> datetime:
    """Return when what is sent ``now`` may go: at the business's hour, today's or
    tomorrow's, but never within the ten minutes in which it can be taken back. With
    ``today`` right after those.
    """
    earliest = now + UNDO
    if today:
        return earliest
    local = earliest.astimezone(ZoneInfo(business.zone))
    hour = time(rhythm_of(business).tells_at)
    slot = at_local(local.date(), hour, business.zone)
    if slot < earliest:
        slot = at_local(local.date() + timedelta(days=1), hour, business.zone)
    return slot


def _claim(action: Action, expected: int | None) -> None:
    if action.is_open:
        claim(action, OPEN, expected)
        return
    if action.state == State.TOLD:
        claim(action, [State.TOLD], expected)
        return
    told = {"state": State.TOLD, "told_at": clock.now(), "not_told_because": ""}
    claim(action, [State.DONE], expected, **told)


def _remember(action: Action, about: str, told: int, left: int, by: Actor) -> None:
    """Write down how many are told of what, and how many are left out."""
    people, omitted = (None, told), (None, left)
    said = (None, str(about))
    history.record("told", action, by=by, about=said, people=people, left_out=omitted)


def _words(letter: Letter) -> str:
    words = clean(letter.words, longest=LONGEST_LETTER)
    if not words:
        raise Refused(
            _("A mail without words helps nobody. Write what they will read.")
        )
    return words


def _reasons(manner: Manner, people: set[UUID]) -> list[Omission]:
    found = []
    for omission in manner.left_out:
        because = one_line(omission.because, longest=LONGEST_REASON)
        if not because:
            raise Refused(_("Say why you leave somebody out."))
        if omission.customer_id in people:
            found.append(Omission(omission.customer_id, because))
    return found


def _store(
    action: Action, one: Listener, words: str, *, by: Actor, goes_at: datetime
) -> None:
    of = {
        "business_id": action.business_id,
        "action": action,
        "customer": one.customer,
        "about": str(tells_about(action)),
        "due_on": action.due_on,
        "round": action.round,
    }
    # One that could not go before is written anew.
    Telling.objects.filter(**of).exclude(why_not=Telling.WhyNot.NO).delete()
    LeftOut.objects.filter(**of).delete()
    Telling.objects.create(words=words, sent_by=person(by), goes_at=goes_at, **of)


def _leave_out(action: Action, omitted: Sequence[Omission], *, by: Actor) -> None:
    LeftOut.objects.bulk_create(
        (
            LeftOut(
                business_id=action.business_id,
                action=action,
                customer_id=omission.customer_id,
                about=str(tells_about(action)),
                due_on=action.due_on,
                round=action.round,
                because=omission.because,
                left_out_by=person(by),
            )
            for omission in omitted
        ),
        ignore_conflicts=True,
    )
