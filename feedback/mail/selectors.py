"""Reading the outbox."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, QuerySet

from feedback.accounts.models import Business
from feedback.mail.models import OutboundMessage, Pulse

Status = OutboundMessage.Status


def sent_mail(
    business: Business, *, statuses: Sequence[str] = (), before: UUID | None = None
) -> QuerySet[OutboundMessage]:
    """Return the mails of ``business``, newest first, without their words.

    ``before`` is the id of the last one that was seen.
    """
    rows = OutboundMessage.objects.filter(business=business)
    if statuses:
        rows = rows.filter(status__in=statuses)
    if before:
        rows = rows.filter(pk__lt=before)
    return rows.defer("text", "html", "headers").order_by("-pk")


def account_mail() -> QuerySet[OutboundMessage]:
    """Return the mails of the product itself, newest first; across all businesses."""
    rows = OutboundMessage.objects.filter(kind=OutboundMessage.Kind.ACCOUNT)
    return rows.order_by("-pk")


def counts_by_status() -> dict[str, int]:
    """Return how many mails are in each state, of every business entered."""
    found = OutboundMessage.objects.values_list("status").annotate(rows=Count("pk"))
    return dict.fromkeys(Status.values, 0) | dict(found.order_by())


def in_state(status: str) -> QuerySet[OutboundMessage]:
    """Return the mails in one state, oldest first, without words and addresses."""
    rows = OutboundMessage.objects.filter(status=status).order_by("pk")
    return rows.only("pk", "kind", "business_id", "uid", "created_at")


def oldest_due_seconds(now: datetime) -> float | None:
    """Return for how long the longest waiting mail has been due; None if none is."""
    due = OutboundMessage.objects.filter(status=Status.QUEUED, due_at__lte=now)
    oldest: datetime | None = due.aggregate(oldest=Min("due_at"))["oldest"]
    return None if oldest is None else (now - oldest).total_seconds()


def pulse_seconds(now: datetime) -> float | None:
    """Return how long the sweep that is silent longest has been; None without any."""
    oldest: datetime | None = Pulse.objects.aggregate(oldest=Min("at"))["oldest"]
    return None if oldest is None else (now - oldest).total_seconds()
