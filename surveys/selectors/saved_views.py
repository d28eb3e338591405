"""The lists that somebody keeps, and those that are shared with them."""

from django.db.models import Q, QuerySet

from feedback.accounts.models import Membership
from surveys.models import SavedView

MOST_SHOWN = 60


def saved_views(membership: Membership) -> QuerySet[SavedView]:
    """Return the lists that ``membership`` sees, by name, with their owners."""
    seen = Q(owner=membership) | Q(is_shared=True)
    rows = SavedView.objects.filter(seen, business=membership.business_id)
    return rows.select_related("owner__user").order_by("name", "id")[:MOST_SHOWN]


def saved_view_rows(membership: Membership) -> QuerySet[SavedView]:
    """Return the same, to look one up by its id."""
    seen = Q(owner=membership) | Q(is_shared=True)
    return SavedView.objects.filter(seen, business=membership.business_id)
