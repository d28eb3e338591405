"""Who is away, and who stands in."""

from django.db import models
from django.db.models import F, Q

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel


class Absence(TenantModel):
    """Days on which somebody is away, both ends among them, and who covers.

    It ends by itself; ``ended_on`` is the day from which it no longer holds because
    somebody came back sooner.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="absences"
    )
    cover = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="covers"
    )
    first = models.DateField()
    last = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(first__lte=F("last")), name="absence_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(membership=F("cover")), name="absence_covered_by_another"
            ),
        )
        indexes = (models.Index(fields=["business", "last"], name="absence_by_end"),)

    def __str__(self) -> str:
        return f"{self.membership_id} {self.first} to {self.last}"
