"""Service levels: how long something may take, by how hard it is."""

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.tenancy import TenantModel


class ServiceLevel(TenantModel):
    """One answer to "how hard is it?", and how long that may take.

    Counted in hours or days in which the business works. ``key`` marks the three that
    every business has: they stand in the table only once somebody changed or used
    them (see `actions.selectors.levels`).
    """

    class Unit(models.TextChoices):
        HOURS = "hours", _("working hours")
        DAYS = "days", _("working days")

    class Key(models.TextChoices):
        DAY = "day", _("Same day")
        WEEK = "week", _("Within a week")
        MONTH = "month", _("Within a month")

    key = models.CharField(max_length=10, choices=Key, blank=True)
    # Empty for one of the three: it is called by its label, in the reader's language.
    name = models.CharField(_("what you call it"), max_length=60, blank=True)
    # 0 days: by the end of the working day on which it was promised.
    amount = models.PositiveSmallIntegerField(_("how long"))
    unit = models.CharField(max_length=5, choices=Unit, default=Unit.DAYS)
    # Working hours until somebody who was given it has said "I have it".
    acknowledge_hours = models.PositiveSmallIntegerField(default=8)
    # Working days past the date after which managers hear, and then owners.
    managers_after = models.PositiveSmallIntegerField(default=2)
    owners_after = models.PositiveSmallIntegerField(default=5)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "key"],
                condition=~Q(key=""),
                name="service_level_once_per_key",
            ),
            models.CheckConstraint(
                condition=~Q(key="") | ~Q(name=""), name="service_level_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(unit="days"),
                name="service_level_takes_time",
            ),
            models.CheckConstraint(
                condition=Q(acknowledge_hours__gt=0, managers_after__gt=0)
                & Q(owners_after__gt=F("managers_after")),
                name="service_level_goes_up",
            ),
        )

    def __str__(self) -> str:
        return self.name or str(self.get_key_display())

    @property
    def choice(self) -> str:
        """What names it in a form: its key, or its id if it is the business's own."""
        return self.key or str(self.pk)


# What holds for an action without a level.
ACKNOWLEDGE_HOURS: Final = 8
MANAGERS_AFTER: Final = 2
OWNERS_AFTER: Final = 5
