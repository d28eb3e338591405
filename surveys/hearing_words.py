"""Rules for who hears, as sentences for the page that lists them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.forms.routing import ANSWERS
from surveys.models import RoutingRule
from surveys.routing import Conditions


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as it is listed."""

    rule: RoutingRule
    conditions: list[str]
    who: list[str]


def rows_of(rules: Iterable[RoutingRule]) -> list[RuleRow]:
    """Return each rule with its conditions and those it leads to, in words."""
    return [RuleRow(rule, list(_conditions(rule)), _who(rule)) for rule in rules]


def _conditions(rule: RoutingRule) -> Iterator[str]:
    found = Conditions.read(rule.conditions)
    answers = {value: str(label) for value, label in ANSWERS}
    said = (
        (_("After: %s"), found.kinds),
        (_("Done by: %s"), found.handlers),
        (_("Detail of the work: %s"), found.areas),
        (_("With the words: %s"), found.words),
        (_("Answered: %s"), tuple(answers.get(a, a) for a in found.answers)),
    )
    for sentence, values in said:
        if values:
            yield sentence % ", ".join(values)
    if found.values:
        yield _("From your most valuable customers")
    if found.is_empty:
        yield _("Every reply")


def _who(rule: RoutingRule) -> list[str]:
    targets = rule.targets.all()
    people = [str(t.membership) for t in targets if t.membership]
    teams = [t.team.name for t in targets if t.team]
    return [*teams, *people]
