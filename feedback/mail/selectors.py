"""Reading the outbox."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, QuerySet

from feedback.accounts.models import Business
from feedback.customers.models import Customer
from feedback.mail import pacing
from feedback.mail.models import OutboundMessage, Pulse

Status = OutboundMessage.Status
DAYS = timedelta(days=30)
NOT_ARRIVED = (
    Status.BOUNCED,
    Status.COMPLAINED,
    Status.FAILED,
    Status.UNCERTAIN,
    Status.DEAD,
)


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
    return rows.defer("own_text", "own_html", "values", "headers").order_by("-pk")


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
    """Return for how long the longest waiting mail has been due; None if none is.

    Mail that its business's pace holds back (see `feedback.mail.pacing`) waits on
    purpose and is not late. Counts every business entered.
    """
    due = OutboundMessage.objects.filter(status=Status.QUEUED, due_at__lte=now)
    if not due.exists():
        return None
    to_customers = due.filter(kind__in=pacing.TO_CUSTOMERS, business__isnull=False)
    whose = set(
        to_customers.order_by().values_list("business_id", flat=True).distinct()
    )
    rooms = pacing.rooms(whose, now) if whose else {}
    held = [pk for pk, room in rooms.items() if not room]
    late = due.exclude(kind__in=pacing.TO_CUSTOMERS, business_id__in=held)
    oldest: datetime | None = late.aggregate(oldest=Min("due_at"))["oldest"]
    return _seconds(oldest, now)


def pulse_seconds(now: datetime) -> tuple[float | None, float | None]:
    """Return how long the sweep that is silent longest has been, and for how long the
    provider has served nobody while mail waits for it; None without any.
    """
    pulses = dict(Pulse.objects.values_list("name", "at"))
    refused = pulses.pop(Pulse.NO_LINE, None)
    if refused is not None and not _anything_waits():
        refused = None
    oldest = min(pulses.values(), default=None)
    return _seconds(oldest, now), _seconds(refused, now)


def counts_of(business: Business, *, now: datetime) -> dict[str, int]:
    """Return how many mails of the last 30 days came to which state, none left out."""
    rows = OutboundMessage.objects.filter(business=business, created_at__gt=now - DAYS)
    found = rows.order_by().values_list("status").annotate(rows=Count("pk"))
    return dict.fromkeys(Status.values, 0) | dict(found)


def came_back(business: Business, *, now: datetime) -> QuerySet[OutboundMessage]:
    """Return the mails to customers of the last 30 days that came back or were marked
    as spam, newest first, without their words.
    """
    rows = OutboundMessage.objects.filter(
        business=business,
        status__in=(Status.BOUNCED, Status.COMPLAINED),
        customer_id__isnull=False,
        created_at__gt=now - DAYS,
    )
    return rows.defer("own_text", "own_html", "values", "headers").order_by("-pk")


def not_arrived(customer: Customer) -> QuerySet[OutboundMessage]:
    """Return the mails to ``customer`` that did not arrive, or perhaps not, newest
    first, without their words.
    """
    rows = OutboundMessage.objects.filter(
        business=customer.business_id,
        customer_id=customer.pk,
        status__in=NOT_ARRIVED,
    )
    slim = rows.defer("own_text", "own_html", "values", "headers")
    return slim.order_by("-created_at")


def oldest_waiting(business: Business) -> OutboundMessage | None:
    """Return the mail of ``business`` that has been waiting longest, if any."""
    rows = OutboundMessage.objects.filter(business=business, status=Status.QUEUED)
    return rows.only("pk", "due_at", "kind").order_by("due_at", "pk").first()


def undecided_count(business: Business, *, most: int = 100) -> int:
    """Return how many mails somebody has to decide about, ``most`` at most."""
    rows = OutboundMessage.objects.filter(
        business=business, status__in=(Status.UNCERTAIN, Status.DEAD)
    )
    return rows[:most].count()


def _anything_waits() -> bool:
    return OutboundMessage.objects.filter(status=Status.QUEUED).exists()


def _seconds(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else (now - since).total_seconds()
