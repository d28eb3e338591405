"""The outbox: every mail is a row before it is a message."""

import uuid

from django.db import models
from django.db.models import Q

from feedback import clock
from feedback.tenancy import TenantModel


class OutboundMessage(TenantModel):
    """One mail to one address, from the transaction that caused it to its end.

    queued → sending → accepted, or failed, uncertain, expired, cancelled, dead. A
    queued row with a lease is claimed by a worker that has not begun to talk; only
    ``sending`` may have left the house (see `feedback.mail.claiming`).
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting to go"
        SENDING = "sending", "On its way"
        ACCEPTED = "accepted", "Sent"
        DELIVERED = "delivered", "Delivered"
        BOUNCED = "bounced", "Came back: the address does not work"
        COMPLAINED = "complained", "Marked as spam"
        FAILED = "failed", "Refused by the other side"
        UNCERTAIN = "uncertain", "Perhaps sent: we cannot tell"
        EXPIRED = "expired", "Too late to send"
        CANCELLED = "cancelled", "Not needed any more"
        DEAD = "dead", "Given up after five errors of ours"

    AGAIN = (Status.UNCERTAIN, Status.FAILED, Status.DEAD)

    class Kind(models.TextChoices):
        INVITATION = "invitation", "Question"
        REMINDER = "reminder", "Reminder of a question"
        TOLD = "told", "What changed"
        ANSWER = "answer", "Answer from the team"
        NOTICE = "notice", "Notice to the team"
        ACCOUNT = "account", "Account"

    # Mails of the product itself (sign-up, password) belong to no business: only
    # `tenancy.every_business` sees them.
    business = models.ForeignKey(  # type: ignore[assignment]  # the one exception
        "accounts.Business", null=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    dedupe_key = models.CharField(max_length=120)
    # The Message-ID and the provider's idempotency key come from it.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    status_reason = models.CharField(max_length=200, blank=True)
    to_email = models.EmailField(max_length=254)
    to_name = models.CharField(max_length=120, blank=True)
    address_hash = models.CharField(max_length=64)
    # Empty: our own address. Else on the business's verified domain.
    from_email = models.EmailField(max_length=254, blank=True)
    from_name = models.CharField(max_length=60, blank=True)
    reply_to = models.EmailField(max_length=254, blank=True)
    # What the provider calls it, if it says so.
    provider_id = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
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
                fields=["business", "kind", "dedupe_key"], name="outbox_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "dedupe_key"],
                condition=Q(business=None),
                name="outbox_once_without_business",
            ),
            models.CheckConstraint(
                condition=Q(business__isnull=False) | Q(kind="account"),
                name="outbox_business_unless_account",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"],
                condition=Q(status="queued"),
                name="outbox_due",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(status="sending"),
                name="outbox_leased",
            ),
            models.Index(
                fields=["business", "customer_id", "created_at"],
                name="outbox_by_customer",
            ),
            models.Index(fields=["business", "id"], name="outbox_by_business"),
            models.Index(
                fields=["finished_at"], condition=~Q(text=""), name="outbox_bodies"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def may_go_again(self) -> bool:
        """Whether a person may send it once more, since it did not surely arrive."""
        return self.status in self.AGAIN
