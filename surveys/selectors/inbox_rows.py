"""The rows of a list as plain values: two hundred models a page cost more than the
page.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

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
    "waits_since",
    "is_test",
    "is_verified",
    "is_suspicious",
    "customer__name",
    "customer__email",
    "customer__value",
    "customer__complaint_open_since",
)


class Author(NamedTuple):
    """What a row says of the customer."""

    name: str
    email: str
    value: str
    complaint_open_since: datetime | None

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
    waits_since: datetime | None
    is_test: bool
    is_verified: bool
    is_suspicious: bool
    customer: Author

    @property
    def waiting_since(self) -> datetime:
        """See `Reply.waiting_since`."""
        return self.waits_since or self.submitted_at

    @property
    def is_heard(self) -> bool:
        """See `Reply.is_heard`."""
        return self.channel == Channel.HEARD

    @property
    def may_be_shown(self) -> bool:
        """See `Reply.may_be_shown`."""
        return self.consent in Reply.MAY_SHOW


def read(*lists: QuerySet[Reply]) -> list[list[Row]]:
    """Read each of ``lists`` in its order, one query each."""
    return [
        [
            Row._make((*row[:_OWN], Author._make(row[_OWN:])))
            for row in rows.select_related(None).values_list(*COLUMNS)
        ]
        for rows in lists
    ]


_OWN = len(Row._fields) - 1
