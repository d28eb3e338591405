"""What stands in one person's calendar: their own dates, and no words of customers."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from actions.ical import Entry
from actions.models import OPEN, Action
from feedback.accounts.models import Membership, Role
from feedback.history.models import Event
from feedback.links import absolute

MOST_ENTRIES = 500


def entries_of(membership: Membership) -> list[Entry]:
    """Return the open actions of one person, in the order of their dates."""
    last = Event.objects.filter(
        business_id=membership.business_id, target_id=OuterRef("pk")
    ).order_by("-at")
    rows = Action.objects.filter(owner=membership, state__in=OPEN)
    changed = Coalesce(Subquery(last.values("at")[:1]), "created_at")
    rows = rows.annotate(changed_at=changed).order_by("due_on", "id")
    has_page = Role(membership.role).includes(Role.READER)
    return [
        Entry(
            uid=f"{row.pk}@{_host()}",
            summary=row.what,
            day=row.due_on,
            changed_at=row.changed_at,
            revision=row.revision,
            url=_url(row) if has_page else "",
        )
        for row in rows[:MOST_ENTRIES]
    ]


def _url(action: Action) -> str:
    return absolute(reverse("actions:action-detail", args=[action.pk]))


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
