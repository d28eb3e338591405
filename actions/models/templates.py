"""What is done again: templates to begin an action from, and what comes by the date."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actions.models.actions import Action
from feedback import clock
from feedback.accounts.models import Membership, Team
from feedback.tenancy import TenantModel


class ActionTemplate(TenantModel):
    """An action to begin from: its words, its steps, and how many days it takes."""

    what = models.CharField(_("action"), max_length=200)
    kind = models.CharField(
        max_length=10, choices=Action.Kind, default=Action.Kind.HELP
    )
    days = models.PositiveSmallIntegerField(_("days to do it in"), default=7)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # One step a line.
    steps = models.TextField(_("steps"), blank=True)
    # Out of which action it was made, so that erasing finds what it took over.
    made_from = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(condition=~Q(what=""), name="template_has_words"),
        )

    def __str__(self) -> str:
        return self.what


class Repeating(TenantModel):
    """An action that comes again by the calendar, whether or not anybody complains.

    Its days are counted from ``first_on``, so that the 31st stays the last of each
    month. ``next_on`` is the day of the next one, which appears ``days_before`` days
    earlier.
    """

    class Every(models.TextChoices):
        WEEK = "week", _("Every week")
        MONTH = "month", _("Every month")
        QUARTER = "quarter", _("Every three months")
        YEAR = "year", _("Every year")

    what = models.CharField(_("action"), max_length=200)
    kind = models.CharField(
        max_length=10, choices=Action.Kind, default=Action.Kind.SPECIAL
    )
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="repeating"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # One step a line.
    steps = models.TextField(_("steps"), blank=True)
    every = models.CharField(max_length=10, choices=Every)
    first_on = models.DateField(_("on this day first"))
    next_on = models.DateField()
    ends_on = models.DateField(_("not after"), null=True, blank=True)
    days_before = models.PositiveSmallIntegerField(_("days before"), default=3)
    made_from = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(condition=~Q(what=""), name="repeating_has_words"),
            models.CheckConstraint(
                condition=Q(next_on__gte=models.F("first_on")),
                name="repeating_next_after_first",
            ),
        )
        indexes = (
            models.Index(
                fields=["next_on"],
                condition=Q(paused_at=None, ended_at=None),
                name="repeating_due",
            ),
        )

    def __str__(self) -> str:
        return self.what

    @property
    def runs(self) -> bool:
        """Whether more will come of it."""
        return self.paused_at is None and self.ended_at is None
