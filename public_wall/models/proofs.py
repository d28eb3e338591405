"""What the log of a business is made from: see `public_wall.proofs`."""

from django.db import models
from django.db.models import Q

from feedback.tenancy import TenantModel
from public_wall.models.updates import Update
from surveys.models import Reply


class LoggedItem(TenantModel):
    """An item as the log has it: under which public name, and in what state.

    It only remembers what the leaves say, so that a sweep need not read them all.
    """

    class Kind(models.TextChoices):
        REPLY = "reply"
        UPDATE = "update"

    kind = models.CharField(max_length=10, choices=Kind)
    # A plain id, so that the item outlives what it was made from.
    target_id = models.UUIDField()
    # Random: an id of ours would tell the millisecond in which somebody answered.
    public_id = models.CharField(max_length=32)
    receipt = models.CharField(max_length=20, blank=True)
    state = models.JSONField(default=dict)
    # The leaves that hold the digest of what it says now, and of what we answered.
    leaf = models.PositiveBigIntegerField()
    answer_leaf = models.PositiveBigIntegerField(null=True)
    # When time alone changes what the log has to say about it.
    due_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "kind", "target_id"], name="logged_item_once"
            ),
            models.UniqueConstraint(
                fields=["business", "public_id"], name="logged_item_public_id"
            ),
            models.UniqueConstraint(
                fields=["business", "receipt"],
                condition=~Q(receipt=""),
                name="logged_item_receipt",
            ),
        )
        indexes = (
            models.Index(
                fields=["business", "due_at"],
                condition=Q(due_at__isnull=False),
                name="logged_item_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class LogSalt(TenantModel):
    """What hides the content behind the digest in one leaf.

    It goes with what it belongs to: without it nobody can try out words.
    """

    leaf = models.PositiveBigIntegerField()
    salt = models.CharField(max_length=32)
    reply = models.ForeignKey(
        Reply, null=True, on_delete=models.CASCADE, related_name="+"
    )
    update = models.ForeignKey(
        Update, null=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["business", "leaf"], name="log_salt_once"),
            models.CheckConstraint(
                condition=Q(reply=None) ^ Q(update=None), name="log_salt_of_one"
            ),
        )

    def __str__(self) -> str:
        return f"Salt of leaf {self.leaf}"
