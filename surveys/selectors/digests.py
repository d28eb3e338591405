"""What waits for a digest, and what the week's voices are."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, Membership, NoticeChoice
from feedback.mail.models import OutboundMessage
from surveys.models import ASKED_CHANNELS, Alert, Invitation, Notice, Reply


def waiting(paces: Iterable[str]) -> QuerySet[Notice]:
    """Return what waits for a digest of one of ``paces``."""
    return Notice.objects.filter(pace__in=list(paces), sent_at=None)


def people(notices: QuerySet[Notice]) -> list[Membership]:
    """Return for whom ``notices`` are, whether they are still there or not."""
    ids = notices.order_by().values("membership").distinct()
    rows = Membership.objects.filter(pk__in=ids).select_related("user", "business")
    return list(rows.order_by("joined_at", "id"))


def in_batch(reader: Membership, key: str) -> list[Notice]:
    """Return what goes with one mail, oldest first, with all that it shows."""
    rows = Notice.objects.filter(membership=reader, batch=key).select_related(
        "alert",
        "alert__survey",
        "membership__user",
        "membership__business",
        "reply__business",
        "reply__customer",
        "reply__version",
        "reply__invitation__interaction",
    )
    return list(rows.order_by("created_at", "id"))


def said_between(business: Business, start: datetime, end: datetime) -> QuerySet[Reply]:
    """Return what customers said with words in that time, oldest first: no try-outs,
    nothing that a machine may have sent, and no notes of the team.
    """
    rows = Reply.objects.filter(
        business=business,
        submitted_at__gte=start,
        submitted_at__lt=end,
        is_test=False,
        is_suspicious=False,
        noted_by=None,
    ).exclude(words="")
    related = rows.select_related(
        "business", "customer", "version", "invitation__interaction"
    )
    return related.order_by("submitted_at", "id")


def asked_between(business: Business, start: datetime, end: datetime) -> int:
    """Return how many people were asked in that time."""
    rows = Invitation.objects.filter(
        business=business,
        is_test=False,
        channel__in=ASKED_CHANNELS,
        asked_at__gte=start,
        asked_at__lt=end,
    )
    return rows.order_by().values("customer").distinct().count()


def hear_voices(business: Business) -> QuerySet[Membership]:
    """Return who gets the weekly voices: everybody who did not say never."""
    topic, never = NoticeChoice.Topic.VOICES, NoticeChoice.Pace.NEVER
    silent = NoticeChoice.objects.filter(
        business=business, topic=topic, pace=never
    ).values("membership")
    rows = accounts.team(business).exclude(pk__in=silent)
    return rows.filter(user__is_active=True).select_related("user", "business")


def all_businesses() -> list[Business]:
    """Return every business, oldest first."""
    return list(Business.objects.order_by("created_at", "id"))


def sent_already(business: Business, keys: Iterable[str]) -> set[str]:
    """Return which of the mails to the team named by ``keys`` exist."""
    rows = OutboundMessage.objects.filter(
        business=business,
        kind=OutboundMessage.Kind.NOTICE,
        dedupe_key__in=list(keys),
    )
    return set(rows.values_list("dedupe_key", flat=True))


def alarming(replies: Iterable[Reply]) -> set[UUID]:
    """Return the ids of those of ``replies`` that raised an alert."""
    rows = Alert.objects.filter(reply__in=list(replies))
    return {pk for pk in rows.values_list("reply_id", flat=True) if pk}
