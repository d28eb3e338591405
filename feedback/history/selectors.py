"""Reading history."""

from uuid import UUID

from django.db.models import QuerySet

from feedback.accounts.models import Business
from feedback.history.models import Event


def events_about(business: Business, target_id: UUID) -> QuerySet[Event]:
    """Return what happened to one object, oldest first, with its actors."""
    rows = Event.objects.filter(business=business, target_id=target_id)
    return rows.select_related("actor__user").order_by("at", "id")
