"""What a manager may say in public, and on which grounds a comment may go."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback.text import clean
from public_wall.models import Removal


def _grounds() -> list[tuple[str, str]]:
    """Return the grounds to choose from, as reasons."""
    because = gettext("Because %(reason)s")
    labels = [(ground.value, ground.label) for ground in Removal.Ground]
    return [(value, because % {"reason": label}) for value, label in labels]


class PublicReplyForm(forms.Form):
    """The business's own words under a comment."""

    words = forms.CharField(
        label=_("Your public reply"),
        max_length=2000,
        help_text=_("Everybody can read it, under their words. No names or addresses."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_words(self) -> str:
        """Return the words fit to store."""
        return _said_something(self.cleaned_data["words"])


class UpdateForm(forms.Form):
    """What people said, if nobody may be quoted, and what was done about it."""

    said = forms.CharField(
        label=_("You said"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    did = forms.CharField(
        label=_("What we did"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    # Which state of the words the person was looking at.
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self,
        typed: Any = None,
        *,
        initial: dict[str, str],
        decided: bool,
        quoted: bool,
        now_seen: str,
    ) -> None:
        super().__init__(typed, initial=initial)
        self.now_seen = now_seen
        said, did = self.fields["said"], self.fields["did"]
        did.label = (
            gettext("What we decided, and why") if decided else gettext("What we did")
        )
        said.required = not quoted
        if quoted:
            said.label = gettext("The same in your words")
            said.help_text = gettext("Shown instead if they take their words back.")
        else:
            said.help_text = gettext(
                "Nobody may be quoted, so say it in your own words."
            )

    def clean_seen(self) -> str:
        """Refuse to overwrite what somebody else has changed meanwhile."""
        seen: str = self.cleaned_data["seen"]
        if seen and seen != self.now_seen:
            raise forms.ValidationError(
                gettext(
                    "Somebody else changed this meanwhile. Look at the "
                    "page list, then save again if yours should stand."
                )
            )
        return seen

    def clean_said(self) -> str:
        """Return the words fit to store."""
        return clean(self.cleaned_data["said"])

    def clean_did(self) -> str:
        """Return the words fit to store."""
        return _said_something(self.cleaned_data["did"])


class RemovalForm(forms.Form):
    """A request to take a comment off the page, on one ground of the closed list."""

    ground = forms.ChoiceField(
        label=_("Why it should go"),
        choices=_grounds,
        widget=forms.RadioSelect,
        help_text=_("Only these count. That it is unfair or unkind to us does not."),
    )
    note = forms.CharField(
        label=_("What exactly"),
        max_length=300,
        help_text=_("For whoever decides. Nobody else sees it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_note(self) -> str:
        """Return the note fit to store."""
        return _said_something(self.cleaned_data["note"])


def _said_something(words: str) -> str:
    kept = clean(words)
    if not kept:
        raise forms.ValidationError(gettext("Write a few words."))
    return kept
