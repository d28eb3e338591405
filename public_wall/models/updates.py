"""You said, we did: what a business made of what it heard."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.models import Action
from feedback import clock
from feedback.accounts.models import Membership
from feedback.tenancy import TenantModel
from surveys.models import Reply


class Update(TenantModel):
    """One "you said, we did" on the public page; or "not this time", or "later"."""

    class Kind(models.TextChoices):
        DID = "did", _("Done")
        NOT_THIS_TIME = "not_this_time", _("Not this time")
        LATER = "later", _("Later than we said")

    action = models.OneToOneField(
        Action, on_delete=models.PROTECT, related_name="update"
    )
    kind = models.CharField(max_length=15, choices=Kind)
    # A customer's words, shown only as long as they let us; never copied here.
    quoted_reply = models.ForeignKey(
        Reply, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What several people said, in the business's words, when nobody may be quoted.
    said = models.CharField(_("you said"), max_length=300, blank=True)
    did = models.TextField(_("what we did"), max_length=1000)
    raised_by = models.PositiveIntegerField()
    decided_on = models.DateField()
    # For "later": by when now.
    due_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        # No constraint asks for `said` or a quote: erasing the customer who was
        # quoted must never fail. The card then says that the words are private.
        indexes = (
            models.Index(fields=["business", "decided_on", "id"], name="update_newest"),
        )

    def __str__(self) -> str:
        return self.did[:60]
