"""Forms by which customers and what was done for them come in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback import clock
from feedback.accounts.models import Business, Membership
from feedback.accounts.selectors import team
from feedback.customers.addresses import one_address
from feedback.customers.models import Customer
from feedback.customers.services import CustomerDetails, NewInteraction
from feedback.errors import Refused
from feedback.local_time import at_local
from surveys.hours import local_noon
from surveys.rows import Reading, read
from surveys.rows.dates import EARLIEST_YEAR
from surveys.rows.table import TooLong

LONGEST_PASTE = 200_000
# What a confirmation may carry: the limit of a request (settings) less the rest of it.
MOST_CARRIED_BYTES = 440 * 1024
TOO_MUCH = _("That is more than we can check in one go. Split the list into two.")


class AddForm(forms.Form):
    """One customer and one thing that was done for them."""

    name = forms.CharField(label=_("Their name"), max_length=120)
    email = forms.CharField(
        label=_("Email"),
        required=False,
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    kind = forms.CharField(
        label=_("What you did"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "kinds", "autocomplete": "off"}),
    )
    happened_on = forms.DateField(
        label=_("When"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    happened_time = forms.TimeField(
        label=_("At what time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    handler = forms.CharField(label=_("Who did it"), required=False, max_length=80)
    reference = forms.CharField(
        label=_("Your reference"), required=False, max_length=80
    )
    value = forms.DecimalField(
        label=_("Value of the sale"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
    )
    relationship_owner: "forms.ModelChoiceField[Membership]" = forms.ModelChoiceField(
        label=_("Who looks after them"),
        queryset=None,
        required=False,
        empty_label=_("Nobody"),
    )
    band = forms.ChoiceField(
        label=_("How valuable they are"), choices=Customer.Value, required=False
    )

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.business = business
        self.fields["happened_on"].initial = clock.today(business.zone)
        owner: Any = self.fields["relationship_owner"]
        owner.queryset = team(business)

    def clean_email(self) -> str:
        """Accept one address, also behind a display name."""
        return _address(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """Refuse work of the future, and of another century."""
        day = self.cleaned_data.get("happened_on")
        if day and day > clock.today(self.business.zone):
            self.add_error("happened_on", _("That is in the future."))
        if day and day.year < EARLIEST_YEAR:
            self.add_error("happened_on", _("That is too long ago to be right."))
        return self.cleaned_data

    @property
    def details(self) -> CustomerDetails:
        """Who it was."""
        said = self.cleaned_data
        owner: Membership | None = said["relationship_owner"]
        return CustomerDetails(
            name=said["name"],
            email=said["email"],
            phone=said["phone"],
            relationship_owner=owner,
            value=said["band"],
        )

    @property
    def work(self) -> NewInteraction:
        """What was done; without a time it counts as done at noon."""
        said = self.cleaned_data
        day, at, zone = said["happened_on"], said["happened_time"], self.business.zone
        moment = at_local(day, at, zone) if at else local_noon(day, zone)
        return NewInteraction(
            kind=said["kind"],
            happened_at=moment,
            handler=said["handler"],
            reference=said["reference"],
            value=said["value"],
        )


class ListForm(forms.Form):
    """A list that has to be read before anything else can be said about it."""

    reading: Reading

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.business = business
        self.reading = Reading((), ())
        # Readable, but more than one request carries.
        self.is_long = False

    def read(self, field: str, text: str) -> None:
        """Read ``text``, or say beside ``field`` why that cannot be done."""
        today = clock.today(self.business.zone)
        try:
            self.reading = read(text, self.business, today=today)
        except Refused as error:
            self.is_long = isinstance(error, TooLong)
            self.add_error(field, error.message)
            return
        if not self.reading.rows:
            empty = _("There is nothing in that list.")
            bad = _("None of it can be read yet. The reasons are below.")
            self.add_error(field, bad if self.reading.refused else empty)
        if len(self.reading.rows_text.encode()) > MOST_CARRIED_BYTES:
            self.is_long = True
            self.add_error(field, TOO_MUCH)


class PasteForm(ListForm):
    """Lines of a list, typed or pasted."""

    text = forms.CharField(
        label=_("One line for each person"),
        strip=False,
        max_length=LONGEST_PASTE,
        help_text=_(
            "Name, email, what you did, when, who did it. Commas, semicolons or"
            " tabs between them; copying from a spreadsheet works."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Read the lines."""
        if "text" in self.cleaned_data:
            self.read("text", self.cleaned_data["text"])
        return self.cleaned_data


class ConfirmForm(ListForm):
    """A list that was checked and is now to be stored; it is read again.

    ``rest`` are the lines that could not be read, to be corrected afterwards.
    """

    rows = forms.CharField(strip=False, widget=forms.HiddenInput)
    rest = forms.CharField(strip=False, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Read the rows again: what comes back from a page is never trusted."""
        if "rows" in self.cleaned_data:
            self.read("rows", self.cleaned_data["rows"])
        return self.cleaned_data


def _address(text: str) -> str:
    try:
        return one_address(text)
    except Refused as error:
        raise forms.ValidationError(error.message) from error
