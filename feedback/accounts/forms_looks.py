"""What an owner may say about how their pages look."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from feedback.accounts import branding
from feedback.pictures import ACCEPT

LARGEST_LOGO: Final = 5 * 1024 * 1024


class ColorForm(forms.Form):
    """The colour of the business."""

    brand_color = forms.CharField(
        label=_("Your colour"),
        max_length=7,
        widget=forms.TextInput(attrs={"type": "color"}),
    )

    def clean_brand_color(self) -> str:
        """Return it as "#RRGGBB"; nothing for the colour that we use anyway."""
        color = branding.normal_color(self.cleaned_data["brand_color"])
        if not color:
            raise ValidationError(_("Write a colour like #0E5A4C."))
        return "" if color == branding.STANDARD else color


class LogoForm(forms.Form):
    """The mark of the business."""

    logo = forms.FileField(
        label=_("Your logo"),
        help_text=_("A JPEG, PNG or WebP, wide or square. We make it small."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("Choose a picture first.")},
    )

    def clean_logo(self) -> "UploadedFile[Any]":
        """Refuse what is too large to be a mark."""
        file: UploadedFile[Any] = self.cleaned_data["logo"]
        if (file.size or 0) > LARGEST_LOGO:
            raise ValidationError(_("Choose a picture of at most 5 megabytes."))
        return file
