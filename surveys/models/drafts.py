"""Work that we think a forwarded mail is about, until somebody has looked at it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.connect.models import InboundMail
from feedback.customers.models import Interaction
from feedback.tenancy import TenantModel


class InteractionDraft(TenantModel):
    """A guess at a customer and what was done, read from one mail.

    ``guesses`` says, field by field, where the guess came from (`Guess`).
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for your look")
        ACCEPTED = "accepted", _("Added")
        DISCARDED = "discarded", _("Thrown away")

    class Guess(models.TextChoices):
        RECIPIENT = "recipient", _("who the mail went to")
        FORWARDED = "forwarded", _("the forwarded mail’s “To”")
        ORIGINAL_SENDER = "sender", _("who wrote the forwarded mail")
        BODY = "body", _("the only address in the text")
        SUBJECT = "subject", _("the subject")
        KNOWN_KIND = "known_kind", _("the subject, like what you did before")
        DATE = "date", _("the mail’s date")
        TEXT = "text", _("the text of the mail")
        TOTAL = "total", _("the total in the text")
        NOTHING = "nothing", _("nothing in the mail: please fill in")

    # Goes with its mail after thirty days: nobody is asked about older work anyway.
    mail = models.OneToOneField(
        InboundMail, on_delete=models.CASCADE, related_name="draft"
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    happened_at = models.DateTimeField()
    handler = models.CharField(max_length=80, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    guesses = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    interaction = models.ForeignKey(
        Interaction, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(status="waiting") ^ Q(decided_at__isnull=False),
                name="draft_decided_iff_not_waiting",
            ),
        )
        indexes = (
            models.Index(
                fields=["business", "id"],
                condition=Q(status="waiting"),
                name="draft_waiting",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email or str(_("Somebody"))

    def why(self, field: str) -> Any:
        """Return in words where the guess at ``field`` came from."""
        guess = self.guesses.get(field)
        known = guess in self.Guess.values
        return self.Guess(guess).label if known else ""
