"""Lists of the inbox that somebody keeps."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel


class SavedView(TenantModel):
    """A name for a set of filters. ``query`` holds them as the address does."""

    owner = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("name of the list"), max_length=60)
    query = models.JSONField(default=dict)
    # Shared with everybody of the business; only its owner or a manager changes it.
    is_shared = models.BooleanField(_("everybody here sees it"), default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "name"], name="saved_view_one_per_name"
            ),
        )

    def __str__(self) -> str:
        return self.name
