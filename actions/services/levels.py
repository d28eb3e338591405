"""Service levels: what a business says that things may take. Nothing here ever moves a
date that was promised: a level is asked when a promise is given, and for how a promise
goes up.
"""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import ServiceLevel
from actions.selectors import levels as selectors
from feedback.accounts.models import Business
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line

Unit = ServiceLevel.Unit
MOST_OWN = 12
# A year of working days, and of working hours round the clock for a fortnight.
LONGEST = {Unit.DAYS: 366, Unit.HOURS: 400}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a level says. ``name`` is empty for one of the usual three."""

    amount: int
    unit: str = Unit.DAYS
    name: str = ""
    acknowledge_hours: int = 8
    managers_after: int = 2
    owners_after: int = 5


@transaction.atomic
def add_level(business: Business, terms: Terms, *, by: Actor) -> ServiceLevel:
    """Store a level of the business's own. Raises `Refused` for terms that cannot be,
    for a name that is taken, and for more than `MOST_OWN`.
    """
    _hold(business)
    own = [one for one in selectors.levels_of(business) if not one.key]
    if len(own) >= MOST_OWN:
        raise Refused(_("That is a lot of them. Take one away that nobody uses."))
    checked = _checked(terms)
    _check_name(business, checked.name)
    level = ServiceLevel.objects.create(business=business, **asdict(checked))
    history.record("added", level, by=by, customer_id=None, **_change(None, checked))
    return level


@transaction.atomic
def change_level(level: ServiceLevel, terms: Terms, *, by: Actor) -> bool:
    """Store what a level says from now on; False if nothing is different.

    Raises as `add_level`.
    """
    business = level.business
    _hold(business)
    checked = _checked(terms, key=level.key)
    _check_name(business, checked.name, but=level)
    before = {name: getattr(level, name) for name in asdict(checked)}
    changed = {n: v for n, v in asdict(checked).items() if before[n] != v}
    if not changed:
        return False
    kept = keep(business, level)
    for name, value in changed.items():
        setattr(kept, name, value)
        setattr(level, name, value)
    kept.save(update_fields=[*changed])
    change = _change(before, checked)
    history.record("changed", kept, by=by, customer_id=None, **change)
    return True


@transaction.atomic
def set_active(level: ServiceLevel, *, active: bool, by: Actor) -> bool:
    """Offer a level no more, or again; False if that is so already. What was promised
    under it stays as it is.

    Raises `Refused` for the last one that is offered.
    """
    business = level.business
    _hold(business)
    offered = [one.choice for one in selectors.levels_of(business)]
    if not active and offered == [level.choice]:
        raise Refused(_("Something has to be left to choose from."))
    kept = keep(business, level)
    if kept.is_active == active:
        return False
    kept.is_active = level.is_active = active
    kept.save(update_fields=["is_active"])
    verb = "taken back" if active else "removed"
    history.record(verb, kept, by=by, active=(not active, active))
    return True


def keep(business: Business, level: ServiceLevel) -> ServiceLevel:
    """Return ``level`` as a row of the table: one of the usual three is stored when it
    is first used or changed. Safe for many at once.
    """
    if not level._state.adding:
        return level
    terms = {
        "amount": level.amount,
        "unit": level.unit,
        "acknowledge_hours": level.acknowledge_hours,
        "managers_after": level.managers_after,
        "owners_after": level.owners_after,
    }
    row, _made = ServiceLevel.objects.get_or_create(
        business=business, key=level.key, defaults=terms
    )
    return row


def _hold(business: Business) -> None:
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)


def _checked(terms: Terms, *, key: str = "") -> Terms:
    name = "" if key else one_line(terms.name, longest=60)
    if not key and not name:
        raise Refused(_("Give it a name."))
    longest = LONGEST[Unit(terms.unit)]
    least = 0 if terms.unit == Unit.DAYS else 1
    if not least <= terms.amount <= longest:
        sentence = _("Between {least} and {most}, please.")
        raise Refused(sentence.format(least=least, most=longest))
    if not 1 <= terms.acknowledge_hours <= LONGEST[Unit.HOURS]:
        raise Refused(_("Leave an hour at least to say “I have it”."))
    if not 1 <= terms.managers_after < terms.owners_after <= LONGEST[Unit.DAYS]:
        raise Refused(_("Managers hear a day after it at least, and owners later."))
    return Terms(
        terms.amount,
        terms.unit,
        name,
        terms.acknowledge_hours,
        terms.managers_after,
        terms.owners_after,
    )


def _check_name(business: Business, name: str, but: ServiceLevel | None = None) -> None:
    if not name:
        return
    for other in selectors.levels_of(business):
        if str(other).casefold() == name.casefold() and other != but:
            raise Conflict(_("There is one of that name already."))


def _change(
    before: dict[str, object] | None, after: Terms
) -> dict[str, tuple[object, object]]:
    """Return what history keeps: numbers, and of names only that they changed."""
    was = before or {}
    numbers = {
        name: (was.get(name), value)
        for name, value in asdict(after).items()
        if name != "name" and was.get(name) != value
    }
    renamed = before is not None and was.get("name") != after.name
    return numbers | ({"renamed": (False, True)} if renamed else {})
