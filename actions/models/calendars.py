"""The secret address at which a calendar program reads one person's deadlines."""

from django.db import models

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel


class CalendarFeed(TenantModel):
    """One address for one person. Only a hash of its secret is kept: 256 random bits,
    so a plain SHA-256 cannot be turned back. Taking it back removes the row.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    hashed = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["membership"], name="calendar_feed_one_per_person"
            ),
            models.UniqueConstraint(fields=["hashed"], name="calendar_feed_once"),
        )

    def __str__(self) -> str:
        return f"Calendar of {self.membership_id}"
