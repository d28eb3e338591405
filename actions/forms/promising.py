"""A promise: what, who and by when; then where it stands, a new date, other hands."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.forms.fields import USUAL_DAYS, RevisionForm, checked, day_input, said
from actions.models import OPEN, Action, ServiceLevel
from actions.selectors.levels import levels_of
from actions.selectors.templates import Beginning
from actions.services import Promise
from actions.services.checklists import MOST_STEPS
from actions.working_time import due_on_for
from feedback import clock
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, Membership, Team
from feedback.text import one_line


class OwnerForm(forms.Form):
    """Who does it: somebody who can take on work; oneself is called "(you)"."""

    owner = forms.ChoiceField(label=_("Who"))

    def offer_owners(self, business: Business, me: Membership) -> None:
        """Fill the list of people."""
        self.owners = {str(one.pk): one for one in accounts.workers(business)}
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = [
            (pk, gettext("{name} (you)").format(name=one) if one == me else str(one))
            for pk, one in self.owners.items()
        ]

    def clean_owner(self) -> Membership:
        """Return the person."""
        return self.owners[self.cleaned_data["owner"]]


class TeamForm(forms.Form):
    """Whose work it is besides: a team, if the business has any."""

    team = forms.ChoiceField(label=_("Team"), required=False)

    def offer_teams(self, business: Business) -> None:
        """Fill the list of teams, or take the question away."""
        found = accounts.groups(business).prefetch_related(None)
        self.teams = {str(one.pk): one for one in found}
        if not self.teams:
            del self.fields["team"]
            return
        team = self.fields["team"]
        assert isinstance(team, forms.ChoiceField)
        names = [(pk, str(one)) for pk, one in self.teams.items()]
        team.choices = [("", gettext("No team")), *names]

    def chosen_team(self) -> Team | None:
        """Return the team, once the form is valid."""
        return self.teams.get(self.cleaned_data.get("team", ""))


class StepsForm(forms.Form):
    """The steps that something begins with, one a line."""

    steps = forms.CharField(
        label=_("Steps, one a line"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_steps(self) -> tuple[str, ...]:
        """Return the steps; refuse more than one action holds."""
        said_ = [one_line(line) for line in self.cleaned_data["steps"].splitlines()]
        steps = tuple(step for step in said_ if step)
        if len(steps) > MOST_STEPS:
            text = gettext("Fifty steps are enough for one action. Make it two.")
            raise forms.ValidationError(text)
        return steps


class PromiseForm(OwnerForm, TeamForm, StepsForm):
    """What will you do about it?

    Its day is the one that was chosen or, without one, the day that goes with how
    hard it is.
    """

    what = forms.CharField(
        label=_("Action"),
        max_length=200,
        widget=forms.TextInput(attrs={"data-key": "a"}),
    )
    level = forms.ChoiceField(label=_("By when"), required=False)
    due_on = forms.DateField(
        label=_("Or on this day"), widget=day_input(), required=False
    )
    kind = forms.ChoiceField(
        label=_("What for"), choices=Action.Kind.choices, initial=Action.Kind.HELP
    )
    offers_to_tell = forms.BooleanField(required=False, initial=True)
    field_order = (
        *("what", "kind", "level", "due_on", "owner", "team", "steps"),
        "offers_to_tell",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        business: Business,
        me: Membership,
        customer: str = "",
        begin: Beginning | None = None,
    ) -> None:
        self.business, self.today = business, clock.today(business.zone)
        super().__init__(data, initial=self._initial(me, begin), auto_id="%s")
        self.offer_owners(business, me)
        self.offer_teams(business)
        self._offer_levels()
        self.fields["due_on"].widget.attrs["min"] = self.today.isoformat()
        self.fields["offers_to_tell"].label = gettext(
            "Offer to tell {name} when it’s done. You’ll see the email before it goes."
        ).format(name=customer or gettext("them"))

    def without_reply(self) -> None:
        """Promise something that nobody raised: only something special, told to
        nobody.
        """
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        special = Action.Kind.SPECIAL
        kind.choices = [(special.value, special.label)]
        self.initial["kind"] = special.value
        del self.fields["offers_to_tell"]

    def clean_what(self) -> str:
        return said(
            one_line(self.cleaned_data["what"]), gettext("Say what will be done.")
        )

    def clean(self) -> dict[str, Any]:
        """Find the day: what was chosen, or what goes with how hard it is."""
        cleaned = super().clean() or self.cleaned_data
        level = self.levels.get(cleaned.get("level") or "")
        if cleaned.get("due_on") is None and "due_on" not in self.errors:
            if level is None:
                self.add_error("due_on", gettext("Say by when."))
                return cleaned
            cleaned["due_on"] = due_on_for(self.business, level, clock.now())
        elif cleaned.get("due_on"):
            self._check_day(cleaned["due_on"])
        return cleaned

    def promise(self) -> Promise:
        """Return what was filled in, once it is valid."""
        fields = ("what", "owner", "due_on", "kind", "steps")
        given = {name: self.cleaned_data[name] for name in fields}
        given["offers_to_tell"] = self.cleaned_data.get("offers_to_tell", False)
        level = self.levels.get(self.cleaned_data.get("level") or "")
        return Promise(**given, team=self.chosen_team(), level=level)

    def _initial(self, me: Membership, begin: Beginning | None) -> dict[str, Any]:
        usual = {"owner": me.pk, "level": ServiceLevel.Key.WEEK.value}
        if begin is None:
            return usual
        template = begin.template
        return usual | {
            "what": begin.what,
            "kind": begin.kind,
            "due_on": self.today + timedelta(days=begin.days),
            "steps": "\n".join(begin.steps),
            "team": template.team_id if template else None,
        }

    def _offer_levels(self) -> None:
        self.levels = {one.choice: one for one in levels_of(self.business)}
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)
        level.choices = [*map(self._level, self.levels.values()), ("", self._other())]

    def _level(self, level: ServiceLevel) -> tuple[str, str]:
        day = due_on_for(self.business, level, clock.now())
        text = gettext("{level}: {day}")
        return level.choice, text.format(level=level, day=date_format(day, "D j M"))

    def _other(self) -> str:
        return gettext("Another day")

    def _check_day(self, day: date) -> None:
        try:
            checked(day, self.today)
        except forms.ValidationError as error:
            self.add_error("due_on", error)


class DescribeForm(TeamForm, RevisionForm):
    """What an action is called, what it is for, and which team's it is."""

    what = forms.CharField(label=_("Action"), max_length=200)
    kind = forms.ChoiceField(label=_("What for"), choices=Action.Kind.choices)
    field_order = ("what", "kind", "team")

    def __init__(self, data: Any = None, *, action: Action) -> None:
        fields = ("what", "kind", "revision")
        initial = {name: getattr(action, name) for name in fields}
        super().__init__(data, initial=initial | {"team": action.team_id})
        self.offer_teams(action.business)

    def clean_what(self) -> str:
        return said(
            one_line(self.cleaned_data["what"]), gettext("Say what will be done.")
        )


