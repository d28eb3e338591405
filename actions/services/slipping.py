"""A date is about to slip, or has: its owner keeps it, moves it with a reason, or
decides not to do it. Whoever waits is told only if the owner says so, in the words that
they saw; silence of the owner goes up the ladder and never to customers.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from actions.emails_telling import Word, told_email
from actions.models import Action, SlipAnswer
from actions.selectors.slips import is_kept, who_waits
from actions.selectors.telling import listeners, tells_about
from actions.services.acknowledging import take_up
from actions.services.claims import CHANGED, person
from actions.services.closing import decide_not_to
from actions.services.doing import change_date, keep_date
from actions.services.telling import Letter, tell_customers
from feedback import clock
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.mail.email import Email

Answer = SlipAnswer.Answer
MOST_PREVIEWS = 3


@dataclass(frozen=True, slots=True)
class Slipping:
    """What becomes of a date. ``due_on`` is the new one, None for "decide not to";
    ``because`` the reason; ``words`` what those who wait are told, empty for nobody;
    ``not_told_because`` why nobody is told that it is not done.
    """

    because: str
    due_on: date | None = None
    words: str = ""
    not_told_because: str = ""


@transaction.atomic
def keep(action: Action, *, by: Actor, expected_revision: int | None = None) -> bool:
    """Say that the date stands; False if that was said. Of one that has passed it is
    asked again after seven days.

    Raises `Refused` if it is closed, `Conflict` if somebody was faster.
    """
    if not action.is_open:
        raise Refused(_("This is closed."))
    take_up(action, by=by)
    if action.due_on < clock.today(action.business.zone):
        keep_date(action, by=by, expected_revision=expected_revision)
        _answer(action, Answer.KEPT, action.due_on, by=by)
        return True
    # One row to queue at, so that a double click says it once.
    held = Action.objects.select_for_update().get(pk=action.pk)
    if held.due_on != action.due_on or not held.is_open:
        raise Conflict(CHANGED)
    if is_kept(held):
        return False
    _answer(held, Answer.KEPT, held.due_on, by=by)
    history.record("date_stands", held, by=by, due_on=(held.due_on, held.due_on))
    return True


@transaction.atomic
def slip(
    action: Action,
    slipping: Slipping,
    *,
    by: Actor,
    expected_revision: int | None = None,
) -> int:
    """Move the date or decide not to do it, and tell those who wait if there are words
    for them; returns how many are told.

    Raises as `change_date`, `decide_not_to` and `tell_customers`.
    """
    take_up(action, by=by)
    was_due_on = action.due_on
    if slipping.due_on is not None:
        change_date(
            action,
            due_on=slipping.due_on,
            because=slipping.because,
            by=by,
            expected_revision=expected_revision,
        )
        _answer(action, Answer.MOVED, was_due_on, by=by)
    else:
        _decide_not_to(action, slipping, by=by, expected=expected_revision)
        _answer(action, Answer.NOT, was_due_on, by=by)
    return _tell(action, slipping.words, by=by)


def previews(action: Action, slipping: Slipping, *, by: Actor) -> list[Email]:
    """Return the mails that `slip` would lead to, a few at most, exactly as they would
    read if nothing else is for those people on the day. Nothing stays stored.

    Raises as `slip`.
    """
    today = clock.today(action.business.zone)
    with transaction.atomic():
        trial = Action.objects.select_related("business", "owner__user").get(
            pk=action.pk
        )
        people = len(listeners(trial))
        slip(trial, Slipping(slipping.because, slipping.due_on, "", "-"), by=by)
        waiting = who_waits(trial)
        about = tells_about(trial)
        word = Word(about, slipping.words, others=people > 1)
        emails = [
            told_email(trial, one, word, today=today) for one in waiting[:MOST_PREVIEWS]
        ]
        transaction.set_rollback(True)
    return emails


def _decide_not_to(
    action: Action, slipping: Slipping, *, by: Actor, expected: int | None
) -> None:
    tells = any(not one.why_not for one in listeners(action))
    decide_not_to(
        action,
        because=slipping.words or slipping.because,
        by=by,
        tell=bool(slipping.words) and tells,
        not_told_because=slipping.not_told_because,
        expected_revision=expected,
    )


def _tell(action: Action, words: str, *, by: Actor) -> int:
    waiting = who_waits(action) if words else []
    if not waiting:
        return 0
    letters = [Letter(one.customer.pk, words) for one in waiting]
    return tell_customers(action, letters, by=by)


def _answer(action: Action, answer: Answer, due_on: date, *, by: Actor) -> None:
    SlipAnswer.objects.create(
        business_id=action.business_id,
        action=action,
        due_on=due_on,
        answer=answer,
        answered_by=person(by),
    )
