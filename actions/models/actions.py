"""What a business does about what it heard: somebody, by a date."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership, Team
from feedback.tenancy import TenantModel
from surveys.models import Reply


class Action(TenantModel):
    """One promise: what, who and by when."""

    class Kind(models.TextChoices):
        HELP = "help", _("Help this customer")
        FIX = "fix", _("Fix a cause")
        SPECIAL = "special", _("Do something special")

    class State(models.TextChoices):
        TODO = "todo", _("To do")
        DOING = "doing", _("Doing")
        DONE = "done", _("Done – not told yet")
        TOLD = "told", _("Told")
        # Its replies are looked after by `merged_into`.
        MERGED = "merged", _("Joined to another")

    class Outcome(models.TextChoices):
        OPEN = "", _("Not decided")
        DID = "did", _("We did it")
        NOT_THIS_TIME = "not_this_time", _("Not this time")

    class Cause(models.TextChoices):
        """The five Ps: where the reason for it lay."""

        UNKNOWN = "", _("Not said")
        PRIORITIES = "priorities", _("Priorities: something else came first")
        POLICIES = "policies", _("Policies: our own rules led to it")
        PRACTICES = "practices", _("Practices: how we go about the work")
        PEOPLE = "people", _("People: somebody was missing, new or unsure")
        PLATFORMS = "platforms", _("Platforms: a tool, a system or a part")

    class BetterFor(models.TextChoices):
        UNSAID = "", _("Not said")
        CUSTOMERS = "customers", _("Better for customers")
        US = "us", _("Only easier for us")

    what = models.CharField(_("action"), max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.HELP)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="actions"
    )
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="actions",
    )
    due_on = models.DateField(_("by when"))
    state = models.CharField(max_length=10, choices=State, default=State.TODO)
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True)
    cause = models.CharField(max_length=12, choices=Cause, blank=True)
    # What changed, or why not: the words that customers are told.
    what_changed = models.TextField(blank=True)
    better_for = models.CharField(max_length=10, choices=BetterFor, blank=True)
    offers_to_tell = models.BooleanField(default=True)
    not_told_because = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    # Somebody keeps a date that has passed: we ask about it again from this day on.
    asks_again_on = models.DateField(null=True, blank=True)
    # Raised when those who were told say that it is not fixed, and it is opened again.
    round = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Somebody said that it is not fixed, and its owner has not answered to that yet.
    doubted_at = models.DateTimeField(null=True, blank=True)
    # Why it stays as it is although somebody said so.
    stands_because = models.CharField(
        max_length=300, blank=True, default="", db_default=""
    )
    # How hard it is: see `ServiceLevel`. Changing a level moves no date.
    level = models.ForeignKey(
        "actions.ServiceLevel",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # When somebody else gave it to its owner, and when they said "I have it".
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Raised by every change, so that two people editing notice each other.
    revision = models.PositiveIntegerField(default=1)
    # Where it went when two became one, and out of which it came when one became two.
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="merged",
    )
    merged_at = models.DateTimeField(null=True, blank=True)
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Of something that comes again and again: what, and which of its days this is.
    repeating = models.ForeignKey(
        "actions.Repeating",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="actions",
    )
    recurs_on = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    state__in=["todo", "doing", "merged"], outcome="", done_at=None
                )
                | Q(state__in=["done", "told"], done_at__isnull=False)
                & ~Q(outcome="")
                & ~Q(what_changed=""),
                name="action_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state="told") | Q(told_at__isnull=False),
                name="action_told_at",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="merged", merged_into__isnull=False, merged_at__isnull=False
                )
                | ~Q(state="merged") & Q(merged_into=None, merged_at=None),
                name="action_merged_somewhere",
            ),
            models.UniqueConstraint(
                fields=["repeating", "recurs_on"], name="action_repeats_once"
            ),
        )
        indexes = (
            models.Index(fields=["business", "state", "due_on"], name="action_board"),
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=["todo", "doing"]),
                name="action_due",
            ),
            models.Index(
                fields=["business", "owner", "state", "due_on"], name="action_of_owner"
            ),
        )

    def __str__(self) -> str:
        return self.what

    @property
    def waits_for_acknowledgement(self) -> bool:
        """Whether whoever was given it has yet to say that they have it."""
        return self.is_open and bool(self.given_at) and not self.acknowledged_at

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state in (self.State.TODO, self.State.DOING)


OPEN = (Action.State.TODO, Action.State.DOING)
# Something is still owed: the work, or the word to those who raised it.
OWES = Q(state__in=OPEN) | Q(state=Action.State.DONE, not_told_because="")


class ActionReply(TenantModel):
    """A reply that an action answers. Many replies may raise the same thing."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="links")
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="links")
    added_at = models.DateTimeField(default=clock.now)
    # The action it came with when two became one.
    came_from = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "action", "reply"], name="action_reply_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reply_id} raised {self.action_id}"


class DateChange(TenantModel):
    """One new date for a promise, and why: erasable words, unlike history."""

    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="date_changes"
    )
    was_due_on = models.DateField()
    due_on = models.DateField()
    because = models.CharField(max_length=300)
    moved_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=~Q(because=""), name="date_change_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.was_due_on} to {self.due_on}"
