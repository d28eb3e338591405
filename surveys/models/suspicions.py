"""Replies that a machine may have sent."""

from django.db import models
from django.db.models import Q

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel
from surveys.models.replies import Reply


class Suspicion(TenantModel):
    """Why a reply looks like a machine's, and who said that it is a person's.

    ``signs`` are names of `surveys.suspecting.Sign`, ``score`` their sum when it came.
    """

    reply = models.OneToOneField(
        Reply, on_delete=models.CASCADE, related_name="suspicion"
    )
    score = models.PositiveSmallIntegerField()
    signs = models.JSONField(default=list)
    raised_at = models.DateTimeField(default=clock.now)
    # Once cleared it stays cleared: by its author, by mail, or by a member.
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(cleared_by=None) | Q(cleared_at__isnull=False),
                name="suspicion_cleared_by_somebody_sometime",
            ),
        )

    def __str__(self) -> str:
        return f"Suspicion {self.pk}"
