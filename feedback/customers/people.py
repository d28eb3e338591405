"""Who somebody is: finding the row of a person before adding one.

One rule for every way in, in this order:

1. the same external id (what the business's own system calls the person);
2. else the same normalised address, to which the database holds;
3. else the same phone in E.164, where one of the two has no address (two addresses
   on one line are a family or an office), the same name first, then the oldest;
4. else, for who has none of these, the same name and phone as written.

External ids that differ are never one person by 3. A row that was merged keeps its
keys and leads to its survivor, and what a row brings that its person lacked is theirs
from then on, also for the rows after it.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from feedback.accounts.models import Business
from feedback.customers.addresses import email_key, one_address
from feedback.customers.models import Customer
from feedback.customers.phones import phone_key
from feedback.text import one_line

PersonKey = tuple[str, ...]
LONGEST_EXTERNAL_ID = 80
# So many people on one line are looked at; more share a switchboard.
MOST_ON_A_LINE = 20
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,6})?")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as written by whoever adds them: not yet looked up."""

    name: str = ""
    email: str = ""
    phone: str = ""
    external_id: str = ""
    language: str = ""


@dataclass(slots=True)
class Settled:
    """Who each row is: a stored person or one of ``fresh``, in the rows' order.

    ``filled`` holds what the rows brought that was missing in a stored person (the
    fields by id); it stands in ``people`` already and is still to be saved.
    """

    people: list[Customer] = field(default_factory=list)
    fresh: list[Customer] = field(default_factory=list)
    filled: dict[UUID, set[str]] = field(default_factory=dict)


def as_row(business: Business, person: Person) -> Customer:
    """Return an unsaved row for ``person``; raises `NotAnAddress`."""
    email = one_address(person.email)
    phone = one_line(person.phone, longest=40)
    return Customer(
        business=business,
        name=one_line(person.name, longest=120),
        email=email,
        email_key=email_key(email),
        phone=phone,
        phone_key=phone_key(phone, business.country),
        external_id=external_key(person.external_id),
        language=language_tag(person.language),
    )


def external_key(text: str) -> str:
    """Return an external id as it is kept: one line, and told apart from every other
    also where it is too long to be kept whole.
    """
    whole = one_line(text, longest=10_000)
    if len(whole) <= LONGEST_EXTERNAL_ID:
        return whole
    return f"{whole[:63]}…{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def language_tag(text: str) -> str:
    """Return ``text`` as the tag of a language ("en", "pt-br"), or "" if it is none."""
    tag = one_line(text, longest=20).casefold().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


def key_of(row: Customer) -> PersonKey:
    """Return all that tells who a row is, so that rows alike are looked up once."""
    return (row.external_id, row.email_key, row.phone_key, row.name, row.phone)


def settle(business: Business, rows: Sequence[Customer]) -> Settled:
    """Return who each of the unsaved ``rows`` is, as if they came one by one.

    Stores nothing and asks the database a fixed number of times.
    """
    register = _Register(_stored(business, rows))
    settled = Settled()
    for row in rows:
        person = register.find(row)
        if person is None:
            person = row
            settled.fresh.append(row)
        brought = register.fill_in(person, row)
        if brought and not person._state.adding:
            settled.filled.setdefault(person.pk, set()).update(brought)
        settled.people.append(person)
    return settled


def known(business: Business, rows: Sequence[Customer]) -> dict[PersonKey, Customer]:
    """Return the stored people among ``rows`` by `key_of`, the survivor of a merge for
    each that was merged.
    """
    settled = settle(business, rows)
    pairs = zip(rows, settled.people, strict=True)
    return {key_of(row): who for row, who in pairs if not who._state.adding}


