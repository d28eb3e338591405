"""When a business works, how long things may take, and who is away."""

from datetime import date, time
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.models import ServiceLevel
from actions.services.levels import LONGEST, Terms
from actions.working_time import Hours, read_week, write_week
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, Membership

Unit = ServiceLevel.Unit


def _time(label: Any, *, required: bool = False) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, required=required)


def _number(label: Any, **more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"})
    return forms.IntegerField(label=label, widget=widget, **more)


class WeekForm(forms.Form):
    """From when until when on each day of the week; both empty is a day off."""

    def __init__(self, data: Any = None, *, business: Business) -> None:
        week = read_week(business.work_week)
        initial: dict[str, time] = {}
        for day, hours in enumerate(week):
            if hours:
                initial |= {f"from-{day}": hours.start, f"until-{day}": hours.end}
        super().__init__(data, initial=initial)
        for day in range(len(week)):
            self.fields[f"from-{day}"] = _time(_("From"))
            self.fields[f"until-{day}"] = _time(_("Until"))

    def days(self) -> list[tuple[str, BoundField, BoundField]]:
        """Return name and fields of each day, to draw them."""
        return [
            (str(name), self[f"from-{day}"], self[f"until-{day}"])
            for day, name in WEEKDAYS.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Want both ends or none, and one day at least."""
        cleaned = super().clean() or self.cleaned_data
        for day in WEEKDAYS:
            start, end = cleaned.get(f"from-{day}"), cleaned.get(f"until-{day}")
            if f"from-{day}" in self.errors or f"until-{day}" in self.errors:
                continue
            if (start is None) != (end is None):
                missing = f"until-{day}" if end is None else f"from-{day}"
                self.add_error(missing, gettext("Fill in both, or none."))
        if not self.errors and not any(self._week()):
            self.add_error(None, gettext("Open on one day at least."))
        return cleaned

    def week(self) -> str:
        """Return the week as it is stored, once the form is valid."""
        return write_week(self._week())

    def _week(self) -> list[Hours | None]:
        given = self.cleaned_data
        spans = [(given[f"from-{day}"], given[f"until-{day}"]) for day in WEEKDAYS]
        return [Hours(*span) if span[0] is not None else None for span in spans]


class LevelForm(forms.Form):
    """How long something may take, and how it goes up if it is late."""

    name = forms.CharField(label=_("What you call it"), max_length=60)
    amount = _number(
        _("How long"),
        min_value=0,
        max_value=LONGEST[Unit.HOURS],
        help_text=_("0 days is the same day: by the end of work."),
    )
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=Unit.choices, widget=forms.RadioSelect
    )
    acknowledge_hours = _number(
        _("Working hours to say “I have it”"),
        min_value=1,
        max_value=LONGEST[Unit.HOURS],
    )
    managers_after = _number(
        _("Working days late until managers hear"), min_value=1, max_value=365
    )
    owners_after = _number(
        _("Working days late until owners hear"), min_value=2, max_value=366
    )

    def __init__(self, data: Any = None, *, level: ServiceLevel | None = None) -> None:
        shown = level or ServiceLevel(amount=3)
        names = [*self.base_fields]
        super().__init__(data, initial={name: getattr(shown, name) for name in names})
        if shown.key:
            # The usual three are called what they are, in every language.
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        """Refuse what no level can say."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("unit") == Unit.HOURS and cleaned.get("amount") == 0:
            self.add_error("amount", gettext("One hour at least."))
        managers, owners = cleaned.get("managers_after"), cleaned.get("owners_after")
        if managers and owners and owners <= managers:
            self.add_error("owners_after", gettext("Owners hear after the managers."))
        return cleaned

    def terms(self) -> Terms:
        """Return what was filled in, once it is valid."""
        return Terms(**self.cleaned_data)


class HourForm(forms.Form):
    """At which hour the mail of the day comes."""

    at = _time(_("Your mail comes at"), required=True)


class AbsenceForm(forms.Form):
    """Who is away, from when until when, and who covers."""

    who = forms.ChoiceField(label=_("Who is away"))
    first = forms.DateField(
        label=_("First day away"),
        widget=forms.DateInput(
            attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"
        ),
    )
    last = forms.DateField(
        label=_("Last day away"),
        widget=forms.DateInput(
            attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"
        ),
    )
    cover = forms.ChoiceField(
        label=_("Who covers"),
        help_text=_("They get the reminders, and what would be given to you."),
    )

    def __init__(
        self, data: Any = None, *, me: Membership, for_all: bool, today: date
    ) -> None:
        super().__init__(data, initial={"who": str(me.pk), "first": today})
        workers = {str(one.pk): one for one in accounts.workers(me.business)}
        self.people = workers
        names = [(pk, str(one)) for pk, one in workers.items()]
        who, cover = self.fields["who"], self.fields["cover"]
        assert isinstance(who, forms.ChoiceField)
        assert isinstance(cover, forms.ChoiceField)
        who.choices = names
        cover.choices = [
            ("", gettext("Choose somebody")),
            *((pk, name) for pk, name in names if for_all or pk != str(me.pk)),
        ]
        if not for_all:
            del self.fields["who"]
        self.me = me

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", gettext("The last day comes before the first."))
        return cleaned

    @property
    def who_is_away(self) -> Membership:
        """The person, once the form is valid."""
        return self.people[self.cleaned_data["who"]] if self._is_for_all else self.me

    @property
    def stands_in(self) -> Membership:
        """The cover, once the form is valid."""
        return self.people[self.cleaned_data["cover"]]

    @property
    def _is_for_all(self) -> bool:
        return "who" in self.fields
