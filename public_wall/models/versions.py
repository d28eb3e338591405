"""What tells the processes that a page changed, and the numbers that are kept."""

from django.db import models

from feedback import clock
from feedback.tenancy import TenantModel


class WallMark(models.Model):
    """Something that a page shows has changed: a row, written by the database itself
    (see `public_wall.marking`) in the transaction that changes it.

    Rows are only ever added and taken away, so that nobody waits for anybody. It is
    no tenant row: it holds nothing but whose page, and which day to count again.
    """

    id = models.BigAutoField(primary_key=True)
    business_id = models.UUIDField()
    # When the reply was sent, or the invitation asked, that the numbers of its day
    # no longer fit; empty: no number that is kept has changed.
    moment = models.DateTimeField(null=True)
    # Whose later replies and askings may now count otherwise.
    customer_id = models.UUIDField(null=True)

    class Meta:
        indexes = (models.Index(fields=["business_id", "id"], name="wall_mark_newest"),)

    def __str__(self) -> str:
        return f"Mark {self.pk}"


class WallVersion(TenantModel):
    """Which version of its page a business has, and how far its numbers are kept."""

    # Raised whenever marks are folded in.
    number = models.PositiveBigIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)
    # Days of the business's calendar, both ends, whose `WallDay` fits but for marks.
    folded_from = models.DateField(null=True, blank=True)
    folded_until = models.DateField(null=True, blank=True)
    # Whose midnights part the days.
    zone = models.CharField(max_length=60, blank=True)
    # What the shown comments are about: see `public_wall.selectors.overview`.
    overview = models.JSONField(default=dict)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["business"], name="wall_version_once"),
            models.CheckConstraint(
                condition=models.Q(folded_from=None, folded_until=None)
                | models.Q(folded_from__lte=models.F("folded_until")),
                name="wall_version_folded_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"Version {self.number}"


class WallDay(TenantModel):
    """The numbers of one day: see `public_wall.days.DayCounts` for what is counted."""

    day = models.DateField()
    counts = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["business", "day"], name="wall_day_once"),
        )

    def __str__(self) -> str:
        return f"{self.day}"
