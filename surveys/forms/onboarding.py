"""What a new business is asked, once."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from feedback.accounts import places
from feedback.accounts.forms import LineField, NameField
from surveys.languages import normal
from surveys.services.onboarding import Welcome
from surveys.starters import STARTERS
from surveys.starters.translated import ready_made


def trades() -> list[tuple[str, Any]]:
    """Return the trades to choose from, in the language of whoever reads them."""
    spoken = normal(get_language() or "")
    named = [(s.trade, ready_made(s.label, spoken) or s.label) for s in STARTERS]
    return [("", _("Choose the nearest")), *named]


class TradeForm(forms.Form):
    """Which ready-made questions to begin with."""

    trade = forms.ChoiceField(
        label=_("What do you do?"),
        choices=trades,
        help_text=_(
            "It decides which questions you begin with. Change them all later."
        ),
    )


class WelcomeForm(TradeForm):
    """Trade, voice and clock of a new business."""

    sign_off = NameField(
        label=_("Who are the mails from?"),
        max_length=60,
        help_text=_("A person’s name. Customers answer people more than firms."),
    )
    reply_to = forms.EmailField(
        label=_("Where do answers to the mails go?"),
        help_text=_("Somebody should read it."),
    )
    place = LineField(label=_("Which town are you in?"), max_length=60, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=places.countries)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=lambda: [("", _("The usual one in my country")), *places.zones()],
        help_text=_("So that nobody is asked at night."),
    )

    def welcome(self) -> Welcome:
        """Return the answers; only once the form is valid."""
        said: dict[str, Any] = self.cleaned_data
        zone = said["zone"] or places.zone_of(said["country"])
        return Welcome(**{**said, "zone": zone})
