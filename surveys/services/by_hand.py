"""Asking by hand: somebody of the team overrules a rule, or tries the survey out."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.customers.models import Customer, Interaction
from feedback.customers.services import NewInteraction, record_interaction
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from surveys import rules
from surveys.explaining import why_not
from surveys.hours import next_sending_time
from surveys.models import Invitation, Survey
from surveys.reach import can_reach
from surveys.rules import Reason, Standing
from surveys.selectors import asking as selectors
from surveys.services.claiming import claim, held
from surveys.services.writing import current_version
from surveys.starters import starter_for

Status = Invitation.Status
OVERRULED = "asked in spite of a complaint"


def may_ask_by_hand(invitation: Invitation) -> bool:
    """Whether "Ask now" makes sense: planned, or not asked for a reason of ours."""
    if invitation.customer.complaint_open_since or not can_reach(invitation):
        return False
    return _stands(invitation, rules.BY_HAND + rules.BY_OVERRIDE)


def may_ask_in_spite(invitation: Invitation) -> bool:
    """Whether only an open complaint speaks against asking by hand: that takes a
    deliberate yes.
    """
    if not invitation.customer.complaint_open_since or not can_reach(invitation):
        return False
    return _stands(invitation, rules.BY_HAND + rules.BY_OVERRIDE)


@transaction.atomic
def ask_now(
    invitation: Invitation, *, by: Actor, in_spite_of_complaint: bool = False
) -> Invitation:
    """Ask in spite of a rule of ours: the mail goes now, or when the hours begin.

    While a complaint of theirs is open it takes ``in_spite_of_complaint`` too, and
    history says so. Returns the invitation as asked, ``asked_at`` being when its mail
    goes. Raises `Conflict` if it has been asked already, or if the person or their
    mail provider said no: that is not ours to overrule.
    """
    row = held(invitation.pk, Status.PLANNED, Status.NOT_ASKED)
    if row is None:
        raise Conflict(_too_late())
    at = next_sending_time(row.business, clock.now())
    standing = selectors.standing_now(row, now=clock.now())
    _refuse_against_their_word(row, standing, at)
    if standing.complaint_is_open and not in_spite_of_complaint:
        raise Conflict(_("A complaint of theirs is open. Settle it before you ask."))
    if not _stands(row, rules.BY_HAND + rules.BY_OVERRIDE):
        reason = row.get_reason_display()
        raise Conflict(_("We cannot ask them: %(reason)s.") % {"reason": reason})
    if not claim(row, at=at, by=by):
        raise Conflict(_too_late())
    if standing.complaint_is_open:
        history.record(OVERRULED, row, by=by, customer_id=row.customer_id)
    return row


@transaction.atomic
def send_test(survey: Survey, *, to: Membership, by: Actor) -> Invitation:
    """Ask ``to`` as if they were a customer: at once, outside the hours too, paused
    or not. Counted nowhere.

    Twice within a minute, with the same words, is once. Raises `Refused` if their
    address said that it does not want to be asked.
    """
    work = _pretend_work(_pretend_customer(survey, to), survey, to, by)
    invitation, _is_new = Invitation.objects.get_or_create(
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
        values = {"email": to.user.email, "reason": Reason(hard).label}
        raise Refused(_("We cannot write to %(email)s: %(reason)s.") % values)
    claim(row, at=clock.now(), by=by)
    return row


def _stands(invitation: Invitation, reasons: tuple[Reason, ...]) -> bool:
    if invitation.status == Status.PLANNED:
        return True
    return invitation.status == Status.NOT_ASKED and invitation.reason in reasons


def _refuse_against_their_word(
    row: Invitation, standing: Standing, at: datetime
) -> None:
    against = rules.hard_reason(standing)
    against = against or rules.wished_reason(row.business, standing, at=at)
    if against:
        raise Conflict(why_not(Reason(against)))


def _too_late() -> str:
    return _("Somebody was faster: this one has been asked or decided already.")


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
