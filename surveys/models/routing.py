"""Who hears of what: rules, and what each person was told."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership, NoticeChoice, Team
from feedback.tenancy import TenantModel
from surveys.models.replies import Reply
from surveys.models.surveys import Survey


class RoutingRule(TenantModel):
    """Replies that fit all of its conditions go to its people and teams.

    ``conditions`` is read and written by `surveys.routing.Conditions` only.
    """

    name = models.CharField(_("name of the rule"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    conditions = models.JSONField(default=dict)
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        ordering = ("position", "created_at")

    def __str__(self) -> str:
        return self.name


class RoutingTarget(TenantModel):
    """One person or one team that a rule leads to."""

    rule = models.ForeignKey(
        RoutingRule, on_delete=models.CASCADE, related_name="targets"
    )
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(membership=None) ^ Q(team=None),
                name="routing_target_person_or_team",
            ),
            models.UniqueConstraint(
                fields=["rule", "membership"], name="routing_target_person_once"
            ),
            models.UniqueConstraint(
                fields=["rule", "team"], name="routing_target_team_once"
            ),
        )

    def __str__(self) -> str:
        return f"Target {self.pk}"


class Alert(TenantModel):
    """Something about a reply or a survey that somebody should know now; once each."""

    class Kind(models.TextChoices):
        HOLLOW_SMILE = "hollow_smile", _("Pleasant, but not solved")
        WANTS_CONTACT = "wants_contact", _("Wants to hear from a person")
        ANGRY = "angry", _("Angry words, or about to leave")
        POLICY = "policy", _("“It’s our policy”")
        VALUABLE = "valuable", _("One of the most valuable is unhappy")
        SILENCE = "silence", _("A survey has gone quiet")

    kind = models.CharField(max_length=15, choices=Kind)
    reply = models.ForeignKey(
        Reply, null=True, on_delete=models.CASCADE, related_name="alerts"
    )
    survey = models.ForeignKey(
        Survey, null=True, on_delete=models.CASCADE, related_name="alerts"
    )
    # What makes it once: the reply, or the survey and the day its silence began.
    dedupe_key = models.CharField(max_length=80)
    # The words that raised it: where they begin and end in the reply's words.
    quote_start = models.PositiveIntegerField(null=True)
    quote_end = models.PositiveIntegerField(null=True)
    raised_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "kind", "dedupe_key"], name="alert_once"
            ),
        )
        indexes = (
            models.Index(fields=["business", "-raised_at"], name="alert_newest"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Notice(TenantModel):
    """One person is to hear of one thing about a reply (or of an alert), once.

    ``pace`` is what the person had chosen when it came up; ``sent_at`` and ``batch``
    say with which mail it went. Its id is what the link in that mail names.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="notices"
    )
    reply = models.ForeignKey(
        Reply, null=True, on_delete=models.CASCADE, related_name="notices"
    )
    alert = models.ForeignKey(
        Alert, null=True, on_delete=models.CASCADE, related_name="notices"
    )
    topic = models.CharField(max_length=12, choices=NoticeChoice.Topic)
    pace = models.CharField(max_length=6, choices=NoticeChoice.Pace)
    # What makes it once for this person, e.g. "words:<reply>", "mention:<note>".
    dedupe_key = models.CharField(max_length=80)
    # The rule that led here, to explain it; rules may go.
    rule_name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    # The mail it went with: its dedupe key in the outbox.
    batch = models.CharField(max_length=120, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["membership", "dedupe_key"], name="notice_once_per_person"
            ),
        )
        indexes = (
            models.Index(
                fields=["pace", "created_at"],
                condition=Q(sent_at=None),
                name="notice_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"Notice {self.pk}"
