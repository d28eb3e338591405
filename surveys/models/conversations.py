"""The conversation about a reply: what the customer writes back, and what the team
says among themselves.
"""

from django.db import models

from feedback import clock
from feedback.accounts.models import Membership
from feedback.stored_bytes import StoredBytes
from feedback.tenancy import TenantModel
from surveys.models.replies import Reply


class CustomerMessage(TenantModel):
    """A mail that a customer wrote after their reply, in plain words."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="messages")
    # What they wrote now, and the whole text with whatever it quoted.
    words = models.TextField(blank=True)
    whole = models.TextField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    # The address it came from; somebody else's is labelled wherever it stands.
    from_email = models.EmailField(max_length=254, blank=True)
    is_from_them = models.BooleanField(default=True)
    received_at = models.DateTimeField(default=clock.now)
    # SHA-256 of the Message-ID, else of what the provider calls it, else of the words.
    dedupe_key = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "dedupe_key"], name="customer_message_once"
            ),
        )
        indexes = (
            models.Index(fields=["reply", "received_at"], name="message_by_reply"),
        )

    def __str__(self) -> str:
        return f"Message {self.pk}"


class MessageAttachment(StoredBytes):
    """A file that came with a message: kept as it is, only ever downloaded."""

    message = models.ForeignKey(
        CustomerMessage, on_delete=models.CASCADE, related_name="attachments"
    )

    def __str__(self) -> str:
        return self.name or f"Attachment {self.pk}"


class TeamNote(TenantModel):
    """What somebody of the team says to the others about a reply."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    written_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes = (models.Index(fields=["reply", "written_at"], name="note_by_reply"),)

    def __str__(self) -> str:
        return f"Note {self.pk}"


class Mention(TenantModel):
    """Somebody named in a note."""

    note = models.ForeignKey(
        TeamNote, on_delete=models.CASCADE, related_name="mentions"
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="mentions"
    )

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["note", "membership"], name="mention_once_per_note"
            ),
        )

    def __str__(self) -> str:
        return f"Mention {self.pk}"


class WritingDraft(TenantModel):
    """What one person has typed about a reply and not sent yet.

    Others see that somebody is writing, never the words.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer"
        NOTE = "note"
        PROMISE = "promise"

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["reply", "author", "kind"], name="writing_draft_once"
            ),
        )

    def __str__(self) -> str:
        return f"Draft {self.pk}"
