"""The rows of a list as plain values: two hundred models a page cost more than the
page.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from feedback.customers.models import Customer
from surveys.models import Channel, Reply

COLUMNS = (
    "pk",
    "submitted_at",
    "rating",
    "words",
    "contact",
    "consent",
    "channel",
    "waits_for_person",
    "is_test",
    "is_verified",
    "is_suspicious",
    "customer_id",
)


class Author(NamedTuple):
    """What a row says of the customer."""

    name: str
    email: str
    value: str

    def __str__(self) -> str:
        return self.name or self.email or _("Somebody")


class Row(NamedTuple):
    """One reply, with the names that `Reply` has for the same things."""

    pk: UUID
    submitted_at: datetime
    rating: int | None
    words: str
    contact: str
    consent: str
    channel: str
    waits_for_person: bool
    is_test: bool
    is_verified: bool
    is_suspicious: bool
    customer: Author

    @property
    def is_heard(self) -> bool:
        """See `Reply.is_heard`."""
        return self.channel == Channel.HEARD

    @property
    def may_be_shown(self) -> bool:
        """See `Reply.may_be_shown`."""
        return self.consent in Reply.MAY_SHOW


def read(*lists: QuerySet[Reply]) -> list[list[Row]]:
    """Read each of ``lists`` in its order, and then whom all of them are of.

    Not in one: row level security leaves PostgreSQL guessing how many customers there
    are, and it would rather read all of them than look up fifty.
    """
    found = [list(rows.select_related(None).values_list(*COLUMNS)) for rows in lists]
    people = {row[-1] for rows in found for row in rows}
    known = Customer.objects.filter(pk__in=people).values_list(
        "pk", "name", "email", "value"
    )
    authors = {pk: Author(*said) for pk, *said in known} if people else {}
    return [
        [Row._make((*row[:-1], authors[row[-1]])) for row in rows] for rows in found
    ]
