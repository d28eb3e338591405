"""People: one row each, however often they came."""

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
    # `phones.phone_key(phone)`: E.164, empty if it cannot be read as a number.
    phone_key = models.CharField(max_length=20, blank=True, editable=False)
    # What the business's own system calls this person.
    external_id = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, blank=True)
    relationship_owner = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    value = models.CharField(
        max_length=20, choices=Value, default=Value.USUAL, blank=True
    )
    paused_until = models.DateField(null=True, blank=True)
    # While a complaint is open nobody asks this person anything.
    complaint_open_since = models.DateTimeField(null=True, blank=True)
    # The row this one was merged into. It keeps its keys, so that whoever comes
    # again under the old address is found there (see `feedback.customers.people`).
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )
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
            models.UniqueConstraint(
                fields=["business", "external_id"],
                condition=~Q(external_id=""),
                name="customer_one_per_external_id",
            ),
        )
        indexes = (
            models.Index(fields=["business", "name", "id"], name="customer_by_name"),
            # Not unique: a family or an office shares one.
            models.Index(
                fields=["business", "phone_key"],
                condition=~Q(phone_key=""),
                name="customer_by_phone",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email or "Somebody"

    @property
    def first_name(self) -> str:
        """How a mail greets this person; empty if we know no name."""
        return self.name.split()[0] if self.name else ""
