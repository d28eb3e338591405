"""Keeping customers: one person each, and what was done for them, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from feedback.accounts.models import Business, Membership
from feedback.customers import people
from feedback.customers.addresses import email_key, one_address
from feedback.customers.models import Customer, Suppression
from feedback.customers.people import Person
from feedback.customers.phones import phone_key
from feedback.customers.records import (
    NewInteraction,
    fingerprint,
    record_all,
    record_interaction,
)
from feedback.customers.selectors import wishes_at
from feedback.customers.suppressing import lift_opt_out, suppress
from feedback.errors import Conflict
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line

__all__ = [
    "CustomerDetails",
    "KeyTaken",
    "NewInteraction",
    "Person",
    "edit_customer",
    "find_or_add",
    "find_or_add_all",
    "fingerprint",
    "lift_opt_out",
    "lift_pause",
    "pause_asking",
    "record_all",
    "record_interaction",
    "suppress",
]

# A wish that is one, and no fact about an address, follows to a new address.
_STAYS = {Suppression.Reason.BOUNCED}


class KeyTaken(Conflict):
    """Another customer has the address or the external id already.

    ``field`` is "email" or "external_id" and ``other`` who has it.
    """

    def __init__(self, field: str, other: Customer) -> None:
        what = {
            "email": _("%(who)s has this email address already."),
            "external_id": _("%(who)s has this customer number already."),
        }
        super().__init__(what[field] % {"who": other.name or _("Another customer")})
        self.field = field
        self.other = other


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """Everything the team keeps about a customer (A5)."""

    name: str
    email: str
    phone: str = ""
    relationship_owner: Membership | None = None
    value: str = ""
    # None: as it was.
    external_id: str | None = None
    language: str | None = None


def find_or_add(
    business: Business, *, name: str, email: str, phone: str = "", by: Actor
) -> Customer:
    """Return the one customer that this is (see `people`), stored if there was none.

    What was known stays; what was missing is filled in. Raises `NotAnAddress` if
    ``email`` is neither empty nor one address.
    """
    return find_or_add_all(business, [Person(name, email, phone)], by=by)[0]


@transaction.atomic
def find_or_add_all(
    business: Business,
    persons: Sequence[Person],
    *,
    by: Actor,
    came_with: UUID | None = None,
) -> list[Customer]:
    """Return the customer for each of ``persons``, in their order; as `find_or_add`.

    ``came_with`` is the id of the `Import` that brings them, if one does: then its
    history is theirs too, and they get no event each.
    """
    rows = [people.as_row(business, person) for person in persons]
    settled = people.settle(business, rows)
    for fresh in settled.fresh:
        fresh.came_with = came_with
    # Somebody else may add the same address meanwhile: the constraint lets one in,
    # and both of us find that one afterwards.
    Customer.objects.bulk_create(settled.fresh, ignore_conflicts=True)
    late = _came_second(business, settled.fresh)
    if came_with is None:
        added = [(row, row.pk) for row in settled.fresh if row.pk not in late]
        history.record_each("added", added, by=by)
    _save_filled(settled)
    return [late.get(person.pk, person) for person in settled.people]


@transaction.atomic
def edit_customer(customer: Customer, details: CustomerDetails, *, by: Actor) -> None:
    """Store ``details``. A wish not to be written to follows to a new address.

    The address of a row that was merged into this one may be taken: the two change
    places. Raises `KeyTaken` if another customer has the address or the external id,
    and `NotAnAddress`.
    """
    before = Customer.objects.select_for_update().get(pk=customer.pk)
    changes = _changes(before, details)
    changed = [name for name, new in changes.items() if getattr(before, name) != new]
    _save(customer, before, changes)
    if before.email_key and before.email_key != customer.email_key:
        _carry_wishes(customer, before.email, by=by)
    history.record(
        "edited",
        customer,
        by=by,
        customer_id=customer.pk,
        fields=(None, [name for name in changed if not name.endswith("_key")]),
    )


def pause_asking(customer: Customer, *, until: date, by: Actor) -> None:
    """Ask this person nothing before ``until``, a date in the business's zone."""
    _set_pause(customer, until, "paused asking", by)


