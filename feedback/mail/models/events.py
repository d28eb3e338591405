"""What the provider told us about a mail that had left."""

from django.db import models
from django.db.models import Q

from feedback import clock
from feedback.mail.models.outbox import OutboundMessage
from feedback.tenancy import TenantModel


class ProviderEvent(TenantModel):
    """One thing that became of one of our mails, stored once however often it is
    told, and applied once (see `feedback.mail.events`).
    """

    class Kind(models.TextChoices):
        SENT = "sent"
        DELIVERED = "delivered"
        BOUNCED = "bounced"
        SOFT_BOUNCED = "soft_bounced"
        COMPLAINED = "complained"
        UNSUBSCRIBED = "unsubscribed"
        REJECTED = "rejected"

    message = models.ForeignKey(
        OutboundMessage, on_delete=models.CASCADE, related_name="events"
    )
    # SHA-256 over who told it, about which mail, what, for whom and when.
    fingerprint = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    # The provider's word for it, without anybody's address.
    reason = models.CharField(max_length=200, blank=True)
    # Its moment, as far as it can be true: never before the mail, never ahead of us.
    at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = (
            models.Index(
                fields=["id"],
                condition=Q(applied_at=None),
                name="provider_event_waiting",
            ),
            models.Index(
                fields=["applied_at"],
                condition=~Q(kind__in=["sent", "delivered", "rejected"]),
                name="provider_event_about_people",
            ),
            models.Index(
                fields=["business", "at"],
                condition=Q(kind="soft_bounced"),
                name="provider_event_soft",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"
