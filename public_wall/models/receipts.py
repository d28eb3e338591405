"""What stood on the public page before it was edited, and what it says in other
languages.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel
from public_wall.models.comments import PublicReply
from public_wall.models.updates import Update


class UpdateRevision(TenantModel):
    """One earlier wording of an update: anybody can read it, as long as the update
    is on the page.
    """

    update = models.ForeignKey(
        Update, on_delete=models.CASCADE, related_name="revisions"
    )
    # Which wording: empty is the one it was written in.
    language = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=15, choices=Update.Kind)
    said = models.CharField(max_length=300, blank=True)
    did = models.TextField(max_length=1000)
    raised_by = models.PositiveIntegerField()
    decided_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes = (
            models.Index(
                fields=["update", "replaced_at", "id"], name="update_revision_newest"
            ),
        )

    def __str__(self) -> str:
        return self.did[:60]


class PublicReplyRevision(TenantModel):
    """One earlier wording of a public reply, kept as long as the reply is."""

    public_reply = models.ForeignKey(
        PublicReply, on_delete=models.CASCADE, related_name="revisions"
    )
    words = models.TextField(max_length=2000)
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        indexes = (
            models.Index(
                fields=["public_reply", "replaced_at", "id"],
                name="public_reply_revision_newest",
            ),
        )

    def __str__(self) -> str:
        return self.words[:60]


class UpdateText(TenantModel):
    """An update in a further language, in the owner's own words: never a machine's."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    said = models.CharField(_("you said"), max_length=300, blank=True)
    did = models.TextField(_("what we did"), max_length=1000)
    # The original changed since: shown again once somebody has looked at it.
    needs_check = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["business", "update", "language"], name="update_text_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.language}: {self.did[:60]}"


class PublicName(TenantModel):
    """How one of the team stands in public beside what they took on.

    Without a row it is their role: somebody's name is shown only if they chose that.
    """

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="public_name"
    )
    is_shown = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Public name of {self.membership_id}"
