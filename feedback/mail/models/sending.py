"""How one business may send: its own domain, its pace, and whether it is stopped."""

from django.db import models

from feedback import clock
from feedback.tenancy import TenantModel


class SendingProfile(TenantModel):
    """One row a business, made when first needed: see `feedback.mail.profiles`."""

    class Pause(models.TextChoices):
        NONE = "", "Sending"
        BOUNCES = "bounces", "too many addresses do not work"
        COMPLAINTS = "complaints", "too many people marked a mail as spam"
        BY_US = "by_us", "stopped by us"

    # Where mails come from once its records were found; empty: our own address.
    domain = models.CharField(max_length=253, blank=True)
    local_part = models.CharField("before the @", max_length=64, default="feedback")
    verified_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    # What the last check found, record by record; see `feedback.mail.domains`.
    findings = models.JSONField(default=list, blank=True)
    pause = models.CharField(max_length=10, choices=Pause, default="", blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    # Mails to customers per hour at most; 0: as fast as the provider takes them.
    hourly_limit = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business"], name="sending_profile_one_per_business"
            ),
        )

    def __str__(self) -> str:
        return self.domain or "our address"