class _Register:
    """People by their keys. The first under a key has it."""

    def __init__(self, stored: Iterable[Customer]) -> None:
        self._ids: dict[str, Customer] = {}
        self._addresses: dict[str, Customer] = {}
        self._lines: dict[str, list[Customer]] = {}
        self._names: dict[tuple[str, str], Customer] = {}
        survivors: dict[UUID, Customer] = {}
        for row in stored:
            person = row.merged_into or row
            self.keep(row, survivors.setdefault(person.pk, person))

    def keep(self, row: Customer, person: Customer) -> None:
        """Let the keys of ``row`` lead to ``person``."""
        if row.external_id:
            self._ids.setdefault(row.external_id, person)
        if row.email_key:
            self._addresses.setdefault(row.email_key, person)
        if row.phone_key:
            line = self._lines.setdefault(row.phone_key, [])
            if person not in line:
                line.append(person)
        if _has_only_a_name(row):
            self._names.setdefault((row.name, row.phone), person)

    def find(self, row: Customer) -> Customer | None:
        """Return the person that ``row`` is, if anybody here."""
        if row.external_id in self._ids:
            return self._ids[row.external_id]
        if row.email_key in self._addresses:
            return self._addresses[row.email_key]
        if _has_only_a_name(row):
            return self._names.get((row.name, row.phone))
        return self._on_the_line(row)

    def fill_in(self, person: Customer, row: Customer) -> set[str]:
        """Give ``person`` what ``row`` brings and they lack, and keep its keys;
        return the names of the fields.

        A key that leads to somebody else stays theirs.
        """
        brought: set[str] = set()
        if self._addresses.get(row.email_key, person) == person:
            brought |= _move(person, row, "email", "email_key")
        if self._ids.get(row.external_id, person) == person:
            brought |= _move(person, row, "external_id")
        brought |= _move(person, row, "phone", "phone_key")
        brought |= _move(person, row, "name") | _move(person, row, "language")
        self.keep(person, person)
        return brought

    def _on_the_line(self, row: Customer) -> Customer | None:
        line = [p for p in self._lines.get(row.phone_key, []) if _may_be_one(p, row)]
        name = row.name.casefold()
        same = (p for p in line if p.name.casefold() == name)
        return next(same, next(iter(line), None))


def _may_be_one(person: Customer, row: Customer) -> bool:
    if person.email_key and row.email_key:
        return False
    ids = {person.external_id, row.external_id} - {""}
    return len(ids) < 2


def _has_only_a_name(row: Customer) -> bool:
    return not (row.external_id or row.email_key or row.phone_key)


def _move(person: Customer, row: Customer, *names: str) -> set[str]:
    """Copy the fields ``names`` (how it is written, and its key if it has one) where
    they are missing. Something without a key gives way to something with one.
    """
    written, key = names[0], names[-1]
    if getattr(person, key) or not getattr(row, written):
        return set()
    if getattr(person, written) and not getattr(row, key):
        return set()
    for name in names:
        setattr(person, name, getattr(row, name))
    return set(names)


def _stored(business: Business, rows: Sequence[Customer]) -> list[Customer]:
    """Return whoever is stored under a key of ``rows``, oldest first, with survivors.

    Four queries for any number of rows, each by an index.
    """
    people = Customer.objects.filter(
        business=business, is_test=False, is_unverified=False
    )
    people = people.select_related("merged_into").order_by("id")
    ids = {row.external_id for row in rows} - {""}
    addresses = {row.email_key for row in rows} - {""}
    names = {row.name for row in rows if _has_only_a_name(row)}
    nameless = Q(external_id="", email_key="", phone_key="")
    found = [
        *people.filter(external_id__in=ids),
        *people.filter(email_key__in=addresses),
        *_on_lines(people, rows),
        *people.filter(nameless, name__in=names),
    ]
    return sorted(set(found), key=lambda person: person.pk)


def _on_lines(
    people: QuerySet[Customer], rows: Sequence[Customer]
) -> QuerySet[Customer]:
    lines = {row.phone_key for row in rows} - {""}
    place = Window(RowNumber(), partition_by=F("phone_key"), order_by=F("id").asc())
    return (
        people.filter(phone_key__in=lines)
        .annotate(place=place)
        .filter(place__lte=MOST_ON_A_LINE)
    )
