"""After asking: one reminder at most, and letting go."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from feedback.history import services as history
from feedback.history.services import CLOCK
from feedback.mail import services as mail
from feedback.mail.models import OutboundMessage
from feedback.mail.services import Posting
from surveys import rules
from surveys.emails import reminder_email
from surveys.hours import next_sending_time
from surveys.models import Invitation, Survey
from surveys.rules import Reason
from surveys.selectors import asking as selectors
from surveys.services.claiming import held, mail_key

Status = Invitation.Status
Mail = OutboundMessage.Status
NEVER_LEFT = (Mail.FAILED, Mail.EXPIRED, Mail.CANCELLED, Mail.DEAD)
STILL_HERE = (Mail.QUEUED, Mail.SENDING)
# A link that ends sooner than this is not worth a reminder.
LEAST_LEFT = timedelta(days=1)


def remind_one(invitation_id: UUID, now: datetime) -> bool:
    """Remind the customer of an invitation that nobody answered; True if a mail was
    put into the outbox. Call it in a transaction, inside the invitation's business.

    Whoever may not be asked any more, or was asked about something else meanwhile,
    is not reminded, now or later.
    """
    invitation = held(invitation_id, Status.ASKED)
    if invitation is None or not _is_due(invitation, now):
        return False
    fate = _fate(invitation)
    if fate in NEVER_LEFT:
        return _not_delivered(invitation, now)
    if fate in STILL_HERE:
        return _move(invitation, next_sending_time(invitation.business, _later(now)))
    if _better_not(invitation, now):
        return _move(invitation, None)
    opening = next_sending_time(invitation.business, now)
    if opening > now:
        return _move(invitation, opening)
    return _remind(invitation, now)


def let_go(invitation_id: UUID, now: datetime) -> bool:
    """End an invitation that nobody answered in time; never a mail, so never True."""
    invitation = held(invitation_id, Status.ASKED)
    if invitation is None or not invitation.expires_at:
        return False
    if invitation.expires_at > now:
        return False
    if _fate(invitation) in NEVER_LEFT:
        return _not_delivered(invitation, now)
    _asked(invitation).update(status=Status.EXPIRED)
    return False


def _is_due(invitation: Invitation, now: datetime) -> bool:
    if invitation.survey.status != Survey.Status.LIVE or invitation.reminded_at:
        return False
    return invitation.remind_at is not None and invitation.remind_at <= now


def _fate(invitation: Invitation) -> str:
    """Return what became of the mail that asked, or nothing if we cannot tell."""
    rows = OutboundMessage.objects.filter(
        business_id=invitation.business_id,
        kind=OutboundMessage.Kind.INVITATION,
        dedupe_key=mail_key(invitation),
    )
    return rows.values_list("status", flat=True).first() or ""


def _better_not(invitation: Invitation, now: datetime) -> bool:
    remind_at, expires_at = invitation.remind_at, invitation.expires_at
    if remind_at and now - remind_at > rules.LATEST:
        return True
    if expires_at and expires_at - now < LEAST_LEFT:
        return True
    standing = selectors.standing_now(invitation, now=now)
    soft = rules.soft_reason(invitation.business, standing, at=now)
    return bool(rules.hard_reason(standing) or soft)


def _remind(invitation: Invitation, now: datetime) -> bool:
    if not _asked(invitation).filter(reminded_at=None).update(reminded_at=now):
        return False
    invitation.reminded_at = now
    posting = Posting(
        OutboundMessage.Kind.REMINDER,
        f"reminder:{invitation.pk}:1",
        customer_id=invitation.customer_id,
    )
    mail.post(reminder_email(invitation), posting, business=invitation.business)
    history.record("reminded", invitation, by=CLOCK, customer_id=invitation.customer_id)
    return True


def _not_delivered(invitation: Invitation, now: datetime) -> bool:
    standing = selectors.standing_now(invitation, now=now)
    reason = rules.hard_reason(standing) or Reason.NOT_DELIVERED
    if _asked(invitation).update(status=Status.NOT_ASKED, reason=reason):
        history.record(
            "could not ask",
            invitation,
            by=CLOCK,
            customer_id=invitation.customer_id,
            reason=(None, str(reason)),
        )
    return False


def _move(invitation: Invitation, remind_at: datetime | None) -> bool:
    _asked(invitation).update(remind_at=remind_at)
    return False


def _asked(invitation: Invitation) -> QuerySet[Invitation]:
    return Invitation.objects.filter(pk=invitation.pk, status=Status.ASKED)


def _later(now: datetime) -> datetime:
    return now + timedelta(days=1)
