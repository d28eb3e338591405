"""What search engines are told there is."""

from datetime import datetime
from uuid import UUID

from feedback.accounts.models import Business
from public_wall.selectors.updates import published_updates

# What one map may list (sitemaps.org).
MOST_LISTED = 50_000
MOST_UPDATES = 1000


def public_pages() -> list[Business]:
    """Return the businesses whose page is public, the oldest first."""
    rows = Business.objects.filter(wall_is_public=True).order_by("created_at", "id")
    return list(rows.only("slug")[:MOST_LISTED])


def update_ids(business: Business, *, now: datetime) -> list[UUID]:
    """Return the updates that have a page, the newest first."""
    rows = published_updates(business, now=now).values_list("pk", flat=True)
    return list(rows[:MOST_UPDATES])
