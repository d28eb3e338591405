"""Claiming one planned invitation: the rules once more, then the mail."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from feedback.customers.models import Customer
from feedback.history import services as history
from feedback.history.services import CLOCK, Actor
from feedback.mail import services as mail
from feedback.mail.models import OutboundMessage
from feedback.mail.services import Posting
from surveys import rules
from surveys.emails import invitation_email
from surveys.hours import next_sending_time
from surveys.models import Invitation, Survey
from surveys.rules import Reason
from surveys.selectors import asking as selectors
from surveys.services.writing import current_version, freeze

Status = Invitation.Status


def ask_one(invitation_id: UUID, now: datetime) -> bool:
    """Ask the customer of a planned invitation that is due; True if a mail was put
    into the outbox. Call it in a transaction, inside the invitation's business.

    Whoever may not be asked any more gets the reason stored; outside the hours the
    invitation moves to the next opening.
    """
    invitation = held(invitation_id, Status.PLANNED)
    if invitation is None or invitation.due_at > now:
        return False
    if invitation.survey.status != Survey.Status.LIVE:
        return False
    reason = _reason_not_to(invitation, now)
    if reason:
        return _do_not_ask(invitation, reason)
    opening = next_sending_time(invitation.business, now)
    if opening > now:
        _planned(invitation).update(due_at=opening)
        return False
    return claim(invitation, at=now, by=CLOCK)


def claim(invitation: Invitation, *, at: datetime, by: Actor) -> bool:
    """Turn ``invitation`` into an asked one whose mail goes out at ``at``; False if
    somebody else was faster. The words shown are frozen from here on.
    """
    before = invitation.status
    survey = invitation.survey
    version = current_version(survey)
    freeze(version, now=at)
    values = {
        "status": Status.ASKED,
        "reason": "",
        "version": version,
        "asked_at": at,
        "remind_at": _remind_at(invitation, at),
        "expires_at": at + timedelta(days=survey.expiry_days),
    }
    row = Invitation.objects.filter(pk=invitation.pk, status=before)
    if not row.update(**values):
        return False
    for name, value in values.items():
        setattr(invitation, name, value)
    _post(invitation)
    history.record(
        "asked",
        invitation,
        by=by,
        customer_id=invitation.customer_id,
        status=(str(before), str(Status.ASKED)),
    )
    return True


def held(invitation_id: UUID, *statuses: Status) -> Invitation | None:
    """Return the invitation, if it stands so, with its customer locked: two things
    that want to write to one person happen one after the other.
    """
    rows = Invitation.objects.filter(pk=invitation_id, status__in=statuses)
    found = rows.values_list("customer_id", flat=True).first()
    if found is None:
        return None
    Customer.objects.select_for_update().get(pk=found)
    return rows.select_related("business", "survey", "interaction", "customer").first()


def mail_key(invitation: Invitation) -> str:
    """Return the dedupe key of the mail that asks."""
    return f"invite:{invitation.interaction_id}:{invitation.survey_id}"


def _reason_not_to(invitation: Invitation, now: datetime) -> str:
    standing = selectors.standing_now(invitation, now=now)
    hard = rules.hard_reason(standing)
    if hard:
        return hard
    if now - invitation.due_at > rules.LATEST:
        return Reason.TOO_OLD
    return rules.soft_reason(invitation.business, standing, at=now)


def _do_not_ask(invitation: Invitation, reason: str) -> bool:
    if _planned(invitation).update(status=Status.NOT_ASKED, reason=reason):
        history.record(
            "decided not to ask",
            invitation,
            by=CLOCK,
            customer_id=invitation.customer_id,
            reason=(None, str(reason)),
        )
    return False


def _planned(invitation: Invitation) -> QuerySet[Invitation]:
    return Invitation.objects.filter(pk=invitation.pk, status=Status.PLANNED)


def _remind_at(invitation: Invitation, asked_at: datetime) -> datetime | None:
    days = invitation.survey.reminder_days
    if not days or invitation.is_test:
        return None
    return next_sending_time(invitation.business, asked_at + timedelta(days=days))


def _post(invitation: Invitation) -> None:
    posting = Posting(
        OutboundMessage.Kind.INVITATION,
        mail_key(invitation),
        customer_id=invitation.customer_id,
        due_at=invitation.asked_at,
    )
    mail.post(invitation_email(invitation), posting, business=invitation.business)
