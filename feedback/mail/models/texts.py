"""The outbox of text messages: every one is a row before it is sent."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.tenancy import TenantModel


class TextMessage(TenantModel):
    """One text message to one number, from the transaction that caused it to its end.

    The states are those of `OutboundMessage` and mean the same: only ``sending`` may
    have left the house (see `feedback.sms.outbox`).
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to go")
        SENDING = "sending", _("On its way")
        ACCEPTED = "accepted", _("Sent")
        FAILED = "failed", _("Refused by the other side")
        UNCERTAIN = "uncertain", _("Perhaps sent: we cannot tell")
        EXPIRED = "expired", _("Too late to send")
        CANCELLED = "cancelled", _("Not needed any more")
        DEAD = "dead", _("Given up after five errors of ours")

    dedupe_key = models.CharField(max_length=120)
    # The provider's idempotency key, where it knows one.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    status_reason = models.CharField(max_length=200, blank=True)
    # In E.164. It and the words are emptied some time after the end.
    to_phone = models.CharField(max_length=20, blank=True)
    phone_hash = models.CharField(max_length=64)
    words = models.CharField(max_length=640, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    customer_id = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lease = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True)
    # Tries that the other side put off, and errors of our own.
    attempts = models.PositiveSmallIntegerField(default=0)
    errors = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "dedupe_key"], name="text_message_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"], condition=Q(status="queued"), name="text_due"
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(status="sending"),
                name="text_sending",
            ),
            models.Index(
                fields=["finished_at"],
                condition=~Q(words=""),
                name="text_words",
            ),
            models.Index(fields=["business", "customer_id"], name="text_by_customer"),
        )

    def __str__(self) -> str:
        return f"text {self.pk}"
