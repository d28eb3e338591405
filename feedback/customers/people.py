"""Who somebody is: finding the row of a person before adding one.

With an address, the normalised address is the person and the database holds to it.
Without one, the same name and phone are: nobody can be asked there, so two people
under one name cost nothing, while a list uploaded twice must change nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feedback.accounts.models import Business
from feedback.customers.addresses import email_key, one_address
from feedback.customers.models import Customer
from feedback.text import one_line

PersonKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as written by whoever adds them: not yet looked up."""

    name: str = ""
    email: str = ""
    phone: str = ""


def as_row(business: Business, person: Person) -> Customer:
    """Return an unsaved row for ``person``; raises `NotAnAddress`."""
    email = one_address(person.email)
    return Customer(
        business=business,
        name=one_line(person.name, longest=120),
        email=email,
        email_key=email_key(email),
        phone=one_line(person.phone, longest=40),
    )


def key_of(row: Customer) -> PersonKey:
    """Return what makes two rows one person."""
    return (row.email_key,) if row.email_key else (row.name, row.phone)


def known(business: Business, rows: Sequence[Customer]) -> dict[PersonKey, Customer]:
    """Return the stored people among ``rows`` by their key, the oldest first come."""
    keys = {row.email_key for row in rows if row.email_key}
    names = {row.name for row in rows if not row.email_key}
    people = Customer.objects.filter(business=business, is_test=False)
    found = [
        *people.filter(email_key__in=keys),
        *people.filter(email_key="", name__in=names).order_by("-id"),
    ]
    return {key_of(person): person for person in found}


def one_each(rows: Iterable[Customer]) -> dict[PersonKey, Customer]:
    """Return the first row of each person."""
    first: dict[PersonKey, Customer] = {}
    for row in rows:
        first.setdefault(key_of(row), row)
    return first
