"""Open complaints: while one is open, nobody asks, and nobody should sell."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.customers.models import Customer
from feedback.tenancy import TenantModel
from surveys.models.replies import Reply


class ComplaintHold(TenantModel):
    """One complaint of one customer, from when it opened until it was lifted.

    ``Customer.complaint_open_since`` says the same in the row that the rules read;
    `surveys.services.complaints` changes both together.
    """

    class Why(models.TextChoices):
        ASKED = "asked", _("They asked for help")
        MARKED = "marked", _("Somebody of the team marked it")

    class How(models.TextChoices):
        OPEN = "", _("Still open")
        CUSTOMER = "customer", _("They said that it is settled")
        FIXED = "fixed", _("They said that it is fixed")
        OVERRIDE = "override", _("Lifted by the team")
        MERGED = "merged", _("Joined with another of the same person")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="holds"
    )
    # The reply that opened it, if one did.
    reply = models.ForeignKey(
        Reply, null=True, on_delete=models.SET_NULL, related_name="holds"
    )
    why = models.CharField(max_length=10, choices=Why)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_how = models.CharField(max_length=10, choices=How, blank=True)
    lifted_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_because = models.CharField(_("why"), max_length=300, blank=True)
    # When the customer was asked whether it is settled: once.
    asked_at = models.DateTimeField(null=True, blank=True)
    # When it last opened or ended: by which other systems read what is new.
    changed_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "customer"],
                condition=Q(lifted_at=None),
                name="hold_one_open",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_how="", lifted_by=None)
                | Q(lifted_at__isnull=False) & ~Q(lifted_how=""),
                name="hold_lifted_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(lifted_how="override")
                | ~Q(lifted_because="") & Q(lifted_by__isnull=False),
                name="hold_overridden_with_reason",
            ),
        )
        indexes = (
            models.Index(
                fields=["business", "changed_at", "id"], name="hold_by_change"
            ),
            models.Index(fields=["reply"], name="hold_of_reply"),
        )

    def __str__(self) -> str:
        return f"Hold {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has lifted it."""
        return self.lifted_at is None


class HoldAddress(TenantModel):
    """A secret address at which another system fetches the list of holds, every night.

    Only a hash is kept: the secret is 256 random bits and told once.
    """

    hashed = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["hashed"], name="hold_address_once"),
            models.UniqueConstraint(
                fields=["business"],
                condition=Q(revoked_at=None),
                name="hold_address_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"Address {self.pk}"
