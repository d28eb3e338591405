"""What somebody has typed into the page and not sent yet."""

from django.db import models

from feedback import clock
from feedback.tenancy import TenantModel
from surveys.models.invitations import Invitation


class ReplyDraft(TenantModel):
    """The page of one invitation as it was last touched, to go on with on any device.

    It is no reply: it is counted nowhere and the team never sees it. It goes when the
    page is sent, and with the invitation's link.
    """

    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, related_name="draft"
    )
    # Names of inputs and what they hold, as `submission.chosen_in` gives them.
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"Draft {self.pk}"
