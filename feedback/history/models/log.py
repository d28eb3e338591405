"""The tamper-evident log of a business: leaves of a Merkle tree, and what was signed.

The tree is that of RFC 6962, section 2.1. What it proves, and what not: docs/log.md.
"""

from django.db import models
from django.db.models import Q

from feedback import clock
from feedback.tenancy import TenantModel


class LogLeaf(TenantModel):
    """One thing that was logged: its public text, and what it completes in the tree."""

    append_only = True

    index = models.PositiveBigIntegerField()
    # What it was made from, so that it is made once.
    key = models.CharField(max_length=80)
    # The canonical JSON that is hashed, byte by byte.
    body = models.TextField()
    # The hash of the leaf, and of each whole subtree that ends with it, smallest
    # first, as hexadecimal digits: one row a leaf holds all of the tree that lasts.
    hashes = models.TextField()

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["business", "index"], name="log_leaf_once"),
            models.UniqueConstraint(fields=["business", "key"], name="log_leaf_by_key"),
        )

    def __str__(self) -> str:
        return f"Leaf {self.index}"


class LogHead(TenantModel):
    """Where the log of a business ends: whoever writes to it holds this row."""

    size = models.PositiveBigIntegerField(default=0)
    # When anything at all last happened in the business, and the day (in its zone) of
    # the last checkpoint.
    active_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True)
    # From when on events are to be read again, because a sweep failed.
    behind_since = models.DateTimeField(null=True)
    # What was there before the log began is in it, or up to which row so far.
    is_filled = models.BooleanField(default=False)
    filled_to = models.UUIDField(null=True)
    # When the numbers that no single item shows were last compared with the log.
    tallied_at = models.DateTimeField(null=True)
    # When all rows were last compared with the log, and how many did not fit.
    checked_at = models.DateTimeField(null=True)
    faults = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["business"], name="log_head_once"),
        )

    def __str__(self) -> str:
        return f"{self.size} leaves"


class LogCheckpoint(TenantModel):
    """A size and root of the tree, signed: what the world may keep and compare."""

    append_only = True

    number = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    # In the business's zone.
    day = models.DateField()
    at = models.DateTimeField(default=clock.now)
    # The signed note, as it is published.
    note = models.TextField()
    # That the tree of the checkpoint before is the beginning of this one.
    proof = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "number"], name="log_checkpoint_once"
            ),
            models.CheckConstraint(
                condition=Q(size__gte=1), name="log_checkpoint_of_something"
            ),
        )

    def __str__(self) -> str:
        return f"Checkpoint {self.number}"


class LogKey(models.Model):
    """A public key that checkpoints of this installation were signed with."""

    name = models.CharField(max_length=200)
    # The Ed25519 public key as hexadecimal digits (RFC 8032).
    public = models.CharField(max_length=64, unique=True)
    first_used_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.public


class LogSweep(models.Model):
    """Until when the events of all businesses were read: one row."""

    read_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Read until {self.read_until}"
