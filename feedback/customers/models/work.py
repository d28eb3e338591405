"""What was done for people."""

from django.db import models

from feedback import clock
from feedback.customers.models.people import Customer
from feedback.tenancy import TenantModel


class Interaction(TenantModel):
    """One thing that was done for a customer, after which they may be asked."""

    class Source(models.TextChoices):
        FORM = "form", "Added by hand"
        PASTE = "paste", "Pasted"
        CSV = "csv", "Uploaded"
        XLSX = "xlsx", "Uploaded"
        API = "api", "From another system"
        INBOUND = "inbound", "Forwarded mail"
        HEARD = "heard", "Heard and typed in"
        OPEN = "open", "Open channel"
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
