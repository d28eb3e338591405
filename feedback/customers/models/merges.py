"""Two rows that are one person, and two that were said not to be."""

from django.db import models
from django.db.models import F, Q

from feedback import clock
from feedback.accounts.models import Membership
from feedback.customers.models.people import Customer
from feedback.tenancy import TenantModel


class Merge(TenantModel):
    """That ``duplicate`` is ``survivor``, and all that it takes to undo it.

    Words, names and addresses in ``changed`` go with the person: erasing either row
    erases the merge.
    """

    # It points to customers, and stays where it points when they are merged.
    follows_customer = False

    survivor = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    duplicate = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    # The ids of the rows that pointed to the duplicate, by "app.model.field".
    moved = models.JSONField(default=dict)
    # Fields of either row as {"survivor": {field: [before, after]}, "duplicate": …}.
    changed = models.JSONField(default=dict)
    # The fingerprints of moved interactions before, by id.
    fingerprints = models.JSONField(default=dict)
    merged_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=~Q(survivor=F("duplicate")), name="merge_of_two"
            ),
            models.UniqueConstraint(
                fields=["business", "duplicate"],
                condition=Q(undone_at=None),
                name="merge_once_at_a_time",
            ),
        )
        indexes = (models.Index(fields=["business", "id"], name="merge_newest"),)

    def __str__(self) -> str:
        return f"{self.duplicate_id} into {self.survivor_id}"


class NotDuplicate(TenantModel):
    """That somebody looked at two customers and said: two people."""

    follows_customer = False

    # The smaller id first, so that a pair is one row.
    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="not_duplicate_in_order"
            ),
            models.UniqueConstraint(
                fields=["business", "first", "second"], name="not_duplicate_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"
