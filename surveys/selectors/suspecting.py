"""Reading when a mail arrived, and what speaks against a reply."""

from datetime import datetime

from django.db.models import Max

from feedback.mail.models import OutboundMessage, TextMessage
from surveys.models import Channel, Invitation, Reply, Suspicion
from surveys.services.claiming import mail_key
from surveys.services.texting import text_key

Kind = OutboundMessage.Kind


def confirm_key(reply: Reply) -> str:
    """Return the dedupe key of the mail that asks whether they sent it."""
    return f"confirm:{reply.pk}"


def delivered_at(invitation: Invitation) -> datetime | None:
    """Return when the newest message that asks left us; None if that is not known."""
    if invitation.channel == Channel.SMS:
        texts = TextMessage.objects.filter(
            business_id=invitation.business_id, dedupe_key=text_key(invitation)
        )
        return texts.values_list("finished_at", flat=True).first()
    keys = (mail_key(invitation), f"reminder:{invitation.pk}:1")
    rows = OutboundMessage.objects.filter(
        business_id=invitation.business_id,
        kind__in=(Kind.INVITATION, Kind.REMINDER),
        dedupe_key__in=keys,
        finished_at__isnull=False,
    )
    newest: datetime | None = rows.aggregate(at=Max("finished_at"))["at"]
    return newest


def confirm_sent_at(reply: Reply) -> datetime | None:
    """Return when the mail that asks about ``reply`` left us."""
    rows = OutboundMessage.objects.filter(
        business_id=reply.business_id, kind=Kind.LINK, dedupe_key=confirm_key(reply)
    )
    return rows.values_list("finished_at", flat=True).first()


def open_suspicion(reply: Reply) -> Suspicion | None:
    """Return what speaks against ``reply``, unless somebody cleared it."""
    if not reply.is_suspicious:
        return None
    return Suspicion.objects.filter(reply=reply, cleared_at=None).first()
