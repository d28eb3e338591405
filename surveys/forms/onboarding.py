"""What a new business is asked, once."""

from typing import Any

from django import forms

from feedback.accounts import places
from feedback.accounts.forms import LineField, NameField
from surveys.services.onboarding import Welcome
from surveys.starters import STARTERS

TRADES = [(starter.trade, starter.label) for starter in STARTERS]


class TradeForm(forms.Form):
    """Which ready-made questions to begin with."""

    trade = forms.ChoiceField(
        label="What do you do?",
        choices=[("", "Choose the nearest"), *TRADES],
        help_text="It decides which questions you begin with. Change them all later.",
    )


class WelcomeForm(TradeForm):
    """Trade, voice and clock of a new business."""

    sign_off = NameField(
        label="Who are the mails from?",
        max_length=60,
        help_text="A person’s name. Customers answer people more than firms.",
    )
    reply_to = forms.EmailField(
        label="Where do answers to the mails go?",
        help_text="Somebody should read it.",
    )
    place = LineField(label="Which town are you in?", max_length=60, required=False)
    country = forms.ChoiceField(label="Country", choices=places.countries)
    zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        choices=lambda: [("", "The usual one in my country"), *places.zones()],
        help_text="So that nobody is asked at night.",
    )

    def welcome(self) -> Welcome:
        """Return the answers; only once the form is valid."""
        said: dict[str, Any] = self.cleaned_data
        zone = said["zone"] or places.zone_of(said["country"])
        return Welcome(**{**said, "zone": zone})
