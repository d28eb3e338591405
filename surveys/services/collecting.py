"""Taking in who was served: customers, what was done, and the decision to ask.

`foresee` says what `take_in` would do, by the same steps, and stores nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from feedback.accounts.models import Business
from feedback.customers import people, records
from feedback.customers.models import Customer, Interaction
from feedback.customers.services import (
    CustomerDetails,
    NewInteraction,
    Person,
    edit_customer,
    find_or_add_all,
    record_all,
)
from feedback.history.services import Actor
from surveys.models import Invitation
from surveys.rows import NewRow
from surveys.services.planning import decide, plan_all

__all__ = ["Foreseen", "NewRow", "Taken", "TakenRow", "add_one", "foresee", "take_in"]

Status = Invitation.Status


@dataclass(frozen=True, slots=True)
class TakenRow:
    """What became of one row: stored now, or there already; and whether and when its
    customer is asked, one decision a survey.
    """

    interaction: Interaction
    is_new: bool
    invitations: tuple[Invitation, ...] = ()

    @property
    def invitation(self) -> Invitation | None:
        """The decision to show: the one that asks, if any does."""
        first = next((i for i in self.invitations if i.status == Status.PLANNED), None)
        return first or next(iter(self.invitations), None)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of each row, in their order."""

    rows: tuple[TakenRow, ...]

    @property
    def added(self) -> list[TakenRow]:
        """The rows that were not there yet."""
        return [row for row in self.rows if row.is_new]

    @property
    def already_there(self) -> int:
        """How many rows changed nothing."""
        return len(self.rows) - len(self.added)

    @property
    def asked(self) -> list[Invitation]:
        """The decisions that ask somebody, soonest first."""
        found = [i for row in self.added for i in row.invitations]
        planned = [i for i in found if i.status == Status.PLANNED]
        return sorted(planned, key=lambda invitation: invitation.due_at)

    @property
    def first_at(self) -> datetime | None:
        """When the first of them is asked."""
        return self.asked[0].due_at if self.asked else None

    @property
    def not_asked(self) -> list[tuple[int, str]]:
        """How many new rows ask nobody, with the reason in words; most first."""
        reasons = Counter(_why_not(row) for row in self.added)
        del reasons[""]
        return [(count, why) for why, count in reasons.most_common()]


Foreseen = Taken


@transaction.atomic
def take_in(
    business: Business, rows: Sequence[NewRow], *, source: str, by: Actor
) -> Taken:
    """Store ``rows`` and decide who of them is asked, all or nothing.

    A row that is there already changes nothing, however often and by whomever it
    comes. ``source`` is one of `Interaction.Source`. Raises `NotAnAddress`.
    """
    # One list at a time for a business: nothing but the address makes a person one
    # for the database, and a list has people without.
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    persons = [person_of(row) for row in rows]
    customers = find_or_add_all(business, persons, by=by)
    works = [work_of(row, source) for row in rows]
    return take_in_for(business, list(zip(customers, works, strict=True)), by=by)


@transaction.atomic
def take_in_for(
    business: Business, works: Sequence[tuple[Customer, NewInteraction]], *, by: Actor
) -> Taken:
    """Store what was done for stored customers and decide who of them is asked; as
    `take_in`.
    """
    stored = record_all(works, by=by)
    new = [interaction for interaction, is_new in stored if is_new]
    return _taken(stored, plan_all(business, new, by=by))


def foresee(business: Business, rows: Sequence[NewRow], *, now: datetime) -> Foreseen:
    """Return what `take_in` would do with ``rows`` at ``now``; stores nothing."""
    drafts = [people.as_row(business, person_of(row)) for row in rows]
    customers = people.settle(business, drafts).people
    works = [
        records.as_row(customer, work_of(row, ""))
        for customer, row in zip(customers, rows, strict=True)
    ]
    met = {work.fingerprint for work in records.already_there(works)}
    entries = []
    for work in works:
        entries.append((work, work.fingerprint not in met))
        met.add(work.fingerprint)
    new = [work for work, is_new in entries if is_new]
    return _taken(entries, decide(business, new, now=now))


@transaction.atomic
def add_one(
    business: Business, details: CustomerDetails, work: NewInteraction, *, by: Actor
) -> Taken:
    """Store one customer and what was done for them, as typed into a form.

    Relationship owner and value band, if given, replace what was kept. Raises
    `NotAnAddress`.
    """
    row = NewRow(
        name=details.name,
        email=details.email,
        phone=details.phone,
        kind=work.kind,
        happened_at=work.happened_at,
        handler=work.handler,
        reference=work.reference,
        value=work.value,
    )
    taken = take_in(business, [row], source=work.source, by=by)
    customer = taken.rows[0].interaction.customer
    kept = _details(customer)
    wanted = replace(
        kept,
        relationship_owner=details.relationship_owner or kept.relationship_owner,
        value=details.value or kept.value,
    )
    if wanted != kept:
        edit_customer(customer, wanted, by=by)
    return taken


def _details(customer: Customer) -> CustomerDetails:
    return CustomerDetails(
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        relationship_owner=customer.relationship_owner,
        value=customer.value,
    )


def person_of(row: NewRow) -> Person:
    """Return who ``row`` is about, as written there."""
    return Person(row.name, row.email, row.phone, row.external_id, row.language)


def work_of(
    row: NewRow, source: str, *, came_with: UUID | None = None
) -> NewInteraction:
    """Return what ``row`` says was done."""
    return NewInteraction(
        kind=row.kind,
        happened_at=row.happened_at,
        handler=row.handler,
        reference=row.reference,
        value=row.value,
        attributes=dict(row.attributes),
        source=source,
        came_with=came_with,
    )


def _taken(
    entries: Sequence[tuple[Interaction, bool]], invitations: Sequence[Invitation]
) -> Taken:
    about: dict[object, list[Invitation]] = {}
    for invitation in invitations:
        about.setdefault(invitation.interaction_id, []).append(invitation)
    return Taken(
        tuple(
            TakenRow(work, is_new, tuple(about.get(work.pk, ())) if is_new else ())
            for work, is_new in entries
        )
    )


def _why_not(row: TakenRow) -> str:
    invitation = row.invitation
    if invitation is None:
        return gettext("no survey follows this kind of work")
    if invitation.status == Status.PLANNED:
        return ""
    return invitation.get_reason_display()
