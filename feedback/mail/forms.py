"""What people may ask of the list of sent mail."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.accounts.forms import LineField
from feedback.mail.models import OutboundMessage

Status = OutboundMessage.Status
STATES = {
    "": (_("All"), ()),
    "waiting": (_("Waiting"), (Status.QUEUED, Status.SENDING)),
    "sent": (_("Sent"), (Status.ACCEPTED, Status.DELIVERED)),
    "back": (_("Came back"), (Status.BOUNCED, Status.COMPLAINED)),
    "unsure": (_("To decide"), (Status.UNCERTAIN, Status.DEAD)),
    "not-sent": (
        _("Not sent"),
        (Status.FAILED, Status.DEAD, Status.EXPIRED, Status.CANCELLED),
    ),
}


class ListForm(forms.Form):
    """Which states to show, and from where on."""

    state = forms.ChoiceField(
        choices=[(key, word) for key, (word, _states) in STATES.items()], required=False
    )
    before = forms.UUIDField(required=False)

    def wanted(self) -> tuple[str, UUID | None]:
        """Return the state and the last id seen; nonsense asks for everything."""
        if not self.is_valid():
            return "", None
        return self.cleaned_data["state"], self.cleaned_data["before"]


class AddressForm(forms.Form):
    """From which address of their own a business wants to write."""

    local_part = LineField(
        label=_("Before the @"),
        max_length=64,
        initial="feedback",
        help_text=_("Answers do not go here: they go where your settings say."),
    )
    domain = LineField(
        label=_("Your domain"),
        max_length=300,
        help_text=_("What stands behind the @ of your own address."),
    )


class ResumeForm(forms.Form):
    """What an owner says before mail goes out again."""

    explanation = forms.CharField(
        label=_("Where did these addresses come from, and what is different now?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )
