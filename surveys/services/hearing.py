"""Hearing: a person reads a reply, answers it, takes it on or is done with it.

Every move is a claim on where the reply stood, and history keeps that standing, so
that whatever was done can be undone to the exact state it was in before.
"""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.customers.models import Customer, Suppression
from feedback.customers.selectors import suppressions_of
from feedback.errors import Conflict, NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import CUSTOMER, Actor
from feedback.mail import services as mail
from feedback.mail.services import Posting
from feedback.text import clean
from surveys import emails_team
from surveys.models import Reply, TeamAnswer
from surveys.selectors import standings
from surveys.services import following, who_hears
from surveys.standing import Standing

State = Reply.State
SAME_ANSWER_WITHIN = timedelta(minutes=1)


def notice_reply(reply: Reply) -> int:
    """Let everybody hear of ``reply`` who should; again changes nothing.

    Returns how many people were told: see `surveys.services.who_hears`.
    """
    return who_hears.hear(reply)


@transaction.atomic
def close_reply(reply: Reply, *, by: Actor) -> None:
    """Call a reply done. Raises `Conflict` if somebody did so before."""
    now = clock.now()
    before = _stands(reply)
    if before.state == State.DONE:
        raise Conflict(
            _("{who_did} already marked this as done.").format(
                who_did=standings.who_did(reply, "closed")
            )
        )
    heard = before.heard_at or now
    _move(reply, Standing(State.DONE, False, heard, now), verb="closed", by=by)


@transaction.atomic
def reopen_reply(reply: Reply, *, by: Actor) -> None:
    """Put a reply that was done back to where it stood before, whatever that was.

    What happened in between counts: an answered customer no longer waits. Raises
    `Conflict` if it is open already.
    """
    if _stands(reply).state != State.DONE:
        raise Conflict(_("This reply is open again already."))
    _move(reply, standings.before_closing(reply), verb="reopened", by=by)


@transaction.atomic
def mark_acting(reply: Reply, *, by: Actor) -> None:
    """Say that somebody promised to act on a reply; again changes nothing, unless
    its author began to wait since.
    """
    before = _stands(reply)
    if before.state == State.ACTING and not before.waits_for_person:
        return
    heard = before.heard_at or clock.now()
    _move(reply, Standing(State.ACTING, False, heard, None), verb="taken_on", by=by)


@transaction.atomic
def mark_not_acting(reply: Reply, *, by: Actor) -> None:
    """Say that nothing is promised about a reply any more.

    It goes back to where it stood before; one that is done stays done, and only
    history remembers, for the day it is opened again.
    """
    stands = _stands(reply)
    if stands.state == State.ACTING:
        _move(reply, standings.before_acting(reply), verb="let_go", by=by)
    elif stands.state == State.DONE:
        _move(reply, stands, verb="let_go", by=by)


@transaction.atomic
def customer_wrote(reply: Reply) -> None:
    """Say that the customer wrote back: a reply that was done is open again, and they
    wait for a person until somebody answers or is done with it.
    """
    Reply.objects.select_for_update().get(pk=reply.pk)
    before = _stands(reply)
    if not before.waits_for_person:
        # Who waited already has waited since then, whatever they add.
        reply.waits_since = clock.now()
        reply.save(update_fields=["waits_since"])
    state = State.NEW if before.state == State.DONE else before.state
    after = replace(before, state=state, waits_for_person=True, done_at=None)
    _move(reply, after, verb="wrote_back", by=CUSTOMER)


@transaction.atomic
def answer_customer(reply: Reply, *, words: str, by: Actor) -> TeamAnswer:
    """Store an answer and mail it to the customer; they no longer wait.

    The same words by the same person within a minute are one answer. Raises
    `Refused` if there is nothing to send or nowhere to send it.
    """
    author, said = _author(by), clean(words)
    if not said:
        raise Refused(_("Write a few words first."))
    _refuse_unreachable(reply.customer)
    # One row per reply to queue at, so that a double click sends once.
    Reply.objects.select_for_update().get(pk=reply.pk)
    answer = _just_sent(reply, author, said)
    return answer or _send(reply, author, said, by=by)


def _send(reply: Reply, author: Membership, said: str, *, by: Actor) -> TeamAnswer:
    answer = TeamAnswer.objects.create(
        business_id=reply.business_id, reply=reply, author=author, words=said
    )
    mail.post(
        emails_team.answer_email(answer, following.so_far(reply)),
        Posting(mail.Kind.ANSWER, f"answer:{answer.pk}", reply.customer_id),
        business=reply.business,
    )
    before = _stands(reply)
    heard = before.heard_at or answer.sent_at
    after = replace(before, waits_for_person=False, heard_at=heard)
    _move(reply, after, verb="answered", by=by)
    return answer


def _refuse_unreachable(customer: Customer) -> None:
    if not customer.email:
        raise Refused(_("We have no email address for %(name)s.") % {"name": customer})
    against = suppressions_of(customer.business, customer.email)
    for reason in (Suppression.Reason.BOUNCED, Suppression.Reason.COMPLAINED):
        if reason in against:
            raise Refused(
                _("We can’t write to %(name)s: %(reason)s.")
                % {"name": customer, "reason": reason.label}
            )


def _just_sent(reply: Reply, author: Membership, said: str) -> TeamAnswer | None:
    since = clock.now() - SAME_ANSWER_WITHIN
    same = TeamAnswer.objects.filter(
        reply=reply, author=author, words=said, sent_at__gte=since
    )
    return same.first()


def _author(by: Actor) -> Membership:
    if by.membership is None:
        raise NotAllowed(_("Only somebody of the team can answer."))
    return by.membership


def _stands(reply: Reply) -> Standing:
    """Read the row again: the page may have been open for an hour."""
    reply.refresh_from_db(fields=list(Standing.of(reply).columns()))
    return Standing.of(reply)


def _move(reply: Reply, after: Standing, *, verb: str, by: Actor) -> None:
    before = Standing.of(reply)
    claim = Reply.objects.filter(pk=reply.pk, **before.columns())
    if not claim.update(**after.columns()):
        raise Conflict(_("Somebody changed this reply at the same moment. Look again."))
    for name, value in after.columns().items():
        setattr(reply, name, value)
    history.record(
        verb, reply, by=by, customer_id=reply.customer_id, **before.changes(after)
    )