def lift_pause(customer: Customer, *, by: Actor) -> None:
    """Let the rules for asking hold again."""
    _set_pause(customer, None, "resumed asking", by)


def _came_second(business: Business, fresh: Sequence[Customer]) -> dict[UUID, Customer]:
    """Return who is stored in place of those of ``fresh`` that are not, by id."""
    ids = [row.pk for row in fresh]
    stored = set(Customer.objects.filter(pk__in=ids).values_list("pk", flat=True))
    late = [row for row in fresh if row.pk not in stored]
    if not late:
        return {}
    again = people.settle(business, late)
    _save_filled(again)
    return {row.pk: who for row, who in zip(late, again.people, strict=True)}


def _save_filled(settled: people.Settled) -> None:
    """Save what was missing in stored people. A key that somebody else was given in
    the same moment stays theirs.
    """
    filled = {p.pk: p for p in settled.people if p.pk in settled.filled}
    fields = sorted(set().union(*settled.filled.values()))
    if not filled:
        return
    try:
        with transaction.atomic():
            Customer.objects.bulk_update(filled.values(), fields, batch_size=500)
    except IntegrityError:
        for pk, customer in filled.items():
            _save_one_filled(customer, settled.filled[pk])


def _save_one_filled(customer: Customer, fields: set[str]) -> None:
    try:
        with transaction.atomic():
            customer.save(update_fields=fields)
    except IntegrityError:
        keys = fields & {"email", "email_key", "external_id"}
        customer.refresh_from_db(fields=keys)
        customer.save(update_fields=fields - keys)


def _changes(before: Customer, details: CustomerDetails) -> dict[str, Any]:
    email = one_address(details.email)
    phone = one_line(details.phone, longest=40)
    changes: dict[str, Any] = {
        "name": one_line(details.name, longest=120),
        "email": email,
        "email_key": email_key(email),
        "phone": phone,
        "phone_key": phone_key(phone, before.business.country),
        "relationship_owner": details.relationship_owner,
        "value": details.value,
    }
    if details.external_id is not None:
        changes["external_id"] = people.external_key(details.external_id)
    if details.language is not None:
        changes["language"] = people.language_tag(details.language)
    return changes


def _save(customer: Customer, before: Customer, changes: dict[str, Any]) -> None:
    for name in ("email", "external_id"):
        _free(before, name, changes)
    for name, value in changes.items():
        setattr(customer, name, value)
    try:
        with transaction.atomic():
            customer.save(update_fields=list(changes))
    except IntegrityError as error:
        # Somebody else took it between our look and our save.
        customer.refresh_from_db()
        raise Conflict(_("Another customer has this already. Try again.")) from error


def _free(before: Customer, name: str, changes: dict[str, Any]) -> None:
    """Take a key from a row that is the same person, in exchange for the old one."""
    key = "email_key" if name == "email" else name
    wanted = changes.get(key)
    if not wanted or wanted == getattr(before, key):
        return
    rows = Customer.objects.select_for_update().filter(business_id=before.business_id)
    other = rows.filter(**{key: wanted}).exclude(pk=before.pk).first()
    if other is None:
        return
    if other.merged_into_id != before.pk:
        raise KeyTaken(name, other)
    emptied = {name: "", key: ""}
    Customer.objects.filter(pk__in=[other.pk, before.pk]).update(**emptied)
    given = {field: getattr(before, field) for field in emptied}
    Customer.objects.filter(pk=other.pk).update(**given)


def _carry_wishes(customer: Customer, old_email: str, *, by: Actor) -> None:
    if not customer.email:
        return
    for wish in wishes_at(customer.business, old_email):
        if wish.reason not in _STAYS:
            suppress(
                customer.business,
                email=customer.email,
                reason=wish.reason,
                by=by,
                until=wish.until,
                every_days=wish.every_days,
            )


@transaction.atomic
def _set_pause(customer: Customer, until: date | None, verb: str, by: Actor) -> None:
    before = customer.paused_until
    customer.paused_until = until
    customer.save(update_fields=["paused_until"])
    history.record(
        verb, customer, by=by, customer_id=customer.pk, until=(before, until)
    )
