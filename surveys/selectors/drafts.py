"""Reading the drafts that wait for somebody's look."""

from uuid import UUID

from django.db.models import Q, QuerySet

from feedback.accounts.models import Business
from surveys.models import InteractionDraft

PAGE = 50
MOST_COUNTED = 100


def waiting_drafts(
    business: Business, *, after: str = ""
) -> QuerySet[InteractionDraft]:
    """Return one page of drafts, the oldest first (and one more, if there are more).

    ``after`` is the id of the last one of the page before.
    """
    rows = InteractionDraft.objects.filter(
        business=business, status=InteractionDraft.Status.WAITING
    )
    rows = rows.filter(_later(after)).select_related("mail")
    return rows.order_by("id")[: PAGE + 1]


def waiting_count(business: Business) -> int:
    """Return how many wait, up to `MOST_COUNTED`."""
    rows = InteractionDraft.objects.filter(
        business=business, status=InteractionDraft.Status.WAITING
    )
    return rows[:MOST_COUNTED].count()


def _later(after: str) -> Q:
    try:
        return Q(pk__gt=UUID(after))
    except ValueError:
        return Q()
