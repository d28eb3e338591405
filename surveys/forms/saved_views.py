"""A name for a list of the inbox."""

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.text import one_line
from surveys.models import SavedView


class SavedViewForm(forms.Form):
    """What the list is called, and whether everybody sees it."""

    name = forms.CharField(
        label=_("Name of the list"),
        max_length=60,
        error_messages={"required": _("Give the list a name.")},
    )
    is_shared = forms.BooleanField(label=_("Everybody here sees it"), required=False)

    def clean_name(self) -> str:
        """Refuse a name that shows nothing."""
        name = one_line(self.cleaned_data["name"], longest=60)
        if not name:
            raise forms.ValidationError(_("Give the list a name."))
        return name

    @classmethod
    def of(cls, view: SavedView) -> "SavedViewForm":
        """Return the form as ``view`` stands."""
        return cls(initial={"name": view.name, "is_shared": view.is_shared})
