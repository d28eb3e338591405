"""What was done for people."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.customers.models.people import Customer
from feedback.tenancy import TenantModel


class Interaction(TenantModel):
    """One thing that was done for a customer, after which they may be asked."""

    class Source(models.TextChoices):
        FORM = "form", _("Added by hand")
        PASTE = "paste", _("Pasted")
        CSV = "csv", _("Uploaded")
        XLSX = "xlsx", _("Uploaded")
        API = "api", _("From another system")
        INBOUND = "inbound", _("Forwarded mail")
        HEARD = "heard", _("Heard and typed in")
        OPEN = "open", _("Open channel")
        TEST = "test", _("Try-out")
        SAMPLE = "sample", _("Sample")

    # A million rows come at once; see `feedback.keys`.
    keys_in_sets = True

    # The customer's business, to which the walls hold it, and the customer's own key
    # says that there is such a business: to look that up once more for each row, and to
    # index the column alone, would cost a fifth of an import.
    business = models.ForeignKey(
        "accounts.Business",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        related_name="interactions",
        db_index=False,
    )
    kind = models.CharField(_("what was done"), max_length=80)
    happened_at = models.DateTimeField(_("when"))
    handler = models.CharField(_("who did it"), max_length=80, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    value = models.DecimalField(
        _("value of the sale"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    attributes = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    # What makes two rows of two uploads the same thing; see `services.fingerprint`.
    fingerprint = models.CharField(max_length=64, editable=False)
    # The `Import` that brought it, if one did; a plain id, so that a million rows are
    # not checked against it one by one.
    came_with = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "fingerprint"], name="interaction_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["customer", "happened_at"],
                name="interaction_by_customer",
            ),
            models.Index(
                fields=["came_with", "customer"],
                condition=Q(came_with__isnull=False),
                name="interaction_by_import",
            ),
        )

    def __str__(self) -> str:
        return self.kind
