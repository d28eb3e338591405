"""What is said to make a key."""

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.connect.models import ApiKey


class KeyForm(forms.Form):
    """What the key is for, and how far it goes."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=60,
        help_text=_("The name of the other program, so that you know it again."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        label=_("What may it do?"),
        choices=ApiKey.Scope,
        initial=ApiKey.Scope.WRITE,
        widget=forms.RadioSelect,
    )
