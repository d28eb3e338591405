"""The people a business works for, what was done for them, and whom not to write to."""

from django.db import models
from django.db.models import Q

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel


class Customer(TenantModel):
    """One person, however often they came: one row per normalised address."""

    class Value(models.TextChoices):
        USUAL = "", "Usual"
        MOST_VALUABLE = "most_valuable", "Most valuable"

    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    # `services.email_key(email)`: what makes two spellings one person.
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, blank=True)
    relationship_owner = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    value = models.CharField(
        max_length=20, choices=Value, default=Value.USUAL, blank=True
    )
    paused_until = models.DateField(null=True, blank=True)
    # A try-out by the team itself: counted nowhere.
    is_test = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "email_key"],
                condition=~Q(email_key=""),
                name="customer_one_per_address",
            ),
        )
        indexes = (
            models.Index(fields=["business", "name", "id"], name="customer_by_name"),
        )

    def __str__(self) -> str:
        return self.name or self.email or "Somebody"

    @property
    def first_name(self) -> str:
        """How a mail greets this person; empty if we know no name."""
        return self.name.split()[0] if self.name else ""


class Interaction(TenantModel):
    """One thing that was done for a customer, after which they may be asked."""

    class Source(models.TextChoices):
        FORM = "form", "Added by hand"
        PASTE = "paste", "Pasted"
        CSV = "csv", "Uploaded"
        TEST = "test", "Try-out"
        SAMPLE = "sample", "Sample"

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="interactions"
    )
    kind = models.CharField("what was done", max_length=80)
    happened_at = models.DateTimeField("when")
    handler = models.CharField("who did it", max_length=80, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    value = models.DecimalField(
        "value of the sale", max_digits=12, decimal_places=2, null=True, blank=True
    )
    attributes = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    # What makes two rows of two uploads the same thing; see `services.fingerprint`.
    fingerprint = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "fingerprint"], name="interaction_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["business", "customer", "happened_at"],
                name="interaction_by_customer",
            ),
        )

    def __str__(self) -> str:
        return self.kind


class Suppression(TenantModel):
    """An address that must not be written to, known only by a keyed hash.

    It outlives the customer row, so that an import cannot bring the person back.
    The business cannot lift an opt-out; the person can.
    """

    class Reason(models.TextChoices):
        OPTED_OUT = "opted_out", "asked not to be asked"
        NO_UPDATES = "no_updates", "asked not to be told about changes"
        BOUNCED = "bounced", "address does not work"
        COMPLAINED = "complained", "marked our mail as spam"

    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=12, choices=Reason)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "address_hash", "reason"], name="suppression_once"
            ),
        )

    def __str__(self) -> str:
        return self.get_reason_display()
