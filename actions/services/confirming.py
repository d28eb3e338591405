"""Hearing whether it is fixed: one answer a person and doing, and what follows of it.

The first "no" asks the owner. Two of them, or a third of at least three answers, open
the action again by themselves (see `actions.selectors.verdicts`). Nothing that was
said is taken back by that: history and every answer stay.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import Action, Telling, Verdict
from actions.selectors.telling import listeners
from actions.services import doubting
from feedback.errors import Gone, Refused
from feedback.history import services as history
from feedback.history.services import CUSTOMER, Actor
from feedback.text import clean
from surveys.models import CustomerMessage, Reply
from surveys.pacing import Topic
from surveys.selectors import hearing as people
from surveys.services import complaints, hearing
from surveys.services.complaints import How, Lifting
from surveys.services.notices import tell
from surveys.suspecting import Evidence, judge

Said = Verdict.Said
ANSWERABLE = timedelta(days=60)
CHANGEABLE = timedelta(days=7)
LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody sent: one of `Verdict.Said`, and words if they like."""

    said: str
    words: str = ""


def check_open(verdict: Verdict, *, now: datetime) -> None:
    """Raise `Gone` if it can be answered or changed no more."""
    if verdict.asked_at is None:
        raise Gone(_("This is not asked any more."))
    until = verdict.asked_at + ANSWERABLE
    if verdict.said_at:
        until = verdict.said_at + CHANGEABLE
    if now >= until:
        raise Gone(_("This can’t be answered any more. Write to us instead."))


@transaction.atomic
def record_verdict(
    verdict: Verdict, answer: Answer, *, evidence: Evidence, now: datetime
) -> bool:
    """Store what somebody answered; False if that is what they had said already.

    What a machine may have sent is kept and counts for nothing until a person sends it
    or somebody of the team says that one did. Raises `Refused` for anything but yes,
    partly or no, and `Gone` if it is too late.
    """
    if answer.said not in (Said.YES, Said.PARTLY, Said.NO):
        raise Refused(_("Pick one: yes, partly or no."))
    row = Verdict.objects.select_for_update().get(pk=verdict.pk)
    check_open(row, now=now)
    words = clean(answer.words, longest=LONGEST_WORDS)
    doubtful = settings.SUSPECT_MACHINES and judge(evidence).is_suspicious
    if doubtful and row.said and not row.is_suspicious:
        return False
    known = row.said == answer.said and row.words == words
    if known and row.is_suspicious == doubtful:
        return False
    before = "" if row.is_suspicious else row.said
    changes = {
        "said": answer.said,
        "words": words,
        "said_at": row.said_at or now,
        "changed_at": now,
        "is_suspicious": doubtful,
    }
    Verdict.objects.filter(pk=row.pk).update(**changes)
    for name, value in changes.items():
        setattr(verdict, name, value)
    if not doubtful:
        _follow(verdict, before, by=CUSTOMER, now=now)
    return True


@transaction.atomic
def believe(verdict: Verdict, *, by: Actor, now: datetime) -> bool:
    """Say that a person sent an answer that looked like a machine's: it counts. False
    if it does already.
    """
    rows = Verdict.objects.filter(pk=verdict.pk, is_suspicious=True)
    if not rows.update(is_suspicious=False):
        return False
    verdict.is_suspicious = False
    _follow(verdict, "", by=by, now=now)
    return True


def _follow(verdict: Verdict, before: str, *, by: Actor, now: datetime) -> None:
    """Do what an answer that counts leads to, in the caller's transaction."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=verdict.action_id)
    _remember(verdict, action, before, by)
    reply = _reply_of(verdict, action)
    if verdict.words and reply is not None:
        _put_in_conversation(verdict, reply, now)
    if verdict.said == Said.YES:
        lifting = Lifting(How.FIXED)
        complaints.lift_hold(verdict.customer, lifting, by=CUSTOMER)
    if verdict.said == Said.NO and before != Said.NO:
        doubting.doubt(action, verdict, now=now)


def _remember(verdict: Verdict, action: Action, before: str, by: Actor) -> None:
    telling = Telling.objects.filter(
        action=action,
        customer=verdict.customer_id,
        about=Telling.About.DID,
        round=verdict.round,
    ).first()
    history.record(
        "verdict",
        telling or action,
        by=by,
        customer_id=verdict.customer_id,
        said=(before or None, str(verdict.said)),
    )


def _reply_of(verdict: Verdict, action: Action) -> Reply | None:
    """Return the last thing this person said about it, if it is still there."""
    root = verdict.customer.merged_into_id or verdict.customer_id
    mine = (one for one in listeners(action) if one.customer.pk == root)
    found = next(mine, None)
    return found.replies[-1] if found else None


def _put_in_conversation(verdict: Verdict, reply: Reply, now: datetime) -> None:
    """Let the words stand under their reply, each wording once."""
    said = f"verdict:{verdict.pk}:{verdict.words}"
    key = hashlib.sha256(said.encode()).hexdigest()
    message, is_new = CustomerMessage.objects.get_or_create(
        business_id=reply.business_id,
        dedupe_key=key,
        defaults={
            "reply": reply,
            "words": verdict.words,
            "whole": verdict.words,
            "received_at": now,
        },
    )
    if not is_new:
        return
    hearing.customer_wrote(reply)
    for member in people.look_after(reply):
        tell(
            member,
            topic=Topic.CONVERSATION,
            dedupe_key=f"message:{message.pk}",
            reply=reply,
        )
