"""What an action was worth: the replies before it against the replies since."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actions.models.actions import Action
from feedback import clock
from feedback.tenancy import TenantModel


class PayOff(TenantModel):
    """One comparison: frozen before, growing since. One for each time it was done.

    A verdict stays until the opposite is shown, and the row stays for good: a fix that
    failed is not forgotten when the action is done again.
    """

    class About(models.TextChoices):
        THEME = "theme", _("A theme")
        QUESTION = "question", _("A question")
        NOTHING = "", _("Nothing that can be counted")

    class Verdict(models.TextChoices):
        EARLY = "early", _("Too early to tell")
        BETTER = "better", _("Paid off")
        SAME = "same", _("No change")
        WORSE = "worse", _("Worse")

    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="pay_offs"
    )
    # When it was done; and the day, in the business's zone, after which replies count.
    done_at = models.DateTimeField()
    done_on = models.DateField()
    about = models.CharField(max_length=8, choices=About, blank=True)
    # The lineage of the question or the theme.
    subject = models.UUIDField(null=True)
    # As it was called or asked when it was done.
    called = models.CharField(max_length=140, blank=True)
    # The one kind of interaction that counts; empty: every kind.
    kind = models.CharField(max_length=80, blank=True)
    before_from = models.DateField(null=True)
    before_hits = models.PositiveIntegerField(default=0)
    before_n = models.PositiveIntegerField(default=0)
    since_hits = models.PositiveIntegerField(default=0)
    since_n = models.PositiveIntegerField(default=0)
    # Of a hundred people, how many more (negative: fewer) bring it up now: both ends
    # of the interval; none while there are too few.
    low = models.SmallIntegerField(null=True)
    high = models.SmallIntegerField(null=True)
    verdict = models.CharField(
        max_length=6, choices=Verdict, default=Verdict.EARLY.value
    )
    # When the verdict was reached, and by how many of how many replies.
    decided_on = models.DateField(null=True)
    decided_hits = models.PositiveIntegerField(default=0)
    decided_n = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(default=clock.now)
    # It was opened again, or a year is over: nothing more is counted.
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["action", "done_at"], name="pay_off_once_a_doing"
            ),
            models.CheckConstraint(
                condition=Q(before_hits__lte=F("before_n"))
                & Q(since_hits__lte=F("since_n")),
                name="pay_off_hits_of_n",
            ),
            models.CheckConstraint(
                condition=Q(verdict="early") | Q(decided_on__isnull=False),
                name="pay_off_decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(about="", subject=None)
                | ~Q(about="") & Q(subject__isnull=False),
                name="pay_off_about_something",
            ),
        )
        indexes = (
            models.Index(
                fields=["looked_at"],
                condition=Q(ended_at=None) & ~Q(about=""),
                name="pay_off_to_look_at",
            ),
            models.Index(fields=["business", "verdict"], name="pay_off_by_verdict"),
        )

    def __str__(self) -> str:
        return f"{self.called}: {self.get_verdict_display()}"
