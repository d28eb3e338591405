"""What becomes of a date that is about to slip, and what those who wait read of it."""

import hashlib
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.forms.fields import USUAL_DAYS, RevisionForm, checked, day_input
from actions.models import Action, SlipAnswer
from actions.services.closing import LONGEST_WORDS
from actions.services.slipping import Slipping
from feedback.text import clean, one_line
from surveys.forms.hearing import ByMailForm

Answer = SlipAnswer.Answer
ANSWERS = (
    (Answer.KEPT.value, _("It stands: I keep it")),
    (Answer.MOVED.value, _("A new date")),
    (Answer.NOT.value, _("We decide not to do it")),
)


class SlipForm(RevisionForm):
    """Keep it, a new date with a reason, or decide not to.

    ``seen`` is what was shown last: mails go only in words that somebody has seen.
    """

    answer = forms.ChoiceField(
        label=_("What now?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it stands.")},
    )
    due_on = forms.DateField(label=_("New date"), required=False, widget=day_input())
    because = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("For a new date, or for not doing it. Your team reads it."),
    )
    tell = forms.BooleanField(
        label=_("Tell the people who wait"), required=False, initial=True
    )
    words = forms.CharField(
        label=_("What they read"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Empty: the reason. You see the mail before it goes."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        action: Action,
        today: date,
        waiting: int,
        **more: Any,
    ) -> None:
        later = max(action.due_on, today) + USUAL_DAYS
        initial = {
            "due_on": later,
            "revision": action.revision,
            "tell": action.offers_to_tell,
        }
        super().__init__(data, initial=initial, **more)
        self.action, self.today = action, today
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()
        if not waiting:
            del self.fields["tell"], self.fields["words"]

    def clean(self) -> dict[str, Any]:
        """Want a date and a reason where they are needed."""
        cleaned = super().clean() or self.cleaned_data
        answer = cleaned.get("answer")
        if answer in (Answer.MOVED, Answer.NOT):
            cleaned["because"] = one_line(cleaned.get("because", ""), longest=300)
            if not cleaned["because"]:
                self.add_error("because", gettext("Say why."))
        if answer == Answer.MOVED and "due_on" not in self.errors:
            self._check_date(cleaned.get("due_on"))
        return cleaned

    def _check_date(self, due_on: date | None) -> None:
        if due_on is None:
            self.add_error("due_on", gettext("Choose the new date."))
        elif due_on == self.action.due_on:
            self.add_error("due_on", gettext("That is the date it has already."))
        else:
            try:
                checked(due_on, self.today)
            except forms.ValidationError as error:
                self.add_error("due_on", error)

    @property
    def keeps(self) -> bool:
        """Whether the date stands."""
        return bool(self.cleaned_data["answer"] == Answer.KEPT)

    @property
    def tells(self) -> bool:
        """Whether somebody is to be told."""
        return bool(self.cleaned_data.get("tell")) and not self.keeps

    def slipping(self) -> Slipping:
        """Return what was filled in, once it is valid and not kept."""
        given = self.cleaned_data
        because = given["because"]
        words = clean(given.get("words", "")) or because
        return Slipping(
            because=because,
            due_on=given["due_on"] if given["answer"] == Answer.MOVED else None,
            words=words if self.tells else "",
            not_told_because=gettext("Decided when the date came."),
        )

    def fingerprint(self) -> str:
        """Return a mark of what the mails would say."""
        wanted = self.slipping()
        text = f"{self.cleaned_data['answer']}|{wanted.due_on}|{wanted.words}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def has_been_seen(self) -> bool:
        """Whether the mails were shown as they would go now."""
        return not self.tells or self.cleaned_data.get("seen") == self.fingerprint()

    def mark_seen(self) -> None:
        """Remember what is being shown, for when the form comes back."""
        sent = dict(self.data.items())
        self.data = {**sent, self.add_prefix("seen"): self.fingerprint()}


class SlipByMailForm(SlipForm, ByMailForm):
    """The same on a page without a login."""


class HaveItForm(ByMailForm):
    """One tap: I have it."""
