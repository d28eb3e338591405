"""What people who raised an action are told about it, and what they say to that."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actions.models.actions import Action
from feedback import clock
from feedback.accounts.models import Membership
from feedback.customers.models import Customer
from feedback.tenancy import TenantModel

USUAL_HOUR, USUAL_DAYS = 10, 14


class TellingRhythm(TenantModel):
    """When a business tells people, and whether and when it asks if that fixed it.

    Without a row everything is as usual.
    """

    # The hour of its own clock from which the mail of a day goes.
    tells_at = models.PositiveSmallIntegerField(
        default=USUAL_HOUR, validators=[MinValueValidator(7), MaxValueValidator(19)]
    )
    asks_if_fixed = models.BooleanField(default=True)
    asks_after_days = models.PositiveSmallIntegerField(
        default=USUAL_DAYS, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["business"], name="telling_rhythm_once"),
        )

    def __str__(self) -> str:
        return f"From {self.tells_at}:00"


class Telling(TenantModel):
    """One personal word to one person who raised an action: written, seen, sent.

    It goes with the mail of a day, which has everything that is for this person. Until
    ``goes_at`` it can be taken back.
    """

    class About(models.TextChoices):
        DID = "did", _("What we did")
        NOT_THIS_TIME = "not_this_time", _("Why not this time")
        LATER = "later", _("Later than we said")

    class WhyNot(models.TextChoices):
        """Why it never went, though somebody had sent it."""

        NO = "", _("It went, or it will")
        NO_ADDRESS = "no_address", _("no email address")
        NO_UPDATES = "no_updates", _("asked not to be told about changes")
        BOUNCED = "bounced", _("address does not work")
        COMPLAINED = "complained", _("marked our mail as spam")
        OUTDATED = "outdated", _("no longer true when it was to go")

    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="tellings"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=15, choices=About)
    words = models.TextField()
    # Which slip it tells of, so that each new date can be told once.
    due_on = models.DateField()
    # Which doing it tells of: an action that was opened again is told of again.
    round = models.PositiveSmallIntegerField(default=0, db_default=0)
    # When somebody of the team said that it goes.
    sent_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # From when on its mail may go. None: it went at once, by an earlier version.
    goes_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # The day whose mail had it, on the business's calendar.
    mail_day = models.DateField(null=True, blank=True)
    why_not = models.CharField(
        max_length=12, choices=WhyNot, blank=True, default="", db_default=""
    )

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "action", "customer", "about", "due_on", "round"],
                name="telling_once_a_round",
            ),
        )
        indexes = (
            models.Index(
                fields=["goes_at"],
                condition=Q(goes_at__isnull=False, mailed_at=None, why_not=""),
                name="telling_waiting",
            ),
            models.Index(
                fields=["customer", "mail_day"],
                condition=Q(mail_day__isnull=False),
                name="telling_of_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.about} {self.customer_id}"

    @property
    def told_at(self) -> datetime:
        """When they heard, or will."""
        return self.mailed_at or self.goes_at or self.sent_at


class LeftOut(TenantModel):
    """Somebody who raised an action and is not told of it, and why."""

    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="left_out"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=15, choices=Telling.About)
    due_on = models.DateField()
    round = models.PositiveSmallIntegerField(default=0)
    because = models.CharField(_("why"), max_length=300)
    left_out_at = models.DateTimeField(default=clock.now)
    left_out_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "action", "customer", "about", "due_on", "round"],
                name="left_out_once",
            ),
            models.CheckConstraint(
                condition=~Q(because=""), name="left_out_with_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id} of {self.action_id}"


class Verdict(TenantModel):
    """Whether it is fixed, as somebody says who was told that it is.

    Asked once after each doing, some days later; ``said`` is empty until they answer.
    """

    class Said(models.TextChoices):
        NOTHING = "", _("Not answered")
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")

    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="verdicts"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    round = models.PositiveSmallIntegerField(default=0)
    # From which day on they may be asked; with the mail of which day they were.
    asks_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    ask_day = models.DateField(null=True, blank=True)
    # Why they were never asked: they left, or it is open again.
    why_not = models.CharField(max_length=12, blank=True)
    said = models.CharField(max_length=6, choices=Said, blank=True)
    # When they said so first; it can be changed for some days from then on.
    said_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)
    # Perhaps a machine pressed the button: counts for nothing until a person says
    # that they did.
    is_suspicious = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "action", "customer", "round"],
                name="verdict_once_a_round",
            ),
            models.CheckConstraint(
                condition=Q(said="", said_at=None)
                | ~Q(said="") & Q(said_at__isnull=False, asked_at__isnull=False),
                name="verdict_said_when_asked",
            ),
        )
        indexes = (
            models.Index(
                fields=["asks_on"],
                condition=Q(asked_at=None, why_not=""),
                name="verdict_waiting",
            ),
            models.Index(
                fields=["customer", "ask_day"],
                condition=Q(ask_day__isnull=False),
                name="verdict_of_day",
            ),
        )

    def __str__(self) -> str:
        return f"Verdict {self.pk}"
