"""The rules of one survey as a form: to try on last month, and to keep."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from surveys.forms.builder import LONGEST_DELAY, RemindingForm
from surveys.models import Survey
from surveys.services.ruling import AskingRules
from surveys.services.simulating import Chosen


def _number(label: Any, least: int, most: int, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=hint,
    )


class RulesForm(RemindingForm):
    """Everything that decides whom one survey asks, and the rest to try with it."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Ask after"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None picked means after everything you do."),
    )
    delay_hours = _number(
        gettext_lazy("Hours to wait after the work"),
        0,
        LONGEST_DELAY,
        gettext_lazy("Then the next hour at which you ask."),
    )
    reminder_days = _number(
        gettext_lazy("Days before one reminder"),
        0,
        60,
        gettext_lazy("0 means no reminder. There is never a second one."),
    )
    expiry_days = _number(gettext_lazy("Days the link stays open"), 1, 365)
    sample_percent = _number(
        gettext_lazy("Ask so many of a hundred"),
        1,
        100,
        gettext_lazy(
            "By lot. Who did the work, how it went or how a name is spelled cannot"
            " matter, and nobody draws twice."
        ),
    )
    rest_days = _number(
        gettext_lazy("Days of rest between two askings"),
        1,
        365,
        gettext_lazy("Only to try: it is kept under “When we ask”, for all surveys."),
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picked = self.fields["kinds"]
        if isinstance(picked, forms.ChoiceField):
            picked.choices = [(kind, kind) for kind in kinds]
        if not kinds:
            del self.fields["kinds"]

    def rules(self) -> AskingRules:
        """Return what can be kept; only once the form is valid."""
        typed = self.cleaned_data
        return AskingRules(
            kinds=tuple(typed.get("kinds", ())),
            delay_hours=typed["delay_hours"],
            reminder_days=typed["reminder_days"],
            expiry_days=typed["expiry_days"],
            sample_percent=typed["sample_percent"],
        )

    def chosen(self) -> Chosen:
        """Return what can be tried; only once the form is valid."""
        typed = self.cleaned_data
        return Chosen(
            kinds=tuple(typed.get("kinds", ())),
            delay_hours=typed["delay_hours"],
            reminder_days=typed["reminder_days"],
            sample_percent=typed["sample_percent"],
            rest_days=typed["rest_days"],
        )


def stored_rules(survey: Survey) -> dict[str, Any]:
    """Return what `RulesForm` shows of a survey as it is stored."""
    names = ("delay_hours", "reminder_days", "expiry_days", "sample_percent")
    stored = {name: getattr(survey, name) for name in names}
    rest = survey.business.rest_days
    return {**stored, "kinds": list(survey.kinds), "rest_days": rest}
