"""Which comments the world can read, decided without looking at a rating.

The inputs are four: the customer's consent, whether there are words, the time, and
the moderation of docs/wall-policy.md. Tests flip every rating in the database and
expect the same comments in the same order.
"""

from datetime import datetime

from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from feedback.accounts.models import Business
from public_wall.models import Removal
from public_wall.rules import DECIDED_WITHIN, SHOWN_AFTER, last_year
from surveys.models import OPEN_CHANNELS, Reply

PRIVATE = "private"
RATING_ONLY = "rating_only"
WAITING = "waiting"
SHOWN = "shown"
CHECKING = "checking"
REMOVED = "removed"
CONSENTS = Reply.MAY_SHOW


def counted_replies(business: Business, *, now: datetime) -> QuerySet[Reply]:
    """Return every reply of the period from somebody who was asked: what all the
    numbers are about.

    Try-outs by the team are no replies, nor is what a machine may have sent, what
    nobody can check (see `open_replies`) or what the team wrote down.
    """
    return _of_the_period(business, now).filter(is_verified=True)


def open_replies(business: Business, *, now: datetime) -> QuerySet[Reply]:
    """Return every reply of the period that came through an open channel: anybody's,
    so counted and shown apart from the others.
    """
    return _of_the_period(business, now).filter(channel__in=OPEN_CHANNELS)


def eligible_comments(business: Business, *, now: datetime) -> QuerySet[Reply]:
    """Return the comments that have a place on the page, newest first.

    Each has ``place``: shown, checking or removed (the last two leave a placeholder),
    and ``deciding``: the request that put it there, if any.
    """
    return _with_a_place(counted_replies(business, now=now), now)


def open_comments(business: Business, *, now: datetime) -> QuerySet[Reply]:
    """Return the same of what came through open channels."""
    return _with_a_place(open_replies(business, now=now), now)


def with_place(replies: QuerySet[Reply], *, now: datetime) -> QuerySet[Reply]:
    """Return ``replies`` with ``place``: where each one's words are.

    Every reply has exactly one: rating_only (no words), private (no consent), waiting
    (the same delay for all), removed, checking or shown.
    """
    place = Case(
        When(words="", then=Value(RATING_ONLY)),
        When(~Q(consent__in=CONSENTS), then=Value(PRIVATE)),
        When(submitted_at__gt=now - SHOWN_AFTER, then=Value(WAITING)),
        When(is_removed(), then=Value(REMOVED)),
        When(is_being_checked(now=now), then=Value(CHECKING)),
        default=Value(SHOWN),
        output_field=CharField(),
    )
    return replies.annotate(place=place)


def is_in(*places: str) -> Q:
    """Return the condition that a row of `with_place` is in one of ``places``."""
    return Q(("place__in", places))


def is_removed(reply: str = "pk") -> Exists:
    """Return the condition that the reply in column ``reply`` was removed."""
    rows = Removal.objects.filter(reply=OuterRef(reply), state=Removal.State.REMOVED)
    return Exists(rows)


def is_being_checked(reply: str = "pk", *, now: datetime) -> Q:
    """Return the condition that a request hides the reply in column ``reply`` now.

    It hides for seven days at most, and only once: after a request that nobody
    decided, later ones no longer hide, or a comment could be kept away for ever.
    """
    requests = Removal.objects.filter(reply=OuterRef(reply))
    lapsed = requests.filter(state=Removal.State.LAPSED)
    open_ones = requests.filter(
        state=Removal.State.CHECKING, asked_at__gt=now - DECIDED_WITHIN
    )
    return Q(Exists(open_ones)) & ~Q(Exists(lapsed))


def _of_the_period(business: Business, now: datetime) -> QuerySet[Reply]:
    period = last_year(business, now=now)
    return Reply.objects.filter(
        business=business,
        is_test=False,
        is_suspicious=False,
        submitted_at__gte=period.start,
        submitted_at__lte=period.end,
    )


def _with_a_place(replies: QuerySet[Reply], now: datetime) -> QuerySet[Reply]:
    # Said twice, so that the database need not look at each reply to skip it.
    old = replies.filter(submitted_at__lte=now - SHOWN_AFTER, consent__in=CONSENTS)
    rows = with_place(old, now=now).filter(is_in(SHOWN, CHECKING, REMOVED))
    rows = rows.select_related("customer", "version", "public_reply")
    hiding = Prefetch("removals", queryset=_hiding(now), to_attr="deciding")
    return rows.prefetch_related(hiding).order_by("-submitted_at", "-id")


def _hiding(now: datetime) -> QuerySet[Removal]:
    checking = Q(state=Removal.State.CHECKING, asked_at__gt=now - DECIDED_WITHIN)
    removed = Q(state=Removal.State.REMOVED)
    return Removal.objects.filter(checking | removed).order_by("-asked_at", "-id")
