"""Keys of the API: made, found and taken back."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from feedback.accounts.models import Business, Membership
from feedback.connect.models import ApiKey
from feedback.errors import Conflict
from feedback.history import services as history
from feedback.history.models import Event
from feedback.history.services import Actor
from feedback.text import one_line

# Begins in a way that secret scanners can be taught; then 256 random bits.
BEGINNING = "sadkey_"
_FORM = re.compile(rf"{BEGINNING}[A-Za-z0-9_-]{{43}}", re.ASCII)
_SHOWN = 12
MOST_KEYS = 20
BY_KEY = Actor(Event.ActorKind.KEY)
_USE_IS_NEWS_AFTER = timedelta(minutes=1)


@transaction.atomic
def make_key(
    business: Business, *, name: str, scope: str, by: Membership
) -> tuple[ApiKey, str]:
    """Store a new key; return it with its secret, which is told this once.

    Raises `Conflict` if the business has `MOST_KEYS` that work.
    """
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    if ApiKey.objects.filter(business=business, revoked_at=None).count() >= MOST_KEYS:
        raise Conflict(
            _("There are {most} keys already. Revoke one that nobody needs.").format(
                most=MOST_KEYS
            )
        )
    secret = BEGINNING + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        business=business,
        name=one_line(name, longest=60),
        scope=scope,
        prefix=secret[:_SHOWN],
        hashed=_hash(secret),
        created_by=by,
    )
    history.record("added", key, by=Actor.member(by), scope=(None, str(scope)))
    return key, secret


@transaction.atomic
def revoke_key(key: ApiKey, *, now: datetime, by: Actor) -> bool:
    """End ``key`` at once and for good; False if it had ended."""
    rows = ApiKey.objects.filter(pk=key.pk, revoked_at=None)
    if not rows.update(revoked_at=now):
        return False
    history.record("revoked", key, by=by, revoked_at=(None, now))
    return True


def keys_of(business: Business) -> QuerySet[ApiKey]:
    """Return the keys of ``business``: those that work, then those that ended last."""
    rows = ApiKey.objects.filter(business=business)
    rows = rows.select_related("created_by__user")
    return rows.order_by(F("revoked_at").desc(nulls_first=True), "-id")


def key_for(secret: str) -> ApiKey | None:
    """Return the key that ``secret`` opens, if it works: not revoked, and made by
    somebody who is still in the team. Works across businesses.
    """
    if not _FORM.fullmatch(secret):
        return None
    rows = ApiKey.objects.filter(hashed=_hash(secret), revoked_at=None)
    rows = rows.filter(created_by__is_active=True, created_by__user__is_active=True)
    return rows.select_related("business").first()


def note_use(key: ApiKey, *, now: datetime) -> None:
    """Keep when ``key`` was last used, to the minute."""
    if key.last_used_at and now - key.last_used_at < _USE_IS_NEWS_AFTER:
        return
    rows = ApiKey.objects.filter(pk=key.pk)
    rows.filter(
        Q(last_used_at=None) | Q(last_used_at__lte=now - _USE_IS_NEWS_AFTER)
    ).update(last_used_at=now)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
