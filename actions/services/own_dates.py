"""What one person prefers about their dates: the hour of their mail, and the address
from which a calendar program reads them.
"""

import hashlib
import re
import secrets
from datetime import time

from django.db import transaction

from actions.models import CalendarFeed
from actions.notices import AS_USUAL, Topic
from feedback import clock, tenancy
from feedback.accounts.models import Membership, NoticeChoice, Role
from feedback.history import services as history
from feedback.history.services import Actor

_FORM = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@transaction.atomic
def choose_hour(membership: Membership, at: time, *, by: Actor) -> bool:
    """Store at which hour of a working day the mail of the day comes; False if it is
    so already.
    """
    row = NoticeChoice.objects.filter(membership=membership, topic=Topic.DEADLINES)
    before = row.values_list("at", flat=True).first() or AS_USUAL.at
    if before == at:
        return False
    NoticeChoice.objects.update_or_create(
        business_id=membership.business_id,
        membership=membership,
        topic=Topic.DEADLINES,
        defaults={"at": at},
        create_defaults={"at": at, "pace": AS_USUAL.pace},
    )
    hours = (f"{before:%H:%M}", f"{at:%H:%M}")
    history.record("chose an hour", membership, by=by, at=hours)
    return True


@transaction.atomic
def make_feed(membership: Membership, *, by: Actor) -> str:
    """Make the secret of a new calendar address and return it, which is told this once.
    The one before works no more.
    """
    secret = secrets.token_urlsafe(32)
    feed, _made = CalendarFeed.objects.update_or_create(
        business_id=membership.business_id,
        membership=membership,
        defaults={"hashed": _hash(secret), "made_at": clock.now()},
    )
    history.record("made a calendar", feed, by=by, made_at=(None, feed.made_at))
    return secret


@transaction.atomic
def remove_feed(membership: Membership, *, by: Actor) -> bool:
    """Let the calendar address work no more; False if there is none."""
    feed = CalendarFeed.objects.filter(membership=membership).first()
    if feed is None:
        return False
    history.record("took a calendar back", feed, by=by, made_at=(feed.made_at, None))
    feed.delete()
    return True


def feed_for(secret: str) -> CalendarFeed | None:
    """Return the feed that ``secret`` opens, if whose it is still belongs to the team
    and has a login. Works across businesses.
    """
    if not _FORM.fullmatch(secret):
        return None
    with tenancy.every_business():
        rows = CalendarFeed.objects.filter(hashed=_hash(secret))
        rows = rows.filter(membership__is_active=True, membership__user__is_active=True)
        rows = rows.exclude(membership__role=Role.EMAIL_ONLY)
        people = rows.select_related("membership__user", "membership__business")
        return people.first()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
