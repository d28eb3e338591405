"""Where the public page is found, and in which languages an update is told."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SlugForm(forms.Form):
    """Another address below ours."""

    slug = forms.CharField(
        label=_("The page's address"),
        max_length=60,
        help_text=_("Letters from a to z, digits and dashes. The old one leads here."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class DomainForm(forms.Form):
    """A host of the business's own."""

    domain = forms.CharField(
        label=_("Your own address for the page"),
        max_length=253,
        help_text=_("A name below your domain, such as said.penrose-heating.co.uk."),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )


class OriginForm(forms.Form):
    """A website that may frame the box."""

    origin = forms.CharField(
        label=_("Your website"),
        max_length=300,
        help_text=_("As in the browser, such as https://www.penrose-heating.co.uk."),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )


class TranslationForm(forms.Form):
    """An update in a further language; empty takes it away."""

    said = forms.CharField(
        label=_("You said"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    did = forms.CharField(
        label=_("What we did"),
        max_length=1000,
        required=False,
        help_text=_("Leave it empty to show the page's own language instead."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: object, decided: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's
        if decided:
            self.fields["did"].label = gettext("What we decided, and why")
