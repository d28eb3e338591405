"""Invitations: who is asked after what, or why not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.customers.models import Customer, Interaction
from feedback.tenancy import TenantModel
from surveys.models.channels import ASKED_CHANNELS, Channel
from surveys.models.surveys import Survey, SurveyVersion


class Invitation(TenantModel):
    """The decision about one interaction and one survey: to be asked, or why not."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Will be asked")
        ASKED = "asked", _("Asked")
        ANSWERED = "answered", _("Answered")
        NOT_ASKED = "not_asked", _("Not asked")
        EXPIRED = "expired", _("Never answered")

    class Reason(models.TextChoices):
        NO_ADDRESS = "no_address", _("no email address")
        OPTED_OUT = "opted_out", _("asked not to be asked")
        BOUNCED = "bounced", _("their address does not work")
        COMPLAINED = "complained", _("marked a mail as spam")
        PAUSED = "paused", _("paused asking for now")
        RESTING = "resting", _("asked too recently")
        TOO_OLD = "too_old", _("too long ago to ask")
        SURVEY_PAUSED = "survey_paused", _("the survey was paused")
        SAMPLED_OUT = "sampled_out", _("not in the sample this time")
        COMPLAINT = "complaint", _("a complaint of theirs is open")
        OTHER_SURVEY = "other_survey", _("asked with another survey instead")
        OWN_PAUSE = "own_pause", _("asked to be left alone for a while")
        LESS_OFTEN = "less_often", _("asked to be asked less often")
        NOT_DELIVERED = "not_delivered", _("the mail could not be delivered")

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="invitations"
    )
    # The words shown; set when it is asked.
    version = models.ForeignKey(
        SurveyVersion, null=True, on_delete=models.PROTECT, related_name="invitations"
    )
    interaction = models.ForeignKey(
        Interaction, on_delete=models.CASCADE, related_name="invitations"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="invitations"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    reason = models.CharField(max_length=15, choices=Reason, blank=True)
    is_test = models.BooleanField(default=False)
    # How the customer is asked; for open ones, how they came to answer unasked.
    channel = models.CharField(
        max_length=5, choices=Channel, default=Channel.EMAIL.value
    )
    # In which of the version's languages it is asked; set when it is asked.
    language = models.CharField(max_length=10, blank=True)
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "interaction", "survey"],
                name="invitation_once_per_interaction",
            ),
            models.CheckConstraint(
                condition=Q(status="not_asked") ^ Q(reason=""),
                name="invitation_reason_iff_not_asked",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["asked", "answered"])
                | Q(version__isnull=False, asked_at__isnull=False),
                name="invitation_asked_with_words",
            ),
        )
        indexes = (
            models.Index(
                fields=["survey", "due_at", "id"],
                condition=Q(status="planned"),
                name="invitation_due",
            ),
            models.Index(
                fields=["survey", "remind_at", "id"],
                condition=Q(
                    status="asked", remind_at__isnull=False, reminded_at__isnull=True
                ),
                name="invitation_remind",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(status="asked"),
                name="invitation_expiry",
            ),
            models.Index(fields=["business", "id"], name="invitation_newest"),
            models.Index(
                fields=["business", "customer", "asked_at"],
                name="invitation_by_customer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.pk}"

    @property
    def was_erased(self) -> bool:
        """Whether the person who was asked has been erased: what is left of their row
        is nobody's, and nobody unknown is ever asked.
        """
        return self.channel in ASKED_CHANNELS and self.customer.is_unverified
