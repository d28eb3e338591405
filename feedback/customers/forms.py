"""What the team keeps about a customer."""

from datetime import timedelta
from typing import Any

from django import forms

from feedback import clock
from feedback.accounts.models import Business, Membership
from feedback.accounts.selectors import team
from feedback.customers.addresses import one_address
from feedback.customers.models import Customer
from feedback.customers.services import CustomerDetails
from feedback.errors import Refused

PAUSE_DAYS = 90


class CustomerForm(forms.Form):
    """Name, ways to reach them, who looks after them and how valuable they are."""

    name = forms.CharField(label="Name", required=False, max_length=120)
    email = forms.CharField(
        label="Email",
        required=False,
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(label="Phone", required=False, max_length=40)
    relationship_owner: "forms.ModelChoiceField[Membership]" = forms.ModelChoiceField(
        label="Who looks after them",
        queryset=None,
        required=False,
        empty_label="Nobody",
    )
    value = forms.ChoiceField(
        label="How valuable they are", choices=Customer.Value, required=False
    )

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["relationship_owner"]
        owner.queryset = team(business)

    def clean_email(self) -> str:
        """Accept one address, also behind a display name."""
        try:
            return one_address(self.cleaned_data["email"])
        except Refused as error:
            raise forms.ValidationError(error.message) from error

    def clean(self) -> dict[str, Any]:
        """Keep something to know them by."""
        said = self.cleaned_data
        if not said.get("name") and not said.get("email") and not self.errors:
            self.add_error("name", "Write a name or an email address.")
        return said

    @property
    def details(self) -> CustomerDetails:
        """What was written."""
        said = self.cleaned_data
        return CustomerDetails(
            name=said["name"],
            email=said["email"],
            phone=said["phone"],
            relationship_owner=said["relationship_owner"],
            value=said["value"],
        )


class PauseForm(forms.Form):
    """Until when not to ask somebody."""

    until = forms.DateField(
        label="Ask nothing before",
        widget=forms.DateInput(
            attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"
        ),
    )

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = clock.today(business.zone)
        self.fields["until"].initial = self.today + timedelta(days=PAUSE_DAYS)

    def clean_until(self) -> Any:
        """Take a day that is still to come."""
        until = self.cleaned_data["until"]
        if until <= self.today:
            raise forms.ValidationError("Choose a day that is still to come.")
        return until
