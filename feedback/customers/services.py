"""Keeping customers: one person each, and what was done for them, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from feedback.accounts.models import Business, Membership
from feedback.customers import people
from feedback.customers.addresses import address_hash, email_key, one_address
from feedback.customers.models import Customer, Suppression
from feedback.customers.people import Person
from feedback.customers.records import (
    NewInteraction,
    fingerprint,
    record_all,
    record_interaction,
)
from feedback.customers.selectors import suppressions_of
from feedback.errors import Conflict
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line

__all__ = [
    "CustomerDetails",
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


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """Everything the team keeps about a customer (A5)."""

    name: str
    email: str
    phone: str = ""
    relationship_owner: Membership | None = None
    value: str = ""


def find_or_add(
    business: Business, *, name: str, email: str, phone: str = "", by: Actor
) -> Customer:
    """Return the one customer with this address, stored if there was none.

    What was known stays; a name or phone that was missing is filled in. Raises
    `NotAnAddress` if ``email`` is neither empty nor one address.
    """
    return find_or_add_all(business, [Person(name, email, phone)], by=by)[0]


@transaction.atomic
def find_or_add_all(
    business: Business, persons: Sequence[Person], *, by: Actor
) -> list[Customer]:
    """Return the customer for each of ``persons``, in their order; as `find_or_add`."""
    rows = [people.as_row(business, person) for person in persons]
    known = people.known(business, rows)
    fresh = [r for k, r in people.one_each(rows).items() if k not in known]
    # Somebody else may add the same address meanwhile: the constraint lets one in,
    # and both of us find that one afterwards.
    Customer.objects.bulk_create(fresh, ignore_conflicts=True)
    known |= people.known(business, fresh)
    mine = [row for row in fresh if known[people.key_of(row)].pk == row.pk]
    history.record_each("added", [(row, row.pk) for row in mine], by=by)
    for row in rows:
        _fill_in(known[people.key_of(row)], row)
    return [known[people.key_of(row)] for row in rows]


@transaction.atomic
def edit_customer(customer: Customer, details: CustomerDetails, *, by: Actor) -> None:
    """Store ``details``. A wish not to be written to follows to a new address.

    Raises `Conflict` if another customer has the address.
    """
    before = Customer.objects.select_for_update().get(pk=customer.pk)
    email = one_address(details.email)
    changes: dict[str, Any] = {
        "name": one_line(details.name, longest=120),
        "email": email,
        "email_key": email_key(email),
        "phone": one_line(details.phone, longest=40),
        "relationship_owner": details.relationship_owner,
        "value": details.value,
    }
    changed = [name for name, new in changes.items() if getattr(before, name) != new]
    _save(customer, changes)
    if before.email_key and before.email_key != customer.email_key:
        _carry_wishes(customer, before.email, by=by)
    history.record(
        "edited",
        customer,
        by=by,
        customer_id=customer.pk,
        fields=(None, [name for name in changed if name != "email_key"]),
    )


def pause_asking(customer: Customer, *, until: date, by: Actor) -> None:
    """Ask this person nothing before ``until``, a date in the business's zone."""
    _set_pause(customer, until, "paused asking", by)


def lift_pause(customer: Customer, *, by: Actor) -> None:
    """Let the rules for asking hold again."""
    _set_pause(customer, None, "resumed asking", by)


@transaction.atomic
def suppress(business: Business, *, email: str, reason: str, by: Actor) -> bool:
    """Store that ``email`` must not be written to; False if that is known already.

    Only a keyed hash is kept, so the wish survives the customer row. Mail that
    waits is the caller's to cancel (`feedback.mail.services.cancel_to_address`).
    """
    row, added = Suppression.objects.get_or_create(
        business=business, address_hash=address_hash(email), reason=reason
    )
    if added:
        history.record("suppressed", row, by=by, reason=(None, str(reason)))
    return added


def lift_opt_out(
    business: Business,
    *,
    email: str,
    reason: Suppression.Reason = Suppression.Reason.OPTED_OUT,
) -> bool:
    """Take back "don't ask me again" (or, by ``reason``, "don't tell me about
    changes"). Only for the person's own request: nothing behind the login may call it.
    """
    rows = Suppression.objects.filter(
        business=business,
        address_hash=address_hash(email),
        reason=reason,
    )
    return bool(rows.delete()[0])


def _fill_in(customer: Customer, written: Customer) -> None:
    missing = {
        name: getattr(written, name)
        for name in ("name", "phone")
        if getattr(written, name) and not getattr(customer, name)
    }
    if missing:
        for name, value in missing.items():
            setattr(customer, name, value)
        customer.save(update_fields=list(missing))


def _save(customer: Customer, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(customer, name, value)
    try:
        with transaction.atomic():
            customer.save(update_fields=list(changes))
    except IntegrityError as error:
        customer.refresh_from_db()
        raise Conflict("Another customer has this email address already.") from error


def _carry_wishes(customer: Customer, old_email: str, *, by: Actor) -> None:
    wishes = suppressions_of(customer.business, old_email)
    for reason in wishes - {Suppression.Reason.BOUNCED}:
        if customer.email:
            suppress(customer.business, email=customer.email, reason=reason, by=by)


@transaction.atomic
def _set_pause(customer: Customer, until: date | None, verb: str, by: Actor) -> None:
    before = customer.paused_until
    customer.paused_until = until
    customer.save(update_fields=["paused_until"])
    history.record(
        verb, customer, by=by, customer_id=customer.pk, until=(before, until)
    )
