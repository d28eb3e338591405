"""Rules for who hears: made, changed and taken away by whoever runs the business."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.accounts.models import Business, Membership, Team
from feedback.errors import Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line
from surveys.models import RoutingRule, RoutingTarget
from surveys.routing import Conditions

MOST_RULES = 50


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says: what it is called, which replies, and whom they reach."""

    name: str
    conditions: Conditions
    people: Sequence[Membership] = ()
    teams: Sequence[Team] = ()
    is_active: bool = True


@transaction.atomic
def add_rule(business: Business, rule: Rule, *, by: Actor) -> RoutingRule:
    """Store a rule after the others. Raises `Refused` for one that reaches nobody or
    has no name, and for too many.
    """
    name = _checked(business, rule)
    held = Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    count = RoutingRule.objects.filter(business=held).count()
    if count >= MOST_RULES:
        raise Refused(_("Fifty rules are enough. Take one away first."))
    stored = RoutingRule.objects.create(
        business=business,
        name=name,
        position=count,
        conditions=rule.conditions.stored(),
        is_active=rule.is_active,
    )
    _aim(stored, rule)
    history.record("added a rule", stored, by=by, customer_id=None)
    return stored


@transaction.atomic
def change_rule(stored: RoutingRule, rule: Rule, *, by: Actor) -> None:
    """Put ``rule`` in place of what ``stored`` says; for replies from now on. Raises
    as `add_rule` does.
    """
    stored.name = _checked(stored.business, rule)
    stored.conditions = rule.conditions.stored()
    stored.is_active = rule.is_active
    stored.save(update_fields=["name", "conditions", "is_active"])
    stored.targets.all().delete()
    _aim(stored, rule)
    history.record("changed a rule", stored, by=by, customer_id=None)


@transaction.atomic
def remove_rule(stored: RoutingRule, *, by: Actor) -> None:
    """Take a rule away; what it led to stays."""
    history.record("removed a rule", stored, by=by, customer_id=None)
    stored.delete()


def _checked(business: Business, rule: Rule) -> str:
    name = one_line(rule.name, longest=80)
    if not name:
        raise Refused(_("Give the rule a name."))
    if not rule.people and not rule.teams:
        raise Refused(_("Choose at least one person or team who hears."))
    targets: list[Membership | Team] = [*rule.people, *rule.teams]
    if any(target.business_id != business.pk for target in targets):
        raise Refused(_("Choose somebody of the team."))
    return name


def _aim(stored: RoutingRule, rule: Rule) -> None:
    at = {"business_id": stored.business_id, "rule": stored}
    RoutingTarget.objects.bulk_create(
        [
            *(RoutingTarget(membership=one, **at) for one in rule.people),
            *(RoutingTarget(team=team, **at) for team in rule.teams),
        ]
    )
