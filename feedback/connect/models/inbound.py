"""The address to which a business sends copies of its mail, and what came there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.tenancy import TenantModel


class InboundAddress(TenantModel):
    """One address of a business. A new one ends the one before."""

    # 130 random bits, lower case: mail programs do not keep capitals.
    token = models.CharField(max_length=26, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["token"], name="inbound_token_once"),
            models.UniqueConstraint(
                fields=["business"],
                condition=Q(ended_at=None),
                name="inbound_address_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return self.token


class InboundMail(TenantModel):
    """A mail that came to a business's address, and what became of it.

    Neither the mail's words nor its attachments are kept; the row itself goes after
    thirty days.
    """

    class Outcome(models.TextChoices):
        DRAFT = "draft", _("Waits for your look")
        NO_CUSTOMER = "no_customer", _("No customer’s address in it")
        MANY = "many", _("Went to too many people")
        AUTOMATIC = "automatic", _("An automatic reply")
        BOUNCE = "bounce", _("A message about a failed delivery")
        OWN = "own", _("One of our own mails")
        SPAM = "spam", _("Marked as spam")
        LIMITED = "limited", _("More mail than we take in an hour")
        TOO_LARGE = "too_large", _("Too large to read")
        UNREADABLE = "unreadable", _("Could not be read")

    address = models.ForeignKey(
        InboundAddress, on_delete=models.CASCADE, related_name="mails"
    )
    # SHA-256 of the Message-ID, else of what the provider calls it, else of the words.
    dedupe_key = models.CharField(max_length=64)
    subject = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome)
    received_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "dedupe_key"], name="inbound_mail_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["business", "-received_at"], name="inbound_mail_newest"
            ),
        )

    def __str__(self) -> str:
        return self.subject or str(_("A mail without a subject"))
