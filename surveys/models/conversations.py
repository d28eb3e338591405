"""The conversation about a reply: what the customer writes back, and what the team
says among themselves.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.stored_bytes import StoredBytes
from feedback.tenancy import TenantModel
from surveys.models.replies import Reply


class CustomerMessage(TenantModel):
    """A mail that came to the address of one conversation, in plain words.

    Only those of ``what`` words are somebody's words; the others are kept so that the
    team sees that something came, and none of them has ``words``.
    """

    class What(models.TextChoices):
        WORDS = "words", _("Wrote back")
        AUTOMATIC = "automatic", _("An automatic reply came")
        BOUNCE = "bounce", _("A message about a failed delivery came")
        SPAM = "spam", _("A mail marked as spam came")
        TEAM = "team", _("A mail from the team came")
        TOO_LARGE = "too_large", _("A mail too large to read came")
        UNREADABLE = "unreadable", _("A mail that could not be read came")

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="messages")
    what = models.CharField(max_length=10, choices=What, default=What.WORDS)
    # Its words became the reply itself: see `Reply.words`.
    is_reply = models.BooleanField(default=False)
    # What they wrote now, and the whole text with whatever it quoted.
    words = models.TextField(blank=True)
    whole = models.TextField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    # The address it came from; somebody else's is labelled wherever it stands.
    from_email = models.EmailField(max_length=254, blank=True)
    is_from_them = models.BooleanField(default=True)
    received_at = models.DateTimeField(default=clock.now)
    # As the mail names itself, so that an answer can name it; and how many of its
    # files were too many or too large to be kept.
    message_id = models.CharField(max_length=200, blank=True)
    files_left_out = models.PositiveSmallIntegerField(default=0)
    # SHA-256 of the conversation and of the Message-ID, else of what the provider
    # calls it, else of the words.
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

    @property
    def calls_for_somebody(self) -> bool:
        """Whether a person should look: somebody wrote, or we could not tell."""
        read = (self.What.WORDS, self.What.TOO_LARGE, self.What.UNREADABLE)
        return self.what in read


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