class MoveForm(forms.Form):
    """Where an open action goes."""

    state = forms.ChoiceField(choices=[(s.value, s.label) for s in OPEN])


class DateForm(RevisionForm):
    """A new date, with the reason."""

    due_on = forms.DateField(label=_("New date"), widget=day_input())
    because = forms.CharField(
        label=_("Why it moves"),
        max_length=300,
        help_text=_("Whoever waits may be told. You’ll see the email before it goes."),
    )

    def __init__(self, data: Any = None, *, action: Action, today: date) -> None:
        later = max(action.due_on, today) + USUAL_DAYS
        initial = {"due_on": later, "revision": action.revision}
        super().__init__(data, initial=initial)
        self.today, self.action = today, action
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def clean_due_on(self) -> date:
        due_on = checked(self.cleaned_data["due_on"], self.today)
        if due_on == self.action.due_on:
            raise forms.ValidationError(gettext("That is the date it has already."))
        return due_on

    def clean_because(self) -> str:
        return said(
            one_line(self.cleaned_data["because"]), gettext("Say why the date moves.")
        )


class HandOverForm(OwnerForm, RevisionForm):
    """Who does it instead."""

    def __init__(self, data: Any = None, *, action: Action, me: Membership) -> None:
        initial = {"owner": action.owner_id, "revision": action.revision}
        super().__init__(data, initial=initial)
        self.offer_owners(action.business, me)
