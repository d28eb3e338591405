"""The outbox: every mail is a row before it is a message."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.mail.models.frames import Frame
from feedback.tenancy import TenantModel

HAS_WORDS = ~Q(own_text="") | Q(frame__isnull=False)


class OutboundMessage(TenantModel):
    """One mail to one address, from the transaction that caused it to its end.

    queued → sending → accepted, or failed, uncertain, expired, cancelled, dead. A
    row has a lease while it is ``sending``; only then may it have left the house (see
    `feedback.mail.claiming`).
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting to go")
        SENDING = "sending", _("On its way")
        ACCEPTED = "accepted", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        BOUNCED = "bounced", _("Came back")
        COMPLAINED = "complained", _("Marked as spam")
        FAILED = "failed", _("Refused by the other side")
        UNCERTAIN = "uncertain", _("Perhaps sent: we cannot tell")
        EXPIRED = "expired", _("Too late to send")
        CANCELLED = "cancelled", _("Not needed any more")
        DEAD = "dead", _("Given up after five errors of ours")

    AGAIN = (Status.UNCERTAIN, Status.FAILED, Status.DEAD)

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Question")
        REMINDER = "reminder", _("Reminder of a question")
        TOLD = "told", _("What changed")
        ANSWER = "answer", _("Answer from the team")
        LINK = "link", _("A link they asked for")
        NOTICE = "notice", _("Notice to the team")
        ACCOUNT = "account", _("Account")

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
    # Its words: a frame that many mails share and what stands in its gaps, or words
    # of its own. Read them as ``text`` and ``html``.
    frame = models.ForeignKey(
        Frame, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    values = models.JSONField(default=dict)
    own_text = models.TextField(blank=True)
    own_html = models.TextField(blank=True)
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
    # When somebody of the team sent it once more.
    again_at = models.DateTimeField(null=True)

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
            # Each business's queue, so that turns cost the same however long it is.
            models.Index(
                fields=["business", "due_at", "id"],
                condition=Q(status="queued"),
                name="outbox_turns",
            ),
            # The same for what goes also while a business is stopped.
            models.Index(
                fields=["business", "due_at", "id"],
                condition=Q(
                    status="queued", kind__in=["answer", "link", "notice", "account"]
                ),
                name="outbox_team_turns",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(status="queued"),
                name="outbox_late",
            ),
            # What is under way counts towards a business's pace.
            models.Index(
                fields=["business"],
                condition=Q(status="sending"),
                name="outbox_sending",
            ),
            models.Index(
                fields=["business", "finished_at"],
                condition=Q(
                    finished_at__isnull=False,
                    kind__in=["invitation", "reminder", "told"],
                ),
                name="outbox_sent",
            ),
            models.Index(
                fields=["business", "customer_id", "created_at"],
                name="outbox_by_customer",
            ),
            models.Index(fields=["business", "id"], name="outbox_by_business"),
            models.Index(
                fields=["finished_at"], condition=HAS_WORDS, name="outbox_bodies"
            ),
            # By which provider events find it.
            models.Index(
                fields=["provider_id"],
                condition=~Q(provider_id=""),
                name="outbox_by_provider_id",
            ),
            models.Index(
                fields=["finished_at"],
                condition=Q(status="failed"),
                name="outbox_failed",
            ),
            models.Index(
                fields=["again_at"],
                condition=Q(again_at__isnull=False),
                name="outbox_again",
            ),
            models.Index(
                fields=["business"],
                condition=Q(status__in=["uncertain", "dead"]),
                name="outbox_undecided",
            ),
            # What did not arrive, to be heard by whoever wrote it.
            models.Index(
                fields=["finished_at"],
                condition=Q(
                    kind="invitation",
                    status__in=["bounced", "failed", "expired", "cancelled", "dead"],
                ),
                name="outbox_undelivered",
            ),
            models.Index(
                fields=["frame"],
                condition=Q(frame__isnull=False),
                name="outbox_by_frame",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def text(self) -> str:
        """The plain text, whole; empty once it has been forgotten."""
        return self.frame.text_for(self.values) if self.frame else self.own_text

    @text.setter
    def text(self, words: str) -> None:
        self.own_text = words

    @property
    def html(self) -> str:
        """The HTML, whole; empty if it has none or it has been forgotten."""
        return self.frame.html_for(self.values) if self.frame else self.own_html

    @html.setter
    def html(self, words: str) -> None:
        self.own_html = words

    @property
    def may_go_again(self) -> bool:
        """Whether a person may send it once more, since it did not surely arrive."""
        return self.status in self.AGAIN
