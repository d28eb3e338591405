"""The few comments that stand elsewhere than their author's consent alone would put
them: too new to be shown, being checked, or removed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from feedback.accounts.models import Business
from public_wall.days import COUNTED, OPEN
from public_wall.models import PublicReply, Removal
from public_wall.rules import SHOWN_AFTER, Period
from public_wall.selectors import comments
from surveys.models import OPEN_CHANNELS, Reply


@dataclass(frozen=True, slots=True)
class Apart:
    """One consented comment that is not shown now, or no longer."""

    apart: str
    place: str
    ground: str
    rating: int | None
    day: date
    is_answered: bool


def apart(business: Business, period: Period, *, now: datetime) -> list[Apart]:
    """Return every consented comment of ``period`` that is not shown; two queries."""
    zone = ZoneInfo(business.zone)
    return [
        *_waiting(business, period, now, zone),
        *_moderated(business, period, now, zone),
    ]


def answered_in_public(business: Business, period: Period, *, now: datetime) -> int:
    """Return how many counted comments of ``period`` that may be shown by now have a
    public reply, those that moderation hides included.
    """
    rows = PublicReply.objects.filter(
        _consented("reply__"),
        business=business,
        reply__is_verified=True,
        reply__submitted_at__gte=period.start,
        reply__submitted_at__lte=now - SHOWN_AFTER,
    )
    return rows.count()


def _waiting(
    business: Business, period: Period, now: datetime, zone: ZoneInfo
) -> Iterator[Apart]:
    rows = Reply.objects.filter(
        _consented(""),
        business=business,
        submitted_at__gt=now - SHOWN_AFTER,
        submitted_at__lte=period.end,
    )
    columns = ("is_verified", "channel", "rating", "submitted_at")
    for verified, channel, rating, sent in rows.values_list(*columns):
        kind = _kind(verified, channel)
        day = sent.astimezone(zone).date()
        if kind:
            yield Apart(kind, comments.WAITING, "", rating, day, False)


def _moderated(
    business: Business, period: Period, now: datetime, zone: ZoneInfo
) -> Iterator[Apart]:
    rows = _hiding(business, now).filter(
        _consented("reply__"),
        reply__submitted_at__gte=period.start,
        reply__submitted_at__lte=now - SHOWN_AFTER,
    )
    answered = Exists(PublicReply.objects.filter(reply=OuterRef("reply")))
    columns = (
        *("reply__is_verified", "reply__channel", "state", "ground"),
        *("reply__rating", "reply__submitted_at", "is_answered"),
    )
    found = rows.annotate(is_answered=answered).values_list(*columns)
    for verified, channel, state, ground, rating, sent, is_answered in found:
        kind = _kind(verified, channel)
        removed = state == Removal.State.REMOVED
        place = comments.REMOVED if removed else comments.CHECKING
        day = sent.astimezone(zone).date()
        if kind:
            yield Apart(kind, place, ground, rating, day, is_answered)


def _hiding(business: Business, now: datetime) -> QuerySet[Removal]:
    """Return the one request of each comment that hides it (the database lets only
    one be open or granted at a time), as `comments.with_place` decides.
    """
    rows = Removal.objects.filter(business=business)
    removed = Q(state=Removal.State.REMOVED)
    checked = comments.is_being_checked("reply", now=now)
    return rows.filter(removed | Q(checked, state=Removal.State.CHECKING))


def _consented(prefix: str) -> Q:
    return Q(
        (f"{prefix}is_test", False),
        (f"{prefix}is_suspicious", False),
        (f"{prefix}consent__in", comments.CONSENTS),
    ) & ~Q((f"{prefix}words", ""))


def _kind(verified: bool, channel: str) -> str:
    if verified:
        return COUNTED
    return OPEN if channel in OPEN_CHANNELS else ""
