"""What is known about one person when two rows become one, and two again."""

from collections.abc import Callable
from typing import Any

from feedback.customers.models import Customer

# What is one row's alone: how it is written, and the key it is found by.
_KEYS = (("email", "email_key"), ("external_id",))
_DETAILS = (
    ("name",),
    ("phone", "phone_key"),
    ("language",),
    ("relationship_owner_id",),
    ("value",),
)
_HOLDS = ("paused_until", "complaint_open_since")
_FIELDS = (*(name for names in (*_KEYS, *_DETAILS) for name in names), *_HOLDS)
_REST = (*(name for names in _DETAILS for name in names), *_HOLDS)
# Fields as [before, after], each as text or null.
Change = dict[str, list[str | None]]


def bring_together(survivor: Customer, duplicate: Customer) -> dict[str, Change]:
    """Fill in what the survivor lacks and let the duplicate lead there; return what
    changed in either.

    A key changes hands, since one row has it; a pause and an open complaint of either
    hold for both.
    """
    before = _snapshot(survivor), _snapshot(duplicate)
    for names in _KEYS:
        if not getattr(survivor, names[-1]):
            _hand_over(duplicate, survivor, names)
    for names in _DETAILS:
        if not any(getattr(survivor, name) for name in names):
            for name in names:
                setattr(survivor, name, getattr(duplicate, name))
    survivor.paused_until = _pick(max, survivor, duplicate, "paused_until")
    open_since = _pick(min, survivor, duplicate, "complaint_open_since")
    survivor.complaint_open_since = open_since
    duplicate.merged_into = survivor
    duplicate.save(update_fields=[*_FIELDS, "merged_into"])
    survivor.save(update_fields=_FIELDS)
    return {
        "survivor": _difference(before[0], survivor),
        "duplicate": _difference(before[1], duplicate),
        "keys": {n: [before[1][n], None] for names in _KEYS for n in names},
    }


def take_apart(
    survivor: Customer, duplicate: Customer, changed: dict[str, Change]
) -> None:
    """Put back what `bring_together` changed, as far as nobody changed it since.

    Each key goes back to the duplicate from whichever row of the two has it now.
    """
    for names in _KEYS:
        _give_back(survivor, duplicate, names, changed["keys"])
    for name, (before, after) in changed["survivor"].items():
        if name not in changed["keys"] and _text(survivor, name) == after:
            setattr(survivor, name, _read(name, before))
    survivor.save(update_fields=_REST)


def _hand_over(source: Customer, target: Customer, names: tuple[str, ...]) -> None:
    for name in names:
        setattr(target, name, getattr(source, name))
        setattr(source, name, "")


def _give_back(
    survivor: Customer, duplicate: Customer, names: tuple[str, ...], was: Change
) -> None:
    """Let the duplicate have its key again, from whichever row of the survivor has it
    now, in exchange for the one it was given instead; a stranger keeps it.
    """
    key = names[-1]
    mine = {name: was[name][0] or "" for name in names}
    if not mine[key] or getattr(duplicate, key) == mine[key]:
        return
    rows = Customer.objects.filter(business_id=survivor.business_id)
    holder = rows.filter(**{key: mine[key]}).first()
    if holder is None and getattr(duplicate, key):
        return
    if holder is not None and survivor.pk not in (holder.pk, holder.merged_into_id):
        return
    given = {name: getattr(duplicate, name) for name in names}
    # Between the two nobody has it: the database lets one row have a key.
    if holder is not None:
        rows.filter(pk=holder.pk).update(**dict.fromkeys(names, ""))
    rows.filter(pk=duplicate.pk).update(**mine)
    if holder is not None:
        rows.filter(pk=holder.pk).update(**given)
    for customer in (survivor, duplicate):
        customer.refresh_from_db(fields=names)


def _pick(
    choose: Callable[[list[Any]], Any], one: Customer, other: Customer, name: str
) -> Any:
    said = [getattr(row, name) for row in (one, other) if getattr(row, name)]
    return choose(said) if said else None


def _snapshot(customer: Customer) -> dict[str, str | None]:
    return {name: _text(customer, name) for name in _FIELDS}


def _difference(before: dict[str, str | None], customer: Customer) -> Change:
    after = _snapshot(customer)
    return {n: [old, after[n]] for n, old in before.items() if old != after[n]}


def _text(customer: Customer, name: str) -> str | None:
    value = getattr(customer, name)
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read(name: str, text: str | None) -> Any:
    if name == "relationship_owner_id":
        return text
    field: Any = Customer._meta.get_field(name)
    return field.to_python(text)
