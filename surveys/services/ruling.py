"""Changing the rules of a survey, and which survey goes first."""

import hashlib
from dataclasses import asdict, astuple, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.accounts.models import Business
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from surveys.models import Survey
from surveys.selectors import asking as selectors

UP, DOWN = "up", "down"


@dataclass(frozen=True, slots=True)
class AskingRules:
    """When a survey asks and whom: ``kinds`` empty means after every kind of visit,
    ``reminder_days`` 0 means no reminder, ``sample_percent`` is 1 to 100.
    """

    kinds: tuple[str, ...]
    delay_hours: int
    reminder_days: int
    expiry_days: int
    sample_percent: int

    @classmethod
    def of(cls, survey: Survey) -> "AskingRules":
        """Return the rules that are stored."""
        return cls(
            tuple(survey.kinds),
            survey.delay_hours,
            survey.reminder_days,
            survey.expiry_days,
            survey.sample_percent,
        )

    @property
    def mark(self) -> str:
        """What differs whenever any of them does."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:16]


@transaction.atomic
def change_rules(
    survey: Survey, rules: AskingRules, *, by: Actor, expected: str
) -> bool:
    """Store ``rules`` for visits from now on; False if nothing is different. What is
    decided already stays as it is.

    ``expected`` is the `AskingRules.mark` that the writer had before them. Raises
    `Conflict` if somebody else changed them meanwhile.
    """
    held = Survey.objects.select_for_update().get(pk=survey.pk)
    stored = AskingRules.of(held)
    if stored.mark != expected and stored != rules:
        raise Conflict(_("Somebody else changed these rules while you were here."))
    before, after = asdict(stored), asdict(rules)
    changed = {k: (before[k], after[k]) for k in after if before[k] != after[k]}
    if not changed:
        return False
    for name, (_old, new) in changed.items():
        setattr(held, name, list(new) if name == "kinds" else new)
        setattr(survey, name, getattr(held, name))
    held.save(update_fields=list(changed))
    history.record("changed rules", held, by=by, customer_id=None, **changed)
    return True


@transaction.atomic
def move_survey(survey: Survey, *, way: str, by: Actor) -> bool:
    """Let ``survey`` go one place "up" or "down" among the business's; False at the
    end. Of two that want to ask one person the upper one does.

    Raises `Refused` for another way.
    """
    if way not in (UP, DOWN):
        raise Refused(_("A survey goes up or down."))
    # Two people moving surveys at once must see each other's order.
    Business.objects.select_for_update(no_key=True).get(pk=survey.business_id)
    order = selectors.in_priority(survey.business)
    places = [row.pk for row in order]
    here = places.index(survey.pk)
    there = here - 1 if way == UP else here + 1
    if not 0 <= there < len(order):
        return False
    order[here], order[there] = order[there], order[here]
    for place, row in enumerate(reversed(order), start=1):
        Survey.objects.filter(pk=row.pk).exclude(priority=place).update(priority=place)
    history.record("moved", survey, by=by, place=(here + 1, there + 1))
    return True
