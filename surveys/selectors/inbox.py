"""The inbox: which replies wait, are new, answered, acted on or done."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from feedback.accounts.models import Business
from surveys import days
from surveys.models import ASKED_CHANNELS, Invitation, Reply, Survey
from surveys.selectors.inbox_counts import MOST_COUNTED

State = Reply.State
OPEN = (State.NEW, State.ACTING)
# Of a section; beyond it a link leads on. Several on one page begin with fewer each.
PAGE = 50
BEGINNING = 20


def replies(business: Business) -> QuerySet[Reply]:
    """Return every reply with its customer, newest first."""
    rows = Reply.objects.filter(business=business).select_related("customer")
    return rows.order_by("-submitted_at", "-id")


def read_replies(business: Business) -> QuerySet[Reply]:
    """Return the same with what the reading pane shows of nearly every one.

    What few have (a channel of its own, somebody who noted it, somebody who looks after
    the customer) is read with those.
    """
    return replies(business).select_related("invitation__interaction", "version")


def counted(business: Business) -> QuerySet[Reply]:
    """Return the same without those that a machine may have sent."""
    return replies(business).filter(is_suspicious=False)


def suspicious(business: Business) -> QuerySet[Reply]:
    """Return the replies that a machine may have sent, newest first."""
    return replies(business).filter(is_suspicious=True)


def waiting(business: Business) -> QuerySet[Reply]:
    """Return the replies that wait for a person, oldest first.

    One that is acted on waits too if its author asked for contact since.
    """
    rows = counted(business).filter(state__in=OPEN, waits_for_person=True)
    return rows.order_by("submitted_at", "id")


def new(business: Business) -> QuerySet[Reply]:
    """Return the replies nobody did anything about and nobody must, newest first."""
    rows = counted(business).filter(state=State.NEW, waits_for_person=False)
    return rows.filter(heard_at=None)


def answered(business: Business) -> QuerySet[Reply]:
    """Return the open replies that somebody dealt with, newest first."""
    rows = counted(business).filter(state=State.NEW, waits_for_person=False)
    return rows.exclude(heard_at=None)


def acting(business: Business) -> QuerySet[Reply]:
    """Return the replies somebody promised to act on, newest first."""
    return counted(business).filter(state=State.ACTING)


def done(business: Business) -> QuerySet[Reply]:
    """Return the replies that are done, newest first."""
    return counted(business).filter(state=State.DONE)


def after(
    rows: QuerySet[Reply], reply: Reply, *, oldest_first: bool
) -> QuerySet[Reply]:
    """Return those of ``rows`` that come after ``reply`` in their order."""
    way = "gt" if oldest_first else "lt"
    at = reply.submitted_at
    # The first condition says the same twice, so that an index can begin there.
    same_moment = Q(submitted_at=at, **{f"id__{way}": reply.pk})
    near = rows.filter(**{f"submitted_at__{way}e": at})
    return near.filter(Q(**{f"submitted_at__{way}": at}) | same_moment)


def last_heard(business: Business) -> Reply | None:
    """Return the newest reply of a customer, if there is any at all."""
    return counted(business).filter(is_test=False).first()


def last_asked(business: Business) -> tuple[date, int] | None:
    """Return the day on which somebody was last asked, and how many were then.

    None if nobody was ever asked. The number ends at `MOST_COUNTED`.
    """
    asked = Invitation.objects.filter(
        business=business, is_test=False, channel__in=ASKED_CHANNELS
    )
    latest = asked.exclude(asked_at=None).order_by("-asked_at").first()
    if latest is None or latest.asked_at is None:
        return None
    day = days.local_day(latest.asked_at, business)
    midnight = datetime.combine(day, time.min, ZoneInfo(business.zone))
    return day, asked.filter(asked_at__gte=midnight)[:MOST_COUNTED].count()


def has_survey(business: Business) -> bool:
    """Whether the business has anything to ask with."""
    return Survey.objects.filter(business=business).exists()


def next_open(ids: Sequence[UUID], current: UUID) -> UUID | None:
    """Return the id that comes after ``current`` in ``ids``, or the one before it."""
    if current not in ids:
        return ids[0] if ids else None
    at = list(ids).index(current)
    beside = [*ids[at + 1 : at + 2], *ids[max(0, at - 1) : at]]
    return beside[0] if beside else None
