"""What the team was reminded of, and what was said when a date was about to slip."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actions.models.actions import Action
from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel


class Reminder(TenantModel):
    """One person was reminded of one step of one action, once.

    ``about`` is what the step counts from: the date of the promise, or the moment at
    which it was given to somebody. A new date is a new ladder. ``batch`` names the
    mail in the outbox; the id is what the link in that mail names.
    """

    class Rung(models.TextChoices):
        GIVEN = "given", _("Given to you")
        BEFORE = "before", _("Due soon")
        ON = "on", _("Due today")
        OVERDUE = "overdue", _("Late")
        AGAIN = "again", _("Late, and kept")
        UNSEEN = "unseen", _("Nobody has said that they have it")
        ESCALATED = "escalated", _("Late, and not decided")
        TOP = "top", _("Very late")

    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="reminders"
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="reminders"
    )
    rung = models.CharField(max_length=10, choices=Rung)
    about = models.CharField(max_length=40)
    batch = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["action", "about", "rung", "membership"],
                name="reminder_once_per_person",
            ),
            # Of their own dates one person hears: the owner, or whoever stands in.
            models.UniqueConstraint(
                fields=["action", "about", "rung"],
                condition=Q(rung__in=["given", "before", "on", "overdue", "again"]),
                name="reminder_once",
            ),
        )
        indexes = (
            models.Index(fields=["business", "batch"], name="reminder_batch"),
            models.Index(fields=["business", "created_at"], name="reminder_recent"),
        )

    def __str__(self) -> str:
        return f"{self.rung} {self.action_id}"


OWN_RUNGS = (
    Reminder.Rung.GIVEN,
    Reminder.Rung.BEFORE,
    Reminder.Rung.ON,
    Reminder.Rung.OVERDUE,
    Reminder.Rung.AGAIN,
)


class SlipAnswer(TenantModel):
    """What somebody said when asked whether a date holds."""

    class Answer(models.TextChoices):
        KEPT = "kept", _("It stands")
        MOVED = "moved", _("A new date")
        NOT = "not", _("Decided not to")

    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="slip_answers"
    )
    # The date that was asked about.
    due_on = models.DateField()
    answer = models.CharField(max_length=5, choices=Answer)
    answered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes = (
            models.Index(fields=["business", "action", "due_on"], name="slip_answer"),
        )

    def __str__(self) -> str:
        return f"{self.answer} {self.due_on}"
