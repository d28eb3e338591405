"""The inbox: which replies wait, are new, answered, acted on or done."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from feedback.accounts.models import Business
from surveys import days
from surveys.models import ASKED_CHANNELS, Invitation, Reply, Survey

State = Reply.State
OPEN = (State.NEW, State.ACTING)
# Of each section; beyond it a link leads on. Counts beyond 99 tell nobody anything.
PAGE = 50
MOST_COUNTED = 100


def replies(business: Business) -> QuerySet[Reply]:
    """Return every reply with what a row of the inbox shows, newest first."""
    rows = Reply.objects.filter(business=business)
    related = rows.select_related(
        "customer", "invitation__interaction", "open_channel", "noted_by__user"
    )
    return related.order_by("-submitted_at", "-id")


def waiting(business: Business) -> QuerySet[Reply]:
    """Return the replies that wait for a person, oldest first.

    One that is acted on waits too if its author asked for contact since.
    """
    rows = replies(business).filter(state__in=OPEN, waits_for_person=True)
    return rows.order_by("submitted_at", "id")


def new(business: Business) -> QuerySet[Reply]:
    """Return the replies nobody did anything about and nobody must, newest first."""
    rows = replies(business).filter(state=State.NEW, waits_for_person=False)
    return rows.filter(heard_at=None)


def answered(business: Business) -> QuerySet[Reply]:
    """Return the open replies that somebody dealt with, newest first."""
    rows = replies(business).filter(state=State.NEW, waits_for_person=False)
    return rows.exclude(heard_at=None)


def acting(business: Business) -> QuerySet[Reply]:
    """Return the replies somebody promised to act on, newest first."""
    return replies(business).filter(state=State.ACTING)


def done(business: Business) -> QuerySet[Reply]:
    """Return the replies that are done, newest first."""
    return replies(business).filter(state=State.DONE)


def after(
    rows: QuerySet[Reply], reply: Reply, *, oldest_first: bool
) -> QuerySet[Reply]:
    """Return those of ``rows`` that come after ``reply`` in their order."""
    way = "gt" if oldest_first else "lt"
    same_moment = Q(submitted_at=reply.submitted_at, **{f"id__{way}": reply.pk})
    return rows.filter(Q(**{f"submitted_at__{way}": reply.submitted_at}) | same_moment)


def open_count(business: Business) -> int:
    """Return how many replies are open, at most `MOST_COUNTED`; no try-outs."""
    waits = Q(state=State.ACTING, waits_for_person=True)
    return _capped(business, Q(state=State.NEW) | waits)


def acting_count(business: Business) -> int:
    """Return how many replies are being acted on, at most `MOST_COUNTED`."""
    return _capped(business, Q(state=State.ACTING))


def people_waiting(business: Business) -> int:
    """Return how many people wait for a person, at most `MOST_COUNTED`."""
    rows = waiting(business).filter(is_test=False)
    people = rows.order_by().values("customer").distinct()
    return people[:MOST_COUNTED].count()


def last_heard(business: Business) -> Reply | None:
    """Return the newest reply of a customer, if there is any at all."""
    return replies(business).filter(is_test=False).first()


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


def _capped(business: Business, where: Q) -> int:
    rows = Reply.objects.filter(where, business=business, is_test=False)
    return rows[:MOST_COUNTED].count()
