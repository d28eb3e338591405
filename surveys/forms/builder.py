"""What the builder asks of whoever writes a survey, as typed and as checked."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from feedback.errors import Refused
from feedback.text import one_line
from surveys.extras import Extras
from surveys.languages import NAMES
from surveys.models import QuestionKind
from surveys.words import (
    LONGEST_OPENING,
    LONGEST_TEXT,
    QuestionWords,
    Rules,
    Words,
    cleaned_question,
)

# Languages a business may write its questions in, under their own names.
LANGUAGES: Final = (
    ("en-gb", NAMES["en"]),
    *((code, name) for code, name in NAMES.items() if code != "en"),
)
DAY_HOURS = 24
LONGEST_DELAY = 30 * DAY_HOURS


class RemindingForm(forms.Form):
    """A form with the days before a reminder and those before the link closes."""

    def clean(self) -> dict[str, Any]:
        """Refuse a reminder that would come after the link has closed."""
        cleaned: dict[str, Any] = super().clean() or {}
        reminder, expiry = cleaned.get("reminder_days"), cleaned.get("expiry_days")
        if reminder and expiry and reminder >= expiry:
            self.add_error("reminder_days", _("Remind before the link closes."))
        return cleaned


class SurveyForm(RemindingForm):
    """Everything about a survey but its questions."""

    revision = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(
        label=_("Name of this survey"),
        max_length=80,
        help_text=_("For you: customers do not see it."),
    )
    opening = forms.CharField(
        label=_("First line of the mail"),
        max_length=LONGEST_OPENING,
        required=False,
        help_text=_("After the greeting and what you did: “How did it go?”"),
    )
    asks_contact = forms.BooleanField(
        label=_("Ask “Would you like us to get back to you?”"),
        required=False,
        help_text=_("“May we show your words?” comes last, with nothing picked."),
    )
    asks_feeling = forms.BooleanField(
        label=_("One word for how they felt"), required=False
    )
    asks_goal = forms.BooleanField(
        label=_("What were you trying to do?"), required=False
    )
    asks_pressure = forms.BooleanField(
        label=_("Did anybody ask you for a particular score?"),
        required=False,
        help_text=_("Numbers that somebody begged for tell you nothing."),
    )
    asks_photos = forms.BooleanField(
        label=_("Up to three photos"),
        required=False,
        help_text=_("For you only: photos are never shown in public."),
    )
    language = forms.ChoiceField(
        label=_("Language of your questions"),
        choices=LANGUAGES,
    )
    delay_hours = forms.IntegerField(
        label=_("Hours to wait after the work"),
        min_value=0,
        max_value=LONGEST_DELAY,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("Then the next hour at which you ask."),
    )
    reminder_days = forms.IntegerField(
        label=_("Days before one reminder"),
        min_value=0,
        max_value=60,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("0 means no reminder. There is never a second one."),
    )
    expiry_days = forms.IntegerField(
        label=_("Days the link stays open"),
        min_value=1,
        max_value=365,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("After that nobody can answer any more."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Ask after"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None picked means after everything you do."),
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picked = self.fields["kinds"]
        if isinstance(picked, forms.ChoiceField):
            picked.choices = [(kind, kind) for kind in kinds]

    def clean_name(self) -> str:
        """Return the name on one line; refuse one with nothing in it."""
        name = one_line(self.cleaned_data["name"], longest=80)
        if not name:
            raise ValidationError(_("Give it a name."))
        return name

    def rules(self) -> Rules:
        """Return when to ask; only once the form is valid."""
        stored = self.cleaned_data
        return Rules(
            name=stored["name"],
            kinds=tuple(stored["kinds"]),
            delay_hours=stored["delay_hours"],
            reminder_days=stored["reminder_days"],
            expiry_days=stored["expiry_days"],
        )

    def extras(self) -> Extras:
        """Return what is asked besides; of what was typed, valid or not."""
        return Extras(
            feeling=bool(self["asks_feeling"].value()),
            goal=bool(self["asks_goal"].value()),
            pressure=bool(self["asks_pressure"].value()),
            photos=bool(self["asks_photos"].value()),
        )

    def words(self, questions: tuple[QuestionWords, ...]) -> Words:
        """Return what customers read; only once the form is valid."""
        stored = self.cleaned_data
        return Words(
            questions,
            opening=stored["opening"],
            asks_contact=stored["asks_contact"],
            language=stored["language"],
            extras=self.extras(),
        )


class QuestionForm(forms.Form):
    """One question. Its kind stays what it was when it was added."""

    lineage = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=QuestionKind.choices, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Question"),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write the question or remove it.")},
    )
    hint = forms.CharField(
        label=_("Hint under it"), max_length=LONGEST_TEXT, required=False
    )
    options = forms.CharField(
        label=_("Answers to pick from"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, two to six."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be asked, with the reason beside the right field."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") and cleaned.get("text"):
            try:
                cleaned_question(self.question_words())
            except Refused as refusal:
                picks = cleaned["kind"] == QuestionKind.CHOICE
                self.add_error("options" if picks else "text", refusal.message)
        return cleaned

    def question_words(self) -> QuestionWords:
        """Return the question; only once the form is valid."""
        typed = self.cleaned_data
        return QuestionWords(
            kind=typed["kind"],
            text=typed["text"],
            hint=typed.get("hint", ""),
            options=tuple(typed.get("options", "").splitlines()),
            lineage=typed.get("lineage"),
        )

    @property
    def shown_kind(self) -> str:
        """The kind, whether the form was sent or not."""
        return str(self["kind"].value() or "")

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(dict(QuestionKind.choices).get(self.shown_kind, ""))

    @property
    def has_options(self) -> bool:
        """Whether there is something to pick from."""
        return self.shown_kind == QuestionKind.CHOICE

    @property
    def has_hint(self) -> bool:
        """Whether the hint is worth a field: for own words, and where there is one."""
        return self.shown_kind == QuestionKind.WORDS or bool(self["hint"].value())
