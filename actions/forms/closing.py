"""Closing: what changed or why not, and whether those who raised it are told."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.forms.fields import RevisionForm, said
from actions.models import Action
from actions.services import Closing
from actions.services.closing import LONGEST_WORDS
from feedback.text import clean, one_line

TELL = [("yes", _("Yes, tell the people who raised it")), ("no", _("No"))]


class NotTellingForm(RevisionForm):
    """Why nobody is told."""

    not_told_because = forms.CharField(label=_("Why nobody is told"), max_length=300)

    def clean_not_told_because(self) -> str:
        return said(
            one_line(self.cleaned_data["not_told_because"]),
            gettext("Say why nobody is told."),
        )


class TellOrNotForm(RevisionForm):
    """Whether those who raised it are told, or why not."""

    tell = forms.ChoiceField(
        label=_("Tell the people who raised it?"),
        choices=TELL,
        widget=forms.RadioSelect(),
        help_text=_("You’ll see each email before it goes."),
    )
    not_told_because = forms.CharField(
        label=_("If not, why not"), max_length=300, required=False
    )

    def __init__(self, data: Any = None, *, action: Action) -> None:
        initial = {
            "tell": "yes" if action.offers_to_tell else "no",
            "revision": action.revision,
        }
        super().__init__(data, initial=initial)
        self.is_owed = action.links.exists()
        if not self.is_owed:
            # Nobody raised it, so that there is nobody to tell.
            del self.fields["tell"], self.fields["not_told_because"]

    def clean(self) -> dict[str, Any]:
        """Want a reason for silence."""
        cleaned = super().clean() or self.cleaned_data
        because = one_line(cleaned.get("not_told_because", ""))
        if cleaned.get("tell") == "no" and not because:
            self.add_error("not_told_because", gettext("Say why nobody is told."))
        return cleaned

    @property
    def tells(self) -> bool:
        """Whether people are to be told."""
        return bool(self.cleaned_data.get("tell") == "yes")

    @property
    def silence(self) -> str:
        """Why nobody is told, if somebody said so."""
        return str(self.cleaned_data.get("not_told_because", ""))


class ClosingForm(TellOrNotForm):
    """What was done, why it was needed, and for whom it is better."""

    what_changed = forms.CharField(
        label=_("What changed"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Customers read these words: “We now text you when we set off.”"),
    )
    cause = forms.ChoiceField(
        label=_("Where the reason for it lay"),
        choices=[c for c in Action.Cause.choices if c[0]],
        widget=forms.RadioSelect(),
    )
    better_for = forms.ChoiceField(
        label=_("Better for customers, or only easier for us?"),
        choices=[c for c in Action.BetterFor.choices if c[0]],
        widget=forms.RadioSelect(),
    )
    field_order = ("what_changed", "cause", "better_for", "tell", "not_told_because")

    def clean_what_changed(self) -> str:
        return said(
            clean(self.cleaned_data["what_changed"]), gettext("Say what changed.")
        )

    def closing(self) -> Closing:
        """Return what was filled in, once it is valid."""
        given = self.cleaned_data
        return Closing(
            given["what_changed"],
            cause=given["cause"],
            better_for=given["better_for"],
            tell=self.tells,
            not_told_because=self.silence,
        )


class DecisionForm(TellOrNotForm):
    """Why it is not done this time."""

    because = forms.CharField(
        label=_("Why not, this time"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Customers read these words: “There are four of us.”"),
    )
    field_order = ("because", "tell", "not_told_because")

    def clean_because(self) -> str:
        return said(clean(self.cleaned_data["because"]), gettext("Say why not."))
