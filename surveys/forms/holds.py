"""Why a hold is lifted."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LiftingForm(forms.Form):
    """The reason for an override."""

    because = forms.CharField(
        label=_("Why is it settled, although they have not said so?"),
        max_length=300,
        help_text=_("It stays in the history: “I rang on Tuesday, all is well.”"),
    )
