"""What people may ask of the list of sent mail."""

from uuid import UUID

from django import forms

from feedback.mail.models import OutboundMessage

Status = OutboundMessage.Status
STATES = {
    "": ("All", ()),
    "waiting": ("Waiting", (Status.QUEUED, Status.SENDING)),
    "sent": ("Sent", (Status.ACCEPTED,)),
    "unsure": ("Perhaps sent", (Status.UNCERTAIN,)),
    "not-sent": (
        "Not sent",
        (Status.FAILED, Status.DEAD, Status.EXPIRED, Status.CANCELLED),
    ),
}


class ListForm(forms.Form):
    """Which states to show, and from where on."""

    state = forms.ChoiceField(
        choices=[(key, word) for key, (word, _) in STATES.items()], required=False
    )
    before = forms.UUIDField(required=False)

    def wanted(self) -> tuple[str, UUID | None]:
        """Return the state and the last id seen; nonsense asks for everything."""
        if not self.is_valid():
            return "", None
        return self.cleaned_data["state"], self.cleaned_data["before"]
