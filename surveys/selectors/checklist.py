"""How far a new business has come: what it has done, and what is next."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from feedback.accounts.models import Business
from feedback.customers.models import Customer
from feedback.history.models import Event
from surveys.models import Reply, Survey

ENOUGH_CUSTOMERS = 10
# What saving a survey leaves in history, whether or not a word was different.
READING_VERBS = ("read", "rewritten", "changed rules")
SIGNS = (
    "was_read",
    "was_tried",
    "was_heard",
    "was_heard_by_customers",
    "was_acted_on",
)


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been done, step by step; ``survey_id`` is the first one, if any."""

    survey_id: UUID | None
    has_voice: bool
    has_read: bool
    has_tried: bool
    customers: int
    has_heard: bool
    has_replied_customers: bool
    has_acted: bool

    @property
    def has_customers(self) -> bool:
        """Ten are enough to learn something; so is one who has answered."""
        return self.customers >= ENOUGH_CUSTOMERS or self.has_replied_customers

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing left to show."""
        steps = (self.has_voice, self.has_read, self.has_tried, self.has_customers)
        return all(steps) and self.has_acted


def progress(business: Business) -> Progress:
    """Return how far ``business`` is, in two queries."""
    found = _first_survey(business) or dict.fromkeys(("pk", *SIGNS))
    return Progress(
        survey_id=found["pk"],
        has_voice=bool(found["pk"] and business.sign_off and business.reply_to),
        has_read=bool(found["was_read"] or found["was_tried"]),
        has_tried=bool(found["was_tried"]),
        customers=_customers(business),
        has_heard=bool(found["was_heard"]),
        has_replied_customers=bool(found["was_heard_by_customers"]),
        has_acted=bool(found["was_acted_on"]),
    )


def _first_survey(business: Business) -> dict[str, Any] | None:
    """Return the oldest survey's key, with what has come of any of them."""
    replies = Reply.objects.filter(business=business)
    read = Event.objects.filter(
        business=business, target_id=OuterRef("pk"), verb__in=READING_VERBS
    )
    rows = Survey.objects.filter(business=business).annotate(
        was_read=Exists(read),
        was_tried=Exists(replies.filter(is_test=True)),
        was_heard=Exists(replies),
        was_heard_by_customers=Exists(
            replies.filter(is_test=False, is_suspicious=False)
        ),
        was_acted_on=Exists(replies.filter(heard_at__isnull=False)),
    )
    first: dict[str, Any] | None = rows.order_by("id").values("pk", *SIGNS).first()
    return first


def _customers(business: Business) -> int:
    rows = Customer.objects.filter(
        business=business, is_test=False, is_unverified=False
    )
    return rows[:ENOUGH_CUSTOMERS].count()
