"""Reading requests to remove a comment."""

from datetime import datetime

from django.db.models import QuerySet

from feedback.accounts.models import Business, Membership, Role
from public_wall.models import Removal
from public_wall.rules import DECIDED_WITHIN
from surveys.models import Reply

MOST_LISTED = 50


def removals(business: Business) -> QuerySet[Removal]:
    """Return the requests of a business, newest first, with the people in them."""
    rows = Removal.objects.filter(business=business)
    rows = rows.select_related(
        "reply__customer", "reply__version", "asked_by__user", "decided_by__user"
    )
    return rows.order_by("-asked_at", "-id")


def open_removals(business: Business, *, now: datetime) -> QuerySet[Removal]:
    """Return the requests that wait for a second person, oldest first."""
    rows = removals(business).filter(
        state=Removal.State.CHECKING, asked_at__gt=now - DECIDED_WITHIN
    )
    return rows.order_by("asked_at", "id")


def every_open_removal(*, now: datetime) -> QuerySet[Removal]:
    """Return what waits in all businesses, oldest first; for our own staff."""
    rows = Removal.objects.filter(
        state=Removal.State.CHECKING, asked_at__gt=now - DECIDED_WITHIN
    )
    return rows.select_related("business", "reply").order_by("asked_at", "id")


def closed_removals(business: Business, *, now: datetime) -> list[Removal]:
    """Return the last requests that were decided or lapsed."""
    waiting = open_removals(business, now=now).order_by()
    rows = removals(business).exclude(pk__in=waiting.values("pk"))
    return list(rows[:MOST_LISTED])


def removals_of(reply: Reply) -> list[Removal]:
    """Return the requests about one reply, newest first."""
    return list(reply.removals.order_by("-asked_at", "-id"))


def is_open(removal: Removal, *, now: datetime) -> bool:
    """Whether somebody may still decide it."""
    checking = removal.state == Removal.State.CHECKING
    return checking and removal.asked_at > now - DECIDED_WITHIN


def may_decide(removal: Removal, membership: Membership) -> bool:
    """Whether ``membership`` is the second person: a manager who did not ask."""
    asked = removal.asked_by_id == membership.pk
    return membership.may(Role.MANAGER) and not asked
