"""Surveys: the rule for asking, and the exact words in versions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.ids import uuid7
from feedback.tenancy import TenantModel

MOST_QUESTIONS = 5


class Survey(TenantModel):
    """A few questions and the rule for asking them."""

    class Status(models.TextChoices):
        LIVE = "live", _("Asking")
        PAUSED = "paused", _("Paused")

    name = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=Status, default=Status.PAUSED)
    # Which interactions it follows; empty means every kind.
    kinds = models.JSONField(default=list, blank=True)
    delay_hours = models.PositiveSmallIntegerField(
        _("hours to wait after the work"), default=20
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("days before one reminder (0: none)"), default=4
    )
    expiry_days = models.PositiveSmallIntegerField(
        _("days the link stays open"), default=30
    )
    # How many of a hundred visits are asked about; see `surveys.rules.is_drawn`.
    sample_percent = models.PositiveSmallIntegerField(_("share asked"), default=100)
    # Of two surveys that want to ask one person, the one with more of it does.
    priority = models.PositiveSmallIntegerField(default=0)
    # Whoever has no e-mail address but a mobile number is asked by text message.
    asks_by_sms = models.BooleanField(_("ask by text message"), default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "name"], name="survey_one_per_name"
            ),
            models.CheckConstraint(
                condition=Q(expiry_days__gte=1, expiry_days__lte=365),
                name="survey_expiry_sane",
            ),
            models.CheckConstraint(
                condition=Q(sample_percent__gte=1, sample_percent__lte=100),
                name="survey_sample_sane",
            ),
        )

    def __str__(self) -> str:
        return self.name


class SurveyVersion(TenantModel):
    """The exact words at one time. Once sent it never changes again."""

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    opening = models.CharField(_("first line of the mail"), max_length=200, blank=True)
    asks_contact = models.BooleanField(
        _("ask “Would you like us to get back to you?”"), default=True
    )
    # What the owner may ask besides, none of it required.
    asks_feeling = models.BooleanField(
        _("ask for one word for how they felt"), default=False
    )
    asks_goal = models.BooleanField(_("ask what they were trying to do"), default=False)
    asks_pressure = models.BooleanField(
        _("ask whether anybody asked them for a particular score"), default=False
    )
    asks_photos = models.BooleanField(_("let them add photos"), default=False)
    language = models.CharField(max_length=10, default="en-gb")
    created_at = models.DateTimeField(default=clock.now)
    # Set by the first invitation that shows these words.
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "survey", "number"], name="version_numbered_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.survey} v{self.number}"


class QuestionKind(models.TextChoices):
    """How a question can be answered."""

    FACES = "faces", _("Five words, very poor to very good")
    YES_PARTLY_NO = "yes_partly_no", _("Yes, partly, no")
    CHOICE = "choice", _("Pick one")
    WORDS = "words", _("Own words")


class Question(TenantModel):
    """One question of one version."""

    version = models.ForeignKey(
        SurveyVersion, on_delete=models.CASCADE, related_name="questions"
    )
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=15, choices=QuestionKind)
    text = models.CharField(max_length=140)
    hint = models.CharField(max_length=140, blank=True)
    options = models.JSONField(default=list, blank=True)
    # The same question through all versions, for numbers over time.
    lineage = models.UUIDField(default=uuid7)

    class Meta(TenantModel.Meta):
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["business", "version", "position"],
                name="question_one_per_position",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_QUESTIONS),
                name="question_at_most_five",
            ),
        )

    def __str__(self) -> str:
        return self.text
