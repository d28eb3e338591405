"""What the team keeps about a customer."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import clock
from feedback.accounts.models import Business, Membership
from feedback.accounts.selectors import team
from feedback.customers.addresses import one_address
from feedback.customers.models import Customer
from feedback.customers.people import LONGEST_EXTERNAL_ID
from feedback.customers.selectors import people
from feedback.customers.services import CustomerDetails
from feedback.errors import Refused

PAUSE_DAYS = 90


class CustomerForm(forms.Form):
    """Name, ways to reach them, who looks after them and how valuable they are."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=120)
    email = forms.CharField(
        label=gettext_lazy("Email"),
        required=False,
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False, max_length=40)
    external_id = forms.CharField(
        label=gettext_lazy("Customer number"),
        required=False,
        max_length=LONGEST_EXTERNAL_ID,
        help_text=gettext_lazy("What your own system calls this person, if anything."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    relationship_owner: "forms.ModelChoiceField[Membership]" = forms.ModelChoiceField(
        label=gettext_lazy("Who looks after them"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )
    value = forms.ChoiceField(
        label=gettext_lazy("How valuable they are"),
        choices=Customer.Value,
        required=False,
    )

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["relationship_owner"]
        owner.queryset = team(business)
        language: Any = self.fields["language"]
        language.choices = _languages(self.initial.get("language", ""))

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
            self.add_error("name", _("Write a name or an email address."))
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
            external_id=said["external_id"],
            language=said["language"],
        )


class PairForm(forms.Form):
    """Two customers of the business who are not merged."""

    one: "forms.ModelChoiceField[Customer]" = forms.ModelChoiceField(queryset=None)
    other: "forms.ModelChoiceField[Customer]" = forms.ModelChoiceField(
        queryset=None,
        error_messages={
            "required": gettext_lazy("Choose who is the same person."),
            "invalid_choice": gettext_lazy("Choose somebody of the list."),
        },
    )

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            field: Any = self.fields[name]
            field.queryset = people(business).select_related("relationship_owner__user")

    def clean(self) -> dict[str, Any]:
        """Take two different rows."""
        said = self.cleaned_data
        if said.get("one") and said.get("one") == said.get("other"):
            self.add_error("other", _("That is the same customer twice."))
        return said

    @property
    def pair(self) -> tuple[Customer, Customer]:
        """The two, in the order given."""
        return self.cleaned_data["one"], self.cleaned_data["other"]


class PauseForm(forms.Form):
    """Until when not to ask somebody."""

    until = forms.DateField(
        label=gettext_lazy("Ask nothing before"),
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
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return until


def _languages(kept: str) -> list[tuple[str, Any]]:
    """Return the languages to choose from, each in its own words, and the kept one."""
    known = {
        code: language["name_local"].capitalize()
        for code, language in LANG_INFO.items()
        if "name_local" in language
    }
    if kept and kept not in known:
        known[kept] = kept
    choices = sorted(known.items(), key=lambda choice: choice[1].casefold())
    return [("", gettext_lazy("As most of our customers")), *choices]
