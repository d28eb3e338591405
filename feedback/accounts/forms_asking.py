"""At which hours, on which days and how often people are asked."""

from copy import copy
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import clock
from feedback.accounts import opening_days, public_holidays
from feedback.accounts.forms import LineField
from feedback.accounts.models import Business
from feedback.accounts.opening_days import Closure
from feedback.errors import Refused

SHORTEST_DAY = timedelta(hours=1)
LONGEST_CLOSURE = timedelta(days=183)
# Closed days lie in the past of nobody, and not beyond what anybody can know.
FURTHEST = timedelta(days=3 * 366)


class WeekdaysField(forms.MultipleChoiceField):
    """Days of the week, stored as in `Business.ask_weekdays`."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(str(day + 1), name) for day, name in WEEKDAYS.items()]
        widget = forms.CheckboxSelectMultiple
        super().__init__(choices=choices, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the days of a stored value, one by one."""
        return list(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """Return the days in the order of the week, as one text."""
        return "".join(sorted(super().clean(value)))


def _time(label: Any) -> forms.TimeField:
    attrs = {"type": "time", "class": "short"}
    widget = forms.TimeInput(attrs=attrs, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


class AskingForm(forms.Form):
    """The hours, the days of the week, public holidays, and the rest between."""

    ask_from = _time(gettext_lazy("Not before"))
    ask_until = _time(gettext_lazy("Not after"))
    ask_weekdays = WeekdaysField(
        label=gettext_lazy("On these days"),
        error_messages={"required": gettext_lazy("Pick at least one day.")},
    )
    keeps_holidays = forms.BooleanField(
        label=gettext_lazy("Ask nobody on public holidays"), required=False
    )
    holiday_region = forms.ChoiceField(
        label=gettext_lazy("Whose holidays"), required=False
    )
    rest_days = forms.IntegerField(
        label=gettext_lazy("Days before we ask the same person again"),
        min_value=1,
        max_value=365,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=gettext_lazy(
            "However many surveys you have, reminders counted. Ninety is kind."
        ),
    )

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.business = business
        regions = public_holidays.regions(business.country)
        field = self.fields["holiday_region"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("The whole country")), *regions]
        if not regions:
            del self.fields["holiday_region"]

    def clean(self) -> dict[str, Any]:
        """Refuse hours in the wrong order, or too few to send anything in."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("ask_from"), cleaned.get("ask_until")
        if start is None or end is None:
            return cleaned
        day = datetime.min  # noqa: DTZ901 - only the distance of two times counts
        length = datetime.combine(day, end) - datetime.combine(day, start)
        if length < SHORTEST_DAY:
            late = _("Leave at least an hour after “not before”.")
            self.add_error("ask_until", late)
        if not self.errors:
            self._check_opening(cleaned)
        return cleaned

    def _check_opening(self, cleaned: dict[str, Any]) -> None:
        wanted = copy(self.business)
        for name, value in cleaned.items():
            setattr(wanted, name, value)
        try:
            opening_days.check(wanted, start=clock.today(wanted.zone))
        except Refused as refusal:
            self.add_error("ask_weekdays", refusal.message)


class ClosureForm(forms.Form):
    """Days on which the business is closed, and what they are called."""

    first = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}),
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}),
        help_text=gettext_lazy("Empty: one day only."),
    )
    name = LineField(
        label=gettext_lazy("What they are"),
        max_length=60,
        help_text=gettext_lazy("“Works holiday”. Customers do not see it."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Refuse days that end before they begin, are over, or take half a year."""
        cleaned: dict[str, Any] = super().clean() or {}
        first = cleaned.get("first")
        if first is None or "last" in self.errors:
            return cleaned
        last = cleaned["last"] = cleaned.get("last") or first
        if last < first:
            self.add_error("last", _("The last day comes before the first."))
        elif last < self.today:
            self.add_error("last", _("These days are over."))
        elif last - self.today > FURTHEST:
            self.add_error("last", _("That is too far ahead."))
        elif last - first > LONGEST_CLOSURE:
            self.add_error("last", _("Half a year at most."))
        return cleaned

    @property
    def closure(self) -> Closure:
        """The closed days; only once the form is valid."""
        typed = self.cleaned_data
        return Closure(typed["first"], typed["last"], typed["name"])


class KnownClosureForm(forms.Form):
    """Which of the stored closed days is meant."""

    first = forms.DateField()
    last = forms.DateField()
    name = forms.CharField(max_length=60, strip=False)

    @property
    def closure(self) -> Closure:
        """The closed days; only once the form is valid."""
        typed = self.cleaned_data
        return Closure(typed["first"], typed["last"], typed["name"])
