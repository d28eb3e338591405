"""What is said about an endpoint."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.connect.models import Endpoint
from feedback.connect.webhooks.endpoints import Wanted
from feedback.connect.webhooks.kinds import Kind


class EndpointForm(forms.Form):
    """Where to send, what it is called, and what it hears of."""

    name = forms.CharField(
        label=_("What is it called?"),
        max_length=60,
        help_text=_("The name of the other program, so that you know it again."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        help_text=_("It begins with https:// and is on the open internet."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What does it hear of?"),
        choices=Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: everything, also what is added later."),
    )

    @classmethod
    def about(cls, endpoint: Endpoint, data: Any = None) -> "EndpointForm":
        """Return the form as filled in for ``endpoint``."""
        shown = {"name": endpoint.name, "url": endpoint.url, "kinds": endpoint.kinds}
        return cls(data, initial=shown)

    def wanted(self) -> Wanted:
        """Return what was filled in, once it is valid."""
        given = self.cleaned_data
        return Wanted(given["name"], given["url"].strip(), given["kinds"])
