"""Replies that are stored and that nobody has been told of yet."""

from django.db import models

from feedback import clock
from feedback.tenancy import TenantModel
from surveys.models.replies import Reply


class UnheardReply(TenantModel):
    """A reply of which nobody has been told yet: stored with it, gone in the
    transaction that tells whoever should hear (see `surveys.services.unheard`).
    """

    reply = models.OneToOneField(
        Reply, on_delete=models.CASCADE, related_name="unheard"
    )
    # Put off while somebody is at it, so that one that fails holds up no others.
    due_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes = (models.Index(fields=["due_at"], name="unheard_due"),)

    def __str__(self) -> str:
        return f"Unheard {self.pk}"
