"""Telling: those who raised it read what became of their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from actions.emails import Word, told_email
from actions.models import OPEN, Action, Telling
from actions.selectors.telling import Listener, listeners, tells_about, told_ids
from actions.services.claims import claim, person
from actions.services.closing import settle_replies
from feedback import clock
from feedback.errors import Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.mail import services as mail
from feedback.mail.services import Posting
from feedback.text import clean

LONGEST_LETTER = 2000


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told, in the words that somebody saw before it went."""

    customer_id: UUID
    words: str


@transaction.atomic
def tell_customers(
    action: Action,
    letters: Sequence[Letter],
    *,
    by: Actor,
    expected_revision: int | None = None,
) -> int:
    """Mail each letter to its customer; returns how many were sent.

    Of an open action people are told that it comes later; of a closed one what was
    done, or why not this time, and then it is told and its replies are done. One
    mail a person and date: those told already are passed over, and telling again
    sends nothing. So are people who did not raise it or cannot be told.

    Raises `Refused` if nobody is left to tell or a letter says nothing, and
    `Conflict` if somebody changed the action meanwhile.
    """
    about = tells_about(action)
    if action.state == Action.State.TOLD:
        return 0
    _claim(action, expected_revision)
    told = told_ids(action, about, action.due_on)
    wanted = {letter.customer_id: _words(letter) for letter in letters}
    everybody = listeners(action)
    chosen = [
        one
        for one in everybody
        if one.customer.pk in wanted and not one.why_not and one.customer.pk not in told
    ]
    if not chosen and not told:
        raise Refused(_("Nobody is left to tell. Close it and say why nobody is told."))
    for one in chosen:
        word = Word(about, wanted[one.customer.pk], others=len(everybody) > 1)
        telling = _store(action, one, word, by=by)
        _mail(telling, one, word)
    people = (None, len(chosen))
    history.record("told", action, by=by, about=(None, str(about)), people=people)
    if not action.is_open:
        settle_replies(action, by=by)
    return len(chosen)


def _claim(action: Action, expected: int | None) -> None:
    if action.is_open:
        claim(action, OPEN, expected)
        return
    told = {"state": Action.State.TOLD, "told_at": clock.now(), "not_told_because": ""}
    claim(action, [Action.State.DONE], expected, **told)


def _words(letter: Letter) -> str:
    words = clean(letter.words, longest=LONGEST_LETTER)
    if not words:
        raise Refused(
            _("A mail without words helps nobody. Write what they will read.")
        )
    return words


def _store(action: Action, one: Listener, word: Word, *, by: Actor) -> Telling:
    return Telling.objects.create(
        business_id=action.business_id,
        action=action,
        customer=one.customer,
        about=word.about,
        words=word.words,
        due_on=action.due_on,
        sent_by=person(by),
    )


def _mail(telling: Telling, one: Listener, word: Word) -> None:
    action = telling.action
    key = f"told:{action.pk}:{one.customer.pk}:{word.about}:{telling.due_on}"
    today = clock.today(action.business.zone)
    mail.post(
        told_email(action, one, word, today=today),
        Posting(mail.Kind.TOLD, key, one.customer.pk),
        business=action.business,
    )
