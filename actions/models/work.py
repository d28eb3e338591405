"""What belongs to an action while it is done: its steps, what is said, its files."""

from django.db import models
from django.db.models import Q

from actions.models.actions import Action
from feedback import clock
from feedback.accounts.models import Membership
from feedback.customers.models import Customer
from feedback.stored_bytes import StoredBytes
from feedback.tenancy import TenantModel


class ChecklistItem(TenantModel):
    """One step of an action. A step that is taken away stays, so that it can be put
    back.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="steps")
    words = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    # The action it came with when two became one.
    came_from = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="step_has_words"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="step_done_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["action", "position"], name="step_in_order"),)

    def __str__(self) -> str:
        return self.words


class ActionComment(TenantModel):
    """What somebody of the team says about an action; its words are the newest of its
    `CommentWording`.
    """

    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="comments"
    )
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="comment_removed_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=["action", "written_at"], name="comment_by_action"),
        )

    def __str__(self) -> str:
        return f"Comment {self.pk}"


class CommentWording(TenantModel):
    """One wording of a comment, for good: whoever edits adds another.

    The database refuses every change but one: a customer who is erased is masked in
    it, and ``masked_at`` then says so.
    """

    append_only = True
    masked_in = "masked_at"

    comment = models.ForeignKey(
        ActionComment, on_delete=models.CASCADE, related_name="wordings"
    )
    # Named here too, so that erasing finds the words beside the action.
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")
    words = models.TextField()
    said_at = models.DateTimeField(default=clock.now)
    masked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = (
            models.Index(fields=["comment", "said_at"], name="wording_by_comment"),
        )

    def __str__(self) -> str:
        return f"Wording {self.pk}"


class ActionFile(StoredBytes):
    """A file beside an action: only ever downloaded; pictures are drawn again by us.

    ``customer`` is whoever alone raised the action when it was added: the file is
    about them and goes when they are erased.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="files")
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # Taken away; its bytes go a day later, until when it can be put back.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(StoredBytes.Meta):
        indexes = (
            models.Index(
                fields=["removed_at"],
                condition=Q(removed_at__isnull=False),
                name="action_file_removed",
            ),
        )

    def __str__(self) -> str:
        return self.name or f"File {self.pk}"
