"""What people wish about being written to, as rules need it.

Wishes are kept by address, and every address of a person carries all of them (see
`feedback.customers.suppressing`): the one we write to says it all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from feedback.accounts.models import Business
from feedback.customers.addresses import address_hash
from feedback.customers.models import Customer, Suppression

Reason = Suppression.Reason


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one person said, or their mail provider for them: ``reasons`` are
    `Suppression.Reason`s.

    ``paused_until`` is the first day on which they may be asked again, ``every_days``
    how many days they want between two askings; 0 if they said nothing of it.
    """

    reasons: frozenset[str] = frozenset()
    paused_until: date | None = None
    every_days: int = 0


NO_WISHES = Wishes()


def wishes_of(customer: Customer) -> Wishes:
    """Return what ``customer`` wishes."""
    found = wishes_of_all(customer.business, [customer])
    return found.get(customer.pk, NO_WISHES)


def wishes_of_all(
    business: Business, customers: Iterable[Customer]
) -> dict[UUID, Wishes]:
    """Return what each of ``customers`` wishes, by id, of those who wish anything."""
    owners: dict[str, list[UUID]] = {}
    for customer in customers:
        # What was said at a number counts for whoever has it, also by mail.
        for address in filter(None, (customer.email, customer.phone_key)):
            owners.setdefault(address_hash(address), []).append(customer.pk)
    rows = Suppression.objects.filter(business=business, address_hash__among=owners)
    found: dict[UUID, list[Suppression]] = {}
    for row in rows:
        for pk in owners[row.address_hash]:
            found.setdefault(pk, []).append(row)
    return {pk: _together(of_one) for pk, of_one in found.items()}


def _together(rows: list[Suppression]) -> Wishes:
    untils = [row.until for row in rows if row.reason == Reason.PAUSED and row.until]
    gaps = [row.every_days or 0 for row in rows if row.reason == Reason.LESS_OFTEN]
    return Wishes(
        reasons=frozenset(row.reason for row in rows),
        paused_until=max(untils, default=None),
        every_days=max(gaps, default=0),
    )
