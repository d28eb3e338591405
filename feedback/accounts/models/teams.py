"""Teams of a business, and how soon each person wants to hear of what."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models.members import Membership
from feedback.tenancy import TenantModel


class Team(TenantModel):
    """Some people of a business who hear of the same things: "The vans", say."""

    name = models.CharField(_("name of the team"), max_length=60)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                "business", Lower("name"), name="team_one_per_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class TeamPlace(TenantModel):
    """A person's place in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="places")
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="team_places"
    )

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["team", "membership"], name="team_place_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.team} {self.membership}"


class NoticeChoice(TenantModel):
    """How soon one person hears of one subject by mail; see `NoticeChoice.Topic` for
    what holds for whoever has not chosen.
    """

    class Topic(models.TextChoices):
        WAITING = "waiting", _("Somebody waits for a person")
        WORDS = "words", _("New words that are routed to me")
        PRAISE = "praise", _("Praise that is about me")
        ALERT = "alert", _("Alerts")
        MENTION = "mention", _("A colleague mentions me")
        CONVERSATION = "conversation", _("A customer writes back")
        VOICES = "voices", _("The weekly voices")
        DEADLINES = "deadlines", _("Dates of what I promised")

    class Pace(models.TextChoices):
        NOW = "now", _("At once")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")
        NEVER = "never", _("Never")

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="notice_choices"
    )
    topic = models.CharField(max_length=12, choices=Topic)
    pace = models.CharField(max_length=6, choices=Pace)
    # Of deadlines: at which hour of the working day their one mail comes.
    at = models.TimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["membership", "topic"], name="notice_choice_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic}: {self.pace}"
