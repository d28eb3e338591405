"""Replies that a machine may have sent: kept, counted nowhere, and asked about once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from feedback.history import services as history
from feedback.history.services import CUSTOMER, Actor
from feedback.mail import services as mail
from feedback.mail.services import Posting
from surveys import emails_links
from surveys.models import Invitation, Reply, Suspicion
from surveys.selectors import suspecting as selectors
from surveys.services.hearing import notice_reply
from surveys.suspecting import Evidence, Verdict, judge

# Later than this after asking, when the mail arrived makes no difference.
MAILS_COME_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is held against a sending: nothing, or a verdict of a machine."""

    verdict: Verdict

    @property
    def is_serious(self) -> bool:
        """Whether it is to be counted only once a person says that they sent it."""
        return self.verdict.is_suspicious


def weigh(invitation: Invitation, evidence: Evidence, *, now: datetime) -> Doubt:
    """Return what speaks against a person having sent this page of ``invitation``.

    A try-out of the team is never doubted. When the mail arrived is looked up only
    where it can matter.
    """
    if invitation.is_test or not settings.SUSPECT_MACHINES:
        return Doubt(Verdict(0))
    without = judge(evidence)
    if not _arrival_matters(invitation, without, now):
        return Doubt(without)
    delivered = selectors.delivered_at(invitation)
    if delivered is None:
        return Doubt(without)
    since = max((now - delivered).total_seconds(), 0.0)
    return Doubt(judge(replace(evidence, since_delivery=since)))


def looks_up_arrival(
    invitation: Invitation, evidence: Evidence, *, now: datetime
) -> bool:
    """Whether `weigh` asks the database when the mail arrived."""
    is_weighed = settings.SUSPECT_MACHINES and not invitation.is_test
    return is_weighed and _arrival_matters(invitation, judge(evidence), now)


def suspect(reply: Reply, doubt: Doubt, *, now: datetime) -> None:
    """Store why ``reply`` is suspicious, and ask its author by mail, once.

    Call it in the transaction that stores the reply, which has ``is_suspicious``.
    """
    Suspicion.objects.create(
        business_id=reply.business_id,
        reply=reply,
        score=doubt.verdict.score,
        signs=[sign.value for sign in doubt.verdict.signs],
        raised_at=now,
    )
    signs = [sign.value for sign in doubt.verdict.signs]
    _remember("suspected", reply, CUSTOMER, signs=(None, signs))
    if reply.customer.email:
        posting = Posting(
            mail.Kind.LINK, selectors.confirm_key(reply), reply.customer_id
        )
        mail.post(emails_links.confirm_email(reply), posting, business=reply.business)


@transaction.atomic
def clear(reply: Reply, *, by: Actor, now: datetime) -> bool:
    """Say that a person sent ``reply``, for good: from now on it is counted, and
    whoever should hear of it does. False if that was said before.
    """
    raised = Suspicion.objects.filter(reply=reply, cleared_at=None)
    if not raised.update(cleared_at=now, cleared_by=by.membership):
        return False
    Reply.objects.filter(pk=reply.pk).update(is_suspicious=False)
    reply.is_suspicious = False
    _remember("cleared", reply, by, is_suspicious=(True, False))
    notice_reply(reply)
    return True


def is_person(reply: Reply, evidence: Evidence, *, now: datetime) -> bool:
    """Whether a person pressed the button of the mail that asks about ``reply``."""
    sent = selectors.confirm_sent_at(reply)
    since = (now - sent).total_seconds() if sent else None
    return not judge(replace(evidence, since_delivery=since)).is_suspicious


def _arrival_matters(invitation: Invitation, without: Verdict, now: datetime) -> bool:
    if without.is_suspicious:
        return False
    asked = max(filter(None, (invitation.asked_at, invitation.reminded_at)))
    return without.score > 0 or now - asked < MAILS_COME_WITHIN


def _remember(
    verb: str, reply: Reply, by: Actor, **change: tuple[object, object]
) -> None:
    history.record(verb, reply, by=by, customer_id=reply.customer_id, **change)
