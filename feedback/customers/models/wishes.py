"""Whom not to write to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.tenancy import TenantModel


class Suppression(TenantModel):
    """An address that must not be written to, known only by a keyed hash.

    It outlives the customer row, so that an import cannot bring the person back.
    The business cannot lift an opt-out; the person can.
    """

    class Reason(models.TextChoices):
        OPTED_OUT = "opted_out", _("asked not to be asked")
        NO_UPDATES = "no_updates", _("asked not to be told about changes")
        BOUNCED = "bounced", _("address does not work")
        COMPLAINED = "complained", _("marked our mail as spam")
        PAUSED = "paused", _("asked to be left alone for a while")
        LESS_OFTEN = "less_often", _("asked to be asked less often")

    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=12, choices=Reason)
    # PAUSED ends on this day, in the business's zone.
    until = models.DateField(null=True, blank=True)
    # LESS_OFTEN: at least so many days between two askings.
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # Said under another address of the same person, and here since the two were
    # merged; see `feedback.customers.suppressing`.
    is_carried = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "address_hash", "reason"], name="suppression_once"
            ),
        )

    def __str__(self) -> str:
        return self.get_reason_display()
