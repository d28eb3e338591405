"""Asking by hand: somebody of the team overrules a rule, or tries the survey out."""

import hashlib
from datetime import timedelta

from django.db import transaction

from feedback import clock
from feedback.accounts.models import Membership
from feedback.customers.models import Customer, Interaction
from feedback.customers.services import NewInteraction, record_interaction
from feedback.errors import Conflict, Refused
from feedback.history.services import Actor
from surveys import rules
from surveys.hours import next_sending_time
from surveys.models import Invitation, Survey
from surveys.rules import Reason
from surveys.selectors import asking as selectors
from surveys.services.claiming import claim, held
from surveys.services.writing import current_version
from surveys.starters import starter_for

Status = Invitation.Status
TOO_LATE = "Somebody was faster: this one has been asked or decided already."
WHY_NOT = {
    Reason.NO_ADDRESS: "There is no email address to ask them at.",
    Reason.OPTED_OUT: "They asked not to be asked. Only they can change that.",
    Reason.COMPLAINED: "They marked a mail as spam, so we do not write to them.",
    Reason.BOUNCED: "Their email address does not work.",
}


def may_ask_by_hand(invitation: Invitation) -> bool:
    """Whether "Ask now" makes sense: planned, or not asked for a reason of ours."""
    if invitation.status == Status.PLANNED:
        return True
    if invitation.status != Status.NOT_ASKED or invitation.reason not in rules.BY_HAND:
        return False
    return bool(invitation.customer.email)


@transaction.atomic
def ask_now(invitation: Invitation, *, by: Actor) -> Invitation:
    """Ask in spite of a rule of ours: the mail goes now, or when the hours begin.

    Returns the invitation as asked, ``asked_at`` being when its mail goes. Raises
    `Conflict` if it has been asked already, or if the person or their mail provider
    said no: that is not ours to overrule.
    """
    row = held(invitation.pk, Status.PLANNED, Status.NOT_ASKED)
    if row is None:
        raise Conflict(TOO_LATE)
    now = clock.now()
    hard = rules.hard_reason(selectors.standing_now(row, now=now))
    if hard:
        raise Conflict(WHY_NOT[Reason(hard)])
    if not may_ask_by_hand(row):
        raise Conflict(f"We cannot ask them: {row.get_reason_display()}.")
    if not claim(row, at=next_sending_time(row.business, now), by=by):
        raise Conflict(TOO_LATE)
    return row


@transaction.atomic
def send_test(survey: Survey, *, to: Membership, by: Actor) -> Invitation:
    """Ask ``to`` as if they were a customer: at once, outside the hours too, paused
    or not. Counted nowhere.

    Twice within a minute, with the same words, is once. Raises `Refused` if their
    address said that it does not want to be asked.
    """
    work = _pretend_work(_pretend_customer(survey, to), survey, to, by)
    invitation, _ = Invitation.objects.get_or_create(
        business=survey.business,
        interaction=work,
        survey=survey,
        defaults={
            "customer": work.customer,
            "is_test": True,
            "due_at": clock.now(),
        },
    )
    row = held(invitation.pk, Status.PLANNED)
    if row is None:
        return invitation
    hard = rules.hard_reason(selectors.standing_now(row, now=clock.now()))
    if hard:
        raise Refused(f"We cannot write to {to.user.email}: {Reason(hard).label}.")
    claim(row, at=clock.now(), by=by)
    return row


def _pretend_customer(survey: Survey, to: Membership) -> Customer:
    # Without a key, so that the same person can be a customer of their own too.
    address = to.user.email
    rows = Customer.objects.filter(
        business=survey.business, is_test=True, email=address
    )
    return rows.order_by("id").first() or Customer.objects.create(
        business=survey.business, is_test=True, email=address, name=to.user.name
    )


def _pretend_work(
    customer: Customer, survey: Survey, to: Membership, by: Actor
) -> Interaction:
    now = clock.now()
    words = f"{survey.pk}{current_version(survey).pk}{now:%Y-%m-%dT%H:%M}"
    starter = starter_for(survey.business.trade)
    work = NewInteraction(
        kind=survey.kinds[0] if survey.kinds else starter.interaction,
        happened_at=now - timedelta(days=1),
        handler=to.user.first_name,
        reference=hashlib.sha256(words.encode()).hexdigest()[:32],
        source=Interaction.Source.TEST,
    )
    return record_interaction(customer, work, by=by)[0]
