"""Forms about themes: names, merging, splitting; and what a reply was about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.accounts.models import Business
from surveys.models import Theme
from surveys.selectors import themes as selectors
from surveys.understanding import Cause, Reason


class ThemeNameForm(forms.Form):
    """What a theme is called."""

    name = forms.CharField(label=_("Name"), max_length=60)


class MergeForm(forms.Form):
    """Which theme another one becomes part of."""

    into: "forms.ModelChoiceField[Theme]" = forms.ModelChoiceField(
        queryset=None, label=_("Make it part of")
    )

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = selectors.shown_themes(theme.business).exclude(pk=theme.pk)
        field: Any = self.fields["into"]
        field.queryset = others.order_by("name")


class SplitForm(forms.Form):
    """Which quotes leave a theme, and what their own is called."""

    name = forms.CharField(label=_("Name of the new theme"), max_length=60)
    quotes = forms.TypedMultipleChoiceField(
        label=_("Words that belong to it"),
        error_messages={"required": _("Tick the words that belong to the new theme.")},
    )

    def __init__(self, *args: Any, ids: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["quotes"]
        field.choices = [(pk, pk) for pk in ids]


class PlaceForm(forms.Form):
    """Which theme a reply belongs to as well."""

    theme: "forms.ModelChoiceField[Theme]" = forms.ModelChoiceField(
        queryset=None, label=_("Add to a theme")
    )

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["theme"]
        field.queryset = selectors.shown_themes(business).order_by("name")
        if not self.is_bound:
            # Names are enough to choose from, and are read in one go.
            named = field.queryset.values_list("pk", "name")
            field.widget.choices = [("", field.empty_label), *named]


class UnderstandingForm(forms.Form):
    """Why a customer got in touch, and what lay behind it."""

    reason = forms.ChoiceField(
        label=_("Why they got in touch"),
        choices=[("", _("Not known")), *Reason.choices],
        required=False,
    )
    cause = forms.ChoiceField(
        label=_("What lay behind it"),
        choices=[("", _("Not known")), *Cause.choices],
        required=False,
    )
