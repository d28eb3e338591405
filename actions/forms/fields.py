"""Pieces of more than one form."""

from datetime import date, timedelta

from django import forms

from actions.dates import check_due
from feedback.errors import Refused

USUAL_DAYS = timedelta(days=7)


class RevisionForm(forms.Form):
    """A form about an action as somebody saw it."""

    revision = forms.IntegerField(
        widget=forms.HiddenInput(), min_value=1, required=False
    )


def day_input() -> forms.DateInput:
    """Return the browser's own date field, filled in the only form it reads."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def said(text: str, otherwise: str) -> str:
    """Return ``text``, or refuse with the sentence ``otherwise`` if it is empty."""
    if not text:
        raise forms.ValidationError(otherwise)
    return text


def checked(due_on: date, today: date) -> date:
    """Return a date that a promise can have, or say what is wrong with it."""
    try:
        check_due(due_on, today=today)
    except Refused as error:
        raise forms.ValidationError(error.message) from error
    return due_on
