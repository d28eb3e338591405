"""How one business may send: its own domain, its pace, and whether it is stopped."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.tenancy import TenantModel


class SendingProfile(TenantModel):
    """One row a business, made when first needed: see `feedback.mail.profiles`."""

    class Pause(models.TextChoices):
        NONE = "", _("Sending")
        BOUNCES = "bounces", _("too many addresses do not work")
        COMPLAINTS = "complaints", _("too many people marked a mail as spam")
        BY_US = "by_us", _("stopped by us")

    # Where mails come from once its records were found; empty: our own address.
    domain = models.CharField(max_length=253, blank=True)
    local_part = models.CharField(_("before the @"), max_length=64, default="feedback")
    verified_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    # Daily checks in a row that found the records gone.
    failed_checks = models.PositiveSmallIntegerField(default=0)
    # What the last check found, record by record; see `feedback.mail.domains`.
    findings = models.JSONField(default=list, blank=True)
    pause = models.CharField(max_length=10, choices=Pause, default="", blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    # An owner can start it again once, and says why. What was sent before counts no
    # more against the business.
    resumed_at = models.DateTimeField(null=True, blank=True)
    explanation = models.TextField(blank=True)
    # Mails to customers per hour at most; 0: as fast as the provider takes them.
    hourly_limit = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business"], name="sending_profile_one_per_business"
            ),
            models.UniqueConstraint(
                fields=["domain"],
                condition=Q(verified_at__isnull=False),
                name="sending_profile_domain_of_one_business",
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None) | ~Q(domain=""),
                name="sending_profile_verified_has_domain",
            ),
        )

    def __str__(self) -> str:
        return self.domain or "our address"

    @property
    def address(self) -> str:
        """The address mails to customers come from; empty: our own."""
        return f"{self.local_part}@{self.domain}" if self.verified_at else ""
