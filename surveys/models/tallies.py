"""Tallies: how often what was said on a day, so that no page counts replies."""

from django.db import models
from django.db.models import Q

from feedback import clock
from feedback.tenancy import TenantModel
from surveys.models.surveys import Survey


class Tally(TenantModel):
    """How many replies of one day (or month) say one thing.

    Kept by `surveys.services.tallying`, never by hand: rows can be thrown away and are
    counted again. Try-outs and what a machine may have sent are not in them.
    """

    class Measure(models.TextChoices):
        # By the day of the reply. Value: the rating, 0 for none.
        RATING = "rating"
        # Value: the step that was picked; subject: the question's lineage.
        ANSWER = "answer"
        # Replies with words of their own. Value: 1.
        WORDS = "words"
        # Replies that say a theme (one that stands by itself), the subject. Value: 1.
        THEME = "theme"
        # Value: how long until a person did anything about it, as a step of
        # `surveys.tallies.HEARD_AFTER`.
        HEARD = "heard"
        # Value: how many calendar months before the reply its author was asked.
        LAG = "lag"
        # By the day of asking. Value: 1 if it reached them, 0 if not.
        ASKED = "asked"

    class Source(models.TextChoices):
        """Whose replies: these are never added up."""

        ASKED = "asked"
        OPEN = "open"
        HEARD = "heard"

    # The first of a month where ``is_month``; days and months lie in the business's
    # own zone.
    day = models.DateField()
    is_month = models.BooleanField(default=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    # The kind of interaction.
    kind = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=5, choices=Source)
    measure = models.CharField(max_length=6, choices=Measure)
    # The lineage of a question or a theme; nothing where the measure has none.
    subject = models.UUIDField(null=True)
    value = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=[
                    *("business", "is_month", "day", "survey", "kind"),
                    *("source", "measure", "subject", "value"),
                ],
                condition=Q(subject__isnull=False),
                name="tally_once_of_subject",
            ),
            models.UniqueConstraint(
                fields=[
                    *("business", "is_month", "day", "survey", "kind"),
                    *("source", "measure", "value"),
                ],
                condition=Q(subject=None),
                name="tally_once",
            ),
            models.CheckConstraint(condition=Q(n__gte=1), name="tally_of_something"),
        )
        indexes = (
            # The before and after of one question or theme.
            models.Index(
                fields=["business", "subject", "day"],
                condition=Q(is_month=False, subject__isnull=False),
                name="tally_days_of_subject",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.measure} {self.value}: {self.n}"


class TallyMark(models.Model):
    """Something that counts has changed on a day that was counted: a row, written by
    the database itself (see `surveys.tally_marks`) in the transaction that changes it.

    Rows are only added and taken away. It is no tenant row: it holds nothing but whose
    day to count again, or the days of which theme.
    """

    id = models.BigAutoField(primary_key=True)
    business_id = models.UUIDField()
    moment = models.DateTimeField(null=True)
    theme_id = models.UUIDField(null=True)

    class Meta:
        indexes = (models.Index(fields=["business_id", "id"], name="tally_mark_turn"),)

    def __str__(self) -> str:
        return f"Mark {self.pk}"


class TallyState(TenantModel):
    """How far the days of a business are counted: whoever counts holds this row."""

    counted_until = models.DateField(null=True)
    # Whose midnights part the days: when it changes, all are counted anew.
    zone = models.CharField(max_length=60, blank=True)
    counted_at = models.DateTimeField(default=clock.now)
    # The last day that was counted a second time, to see that it fits.
    checked_day = models.DateField(null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["business"], name="tally_state_once"),
        )

    def __str__(self) -> str:
        return f"Counted until {self.counted_until}"
