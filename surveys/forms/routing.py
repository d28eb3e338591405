"""A rule for who hears, as a form: each condition may be left empty."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business
from feedback.customers.models import Customer
from surveys.models import Reply, RoutingRule
from surveys.routing import LONGEST_VALUE, MOST_VALUES, Conditions
from surveys.selectors.writing import interaction_kinds
from surveys.services.routing import Rule

ANSWERS = (
    *((str(value), label) for value, label in Reply.Rating.choices),
    ("yes", gettext_lazy("Answered a question with yes")),
    ("partly", gettext_lazy("Answered a question with partly")),
    ("no", gettext_lazy("Answered a question with no")),
)


class LinesField(forms.CharField):
    """Several things, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(required=False, max_length=4000, widget=widget, **kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the lines that say something; refuse too many or too long ones."""
        text = super().clean(value) or ""
        lines = tuple(dict.fromkeys(filter(None, map(str.strip, text.splitlines()))))
        if len(lines) > MOST_VALUES:
            raise forms.ValidationError(gettext("Thirty lines are enough."))
        if any(len(line) > LONGEST_VALUE for line in lines):
            raise forms.ValidationError(gettext("One of the lines is too long."))
        return lines


class RuleForm(forms.Form):
    """Which replies, and who hears of them."""

    name = forms.CharField(label=gettext_lazy("What you call it"), max_length=80)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("After this work"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    handlers = LinesField(
        label=gettext_lazy("Done by"), help_text=gettext_lazy("One name a line.")
    )
    areas = LinesField(
        label=gettext_lazy("Area or other detail of the work"),
        help_text=gettext_lazy("One a line: “Falmouth”, or “Branch: Falmouth”."),
    )
    words = LinesField(
        label=gettext_lazy("Words that they use"),
        help_text=gettext_lazy(
            "One word or phrase a line. “leak” also finds “leaking”."
        ),
    )
    answers = forms.MultipleChoiceField(
        label=gettext_lazy("What they answered"),
        required=False,
        choices=ANSWERS,
        widget=forms.CheckboxSelectMultiple,
    )
    values = forms.MultipleChoiceField(
        label=gettext_lazy("Which customers"),
        required=False,
        choices=[(v, label) for v, label in Customer.Value.choices if v],
        widget=forms.CheckboxSelectMultiple,
    )
    people = forms.MultipleChoiceField(
        label=gettext_lazy("People who hear"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    teams = forms.MultipleChoiceField(
        label=gettext_lazy("Teams that hear"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("In use"), required=False, initial=True
    )

    def __init__(
        self, data: Any = None, *, business: Business, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial or {"is_active": True})
        self.members = {str(one.pk): one for one in accounts.team(business)}
        self.groups = {str(team.pk): team for team in accounts.groups(business)}
        kinds = [*interaction_kinds(business), *(self.initial.get("kinds") or ())]
        self._offer("kinds", {kind: kind for kind in kinds})
        self._offer("people", {pk: str(one) for pk, one in self.members.items()})
        self._offer("teams", {pk: team.name for pk, team in self.groups.items()})

    def clean(self) -> dict[str, Any]:
        """Refuse a rule that reaches nobody."""
        if not self.cleaned_data.get("people") and not self.cleaned_data.get("teams"):
            text = gettext("Choose at least one person or team who hears.")
            if "people" in self.fields:
                self.add_error("people", text)
        return self.cleaned_data

    def rule(self) -> Rule:
        """Return what was filled in, once it is valid."""
        typed = self.cleaned_data
        names = ("kinds", "handlers", "areas", "words", "answers", "values")
        conditions = Conditions(**{name: tuple(typed.get(name, ())) for name in names})
        return Rule(
            name=typed["name"],
            conditions=conditions,
            people=[self.members[pk] for pk in typed.get("people", ())],
            teams=[self.groups[pk] for pk in typed.get("teams", ())],
            is_active=typed["is_active"],
        )

    def _offer(self, name: str, choices: dict[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(choices.items())
        if not choices:
            del self.fields[name]


def stored_rule(rule: RoutingRule) -> dict[str, Any]:
    """Return what `RuleForm` shows of a rule as it is stored."""
    conditions = Conditions.read(rule.conditions)
    lines = {
        n: "\n".join(getattr(conditions, n)) for n in ("handlers", "areas", "words")
    }
    picked = {n: list(getattr(conditions, n)) for n in ("kinds", "answers", "values")}
    targets = list(rule.targets.all())
    return {
        "name": rule.name,
        "is_active": rule.is_active,
        "people": [str(t.membership_id) for t in targets if t.membership_id],
        "teams": [str(t.team_id) for t in targets if t.team_id],
        **lines,
        **picked,
    }
