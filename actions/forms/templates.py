"""Templates, and what comes again by the calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.dates import FURTHEST
from actions.forms.fields import RevisionForm, day_input, said
from actions.forms.promising import OwnerForm, StepsForm, TeamForm
from actions.models import Action, ActionTemplate, Repeating
from actions.services.repeating import MOST_DAYS_BEFORE, Plan
from actions.services.templates import Wording
from feedback import clock
from feedback.accounts.models import Business, Membership
from feedback.text import one_line


class TemplateForm(TeamForm, StepsForm):
    """What a template says."""

    what = forms.CharField(label=_("Action"), max_length=200)
    kind = forms.ChoiceField(
        label=_("What for"), choices=Action.Kind.choices, initial=Action.Kind.HELP
    )
    days = forms.IntegerField(
        label=_("Days to do it in"), min_value=0, max_value=FURTHEST.days, initial=7
    )
    field_order = ("what", "kind", "days", "team", "steps")

    def __init__(
        self,
        data: Any = None,
        *,
        business: Business,
        template: ActionTemplate | None = None,
    ) -> None:
        fields = ("what", "kind", "days", "steps")
        initial = {name: getattr(template, name) for name in fields} if template else {}
        if template:
            initial["team"] = template.team_id
        super().__init__(data, initial=initial)
        self.offer_teams(business)

    def clean_what(self) -> str:
        return said(
            one_line(self.cleaned_data["what"]), gettext("Say what will be done.")
        )

    def wording(self) -> Wording:
        """Return what was filled in, once it is valid."""
        fields = ("what", "kind", "days", "steps")
        given = {name: self.cleaned_data[name] for name in fields}
        return Wording(**given, team=self.chosen_team())


class RepeatingForm(OwnerForm, TeamForm, StepsForm, RevisionForm):
    """What comes again, how often and for whom."""

    what = forms.CharField(label=_("Action"), max_length=200)
    kind = forms.ChoiceField(
        label=_("What for"), choices=Action.Kind.choices, initial=Action.Kind.SPECIAL
    )
    every = forms.ChoiceField(
        label=_("How often"),
        choices=Repeating.Every.choices,
        initial=Repeating.Every.MONTH,
    )
    first_on = forms.DateField(
        label=_("On this day first"),
        widget=day_input(),
        help_text=_("What begins on the 31st comes on the last day of short months."),
    )
    days_before = forms.IntegerField(
        label=_("Shows on the board this many days before"),
        min_value=0,
        max_value=MOST_DAYS_BEFORE,
        initial=3,
    )
    ends_on = forms.DateField(
        label=_("Not after (leave empty if it goes on)"),
        widget=day_input(),
        required=False,
    )
    field_order = (
        *("what", "kind", "every", "first_on", "days_before"),
        *("owner", "team", "steps", "ends_on"),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        business: Business,
        me: Membership,
        made: Repeating | None = None,
        begin: dict[str, Any] | None = None,
    ) -> None:
        initial = {"owner": me.pk, "first_on": clock.today(business.zone)}
        super().__init__(data, initial=initial | (begin or {}) | _as_it_is(made))
        self.offer_owners(business, me)
        self.offer_teams(business)

    def clean_what(self) -> str:
        return said(
            one_line(self.cleaned_data["what"]), gettext("Say what will be done.")
        )

    def plan(self) -> Plan:
        """Return what was filled in, once it is valid."""
        fields = (
            *("what", "kind", "every", "first_on", "days_before"),
            *("owner", "steps", "ends_on"),
        )
        given = {name: self.cleaned_data[name] for name in fields}
        return Plan(**given, team=self.chosen_team())


def _as_it_is(made: Repeating | None) -> dict[str, Any]:
    if made is None:
        return {}
    fields = (
        *("what", "kind", "every", "first_on", "days_before", "steps", "ends_on"),
        *("owner_id", "team_id", "revision"),
    )
    return {name.removesuffix("_id"): getattr(made, name) for name in fields}
