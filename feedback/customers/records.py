"""Recording what was done for a customer, so that the same row twice is one thing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from feedback.customers.models import Customer, Interaction
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line


@dataclass(frozen=True, slots=True)
class NewInteraction:
    """Something that was done for a customer, as it is entered.

    ``kind`` is what was done ("Boiler service"), ``happened_at`` is aware, ``value``
    is in the business's currency and ``source`` one of `Interaction.Source`.
    """

    kind: str
    happened_at: datetime
    handler: str = ""
    reference: str = ""
    value: Decimal | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    source: str = Interaction.Source.FORM
    # The id of the `Import` that brings it, if one does.
    came_with: UUID | None = None


def fingerprint(customer: Customer, work: NewInteraction) -> str:
    """Return what makes two entries the same work: for whom, what, when (to the
    minute) and under which reference. Who did it may be corrected later.
    """
    moment = work.happened_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    parts = (
        str(customer.pk),
        one_line(work.kind, longest=80).casefold(),
        moment,
        one_line(work.reference, longest=80).casefold(),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def as_row(customer: Customer, work: NewInteraction) -> Interaction:
    """Return an unsaved row of ``work`` for ``customer``."""
    return Interaction(
        business_id=customer.business_id,
        customer=customer,
        kind=one_line(work.kind, longest=80),
        happened_at=work.happened_at,
        handler=one_line(work.handler, longest=80),
        reference=one_line(work.reference, longest=80),
        value=work.value,
        attributes=work.attributes,
        source=work.source,
        came_with=work.came_with,
        fingerprint=fingerprint(customer, work),
    )


def record_interaction(
    customer: Customer, work: NewInteraction, *, by: Actor
) -> tuple[Interaction, bool]:
    """Store ``work``; False beside the row that was there if it is known already."""
    return record_all([(customer, work)], by=by)[0]


@transaction.atomic
def record_all(
    works: Sequence[tuple[Customer, NewInteraction]], *, by: Actor
) -> list[tuple[Interaction, bool]]:
    """Store each work that is not there yet, in order; as `record_interaction`.

    The constraint on fingerprints decides, so two uploads at once store one row.
    """
    rows = [as_row(customer, work) for customer, work in works]
    Interaction.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    stored = {row.fingerprint: row for row in already_there(rows)}
    found = [stored[row.fingerprint] for row in rows]
    # Whoever stored it first, perhaps an earlier row of this list, has its id there.
    outcome = [
        (there, there.pk == row.pk) for row, there in zip(rows, found, strict=True)
    ]
    # What an import brings has the import's history.
    added = [(r, r.customer_id) for r, is_new in outcome if is_new and not r.came_with]
    history.record_each("recorded", added, by=by)
    return outcome


def already_there(rows: Sequence[Interaction]) -> list[Interaction]:
    """Return the stored interactions with the fingerprints of ``rows``."""
    prints = {row.fingerprint for row in rows}
    found = Interaction.objects.filter(fingerprint__in=prints)
    return list(found.select_related("customer"))
