"""What somebody does to an action from the page behind their mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.forms.closing import ClosingForm, DecisionForm
from actions.forms.fields import said
from actions.models import Action
from actions.services.commenting import LONGEST_COMMENT
from feedback.text import clean
from surveys.forms.hearing import ByMailForm


class DoByMailForm(ByMailForm):
    """A button: start it, or tick a step."""

    step = forms.UUIDField(required=False)


class CommentByMailForm(ByMailForm):
    """Something for the team."""

    words = forms.CharField(
        label=_("Say something to the team"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4, "class": "field"}),
    )

    def clean_words(self) -> str:
        return said(
            clean(self.cleaned_data["words"]), gettext("Write a few words first.")
        )


class CloseByMailForm(ClosingForm, ByMailForm):
    """It is done: what changed, and why it was needed."""

    def __init__(self, data: Any = None, *, action: Action) -> None:
        super().__init__(data, action=action)
        self.auto_id = "close-%s"


class DecideByMailForm(DecisionForm, ByMailForm):
    """It is not done this time, and why."""

    def __init__(self, data: Any = None, *, action: Action) -> None:
        super().__init__(data, action=action)
        self.auto_id = "decide-%s"
