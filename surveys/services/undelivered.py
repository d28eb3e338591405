"""Asking that came to nothing: the mail bounced or never left, so nobody was asked.

Mail knows nothing of surveys, so a sweep here looks at what became of the mails that
asked. Each step finds few rows by what happened lately, and claims them one by one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from feedback import tenancy
from feedback.history import services as history
from feedback.history.services import CLOCK
from feedback.mail.models import OutboundMessage, ProviderEvent
from surveys import rules
from surveys.models import Invitation
from surveys.rules import Reason
from surveys.selectors import asking as selectors
from surveys.services.claiming import held, mail_key

Status = Invitation.Status
Mail = OutboundMessage.Status
Kind = ProviderEvent.Kind
UNDELIVERED = (Mail.BOUNCED, Mail.FAILED, Mail.EXPIRED, Mail.CANCELLED, Mail.DEAD)
ABOUT_THE_ADDRESS = (
    Kind.BOUNCED,
    Kind.SOFT_BOUNCED,
    Kind.COMPLAINED,
    Kind.UNSUBSCRIBED,
)
# Mails come back for up to five days (RFC 5321, section 4.5.4.1).
LOOKS_BACK = timedelta(days=7)
LIMIT = 500
Found = list[tuple[UUID, UUID]]
Step = Callable[[UUID, datetime], bool]


def hear_undelivered(*, now: datetime) -> int:
    """Take back "asked" where the mail did not arrive, "planned" where none can, and
    give "asked" back where somebody sent the mail once more; return how many changed.

    Safe to run twice and at once. Call it outside any business.
    """
    with tenancy.every_business():
        came_back = _came_back(now)
        unreachable = _unreachable(now)
        went_again = _went_again(now)
    changed = 0
    for business_id, pk in came_back:
        changed += _in_business(business_id, _not_asked_after_all, pk, now)
    for business_id, pk in unreachable:
        changed += _in_business(business_id, _not_to_be_asked, pk, now)
    for business_id, pk in went_again:
        changed += _in_business(business_id, _asked_again, pk, now)
    return changed


def _came_back(now: datetime) -> Found:
    mails = _asking(UNDELIVERED).filter(finished_at__gt=now - LOOKS_BACK)
    asked = Invitation.objects.filter(
        status=Status.ASKED, customer_id__in=mails.values("customer_id")
    )
    return _whose_mail_is(mails, asked.order_by("pk")[:LIMIT])


def _unreachable(now: datetime) -> Found:
    events = ProviderEvent.objects.filter(
        kind__in=ABOUT_THE_ADDRESS, applied_at__gt=now - timedelta(days=1)
    )
    rows = Invitation.objects.filter(
        status=Status.PLANNED, customer_id__in=events.values("message__customer_id")
    )
    return list(rows.order_by("pk").values_list("business_id", "pk")[:LIMIT])


def _went_again(now: datetime) -> Found:
    arrived = [s for s in Mail if s not in (*UNDELIVERED, Mail.COMPLAINED)]
    mails = _asking(arrived).filter(again_at__gt=now - LOOKS_BACK)
    rows = Invitation.objects.filter(
        status=Status.NOT_ASKED,
        version__isnull=False,
        asked_at__isnull=False,
        customer_id__in=mails.values("customer_id"),
    )
    return _whose_mail_is(mails, rows.order_by("pk")[:LIMIT])


def _asking(statuses: Sequence[str]) -> QuerySet[OutboundMessage]:
    return OutboundMessage.objects.filter(
        kind=OutboundMessage.Kind.INVITATION, status__in=statuses
    )


def _whose_mail_is(
    mails: QuerySet[OutboundMessage], invitations: Iterable[Invitation]
) -> Found:
    """Return those of ``invitations`` whose own mail is among ``mails``."""
    keys = {mail_key(row): (row.business_id, row.pk) for row in invitations}
    found = mails.filter(dedupe_key__in=list(keys))
    pairs = found.values_list("business_id", "dedupe_key")
    return [keys[key] for business_id, key in pairs if keys[key][0] == business_id]


def _in_business(business_id: UUID, step: Step, pk: UUID, now: datetime) -> int:
    with tenancy.enter(business_id), transaction.atomic():
        return int(step(pk, now))


def _not_asked_after_all(pk: UUID, now: datetime) -> bool:
    invitation = held(pk, Status.ASKED)
    if invitation is None or not _has_mail(invitation, UNDELIVERED):
        return False
    standing = selectors.standing_now(invitation, now=now)
    reason = rules.hard_reason(standing) or Reason.NOT_DELIVERED
    values = {"status": Status.NOT_ASKED, "reason": reason, "remind_at": None}
    return _change(invitation, "could not ask", values)


def _not_to_be_asked(pk: UUID, now: datetime) -> bool:
    invitation = held(pk, Status.PLANNED)
    if invitation is None:
        return False
    reason = rules.hard_reason(selectors.standing_now(invitation, now=now))
    if not reason:
        return False
    values = {"status": Status.NOT_ASKED, "reason": reason}
    return _change(invitation, "decided not to ask", values)


def _asked_again(pk: UUID, now: datetime) -> bool:
    invitation = held(pk, Status.NOT_ASKED)
    if invitation is None or _has_mail(invitation, UNDELIVERED):
        return False
    return _change(
        invitation, "asked once more", {"status": Status.ASKED, "reason": ""}
    )


def _has_mail(invitation: Invitation, statuses: Sequence[str]) -> bool:
    mails = _asking(statuses).filter(business=invitation.business_id)
    return mails.filter(dedupe_key=mail_key(invitation)).exists()


def _change(invitation: Invitation, verb: str, values: Mapping[str, Any]) -> bool:
    rows = Invitation.objects.filter(pk=invitation.pk, status=invitation.status)
    if not rows.update(**values):
        return False
    history.record(
        verb,
        invitation,
        by=CLOCK,
        customer_id=invitation.customer_id,
        status=(invitation.status, str(values["status"])),
        reason=(invitation.reason, str(values["reason"])),
    )
    return True
