"""Hosts and websites of a business's own: named, proved by the DNS, kept in view.

What is proved is looked at each day; gone for three days on end, it is used no more.
No answer from the DNS is neither.
"""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from feedback import clock, tenancy
from feedback.accounts.models import Business
from feedback.errors import NotAllowed, Refused
from feedback.history import services as history
from feedback.history.services import CLOCK, Actor
from public_wall import proving
from public_wall.models import EmbedOrigin, WallDomain
from public_wall.proving import MISSING, OK, OTHER, TAKEN

log = structlog.get_logger(__name__)
Checked = WallDomain | EmbedOrigin
DAILY = timedelta(hours=23)
# One that is new is looked at each hour, as long as records need to show.
HOURLY, NEW_FOR = timedelta(minutes=55), timedelta(days=3)
DROPPED_AFTER = timedelta(days=3)
AT_ONCE, LONGEST_ROUND = 200, 60.0
MOST_ORIGINS = 10


@transaction.atomic
def choose_domain(business: Business, *, domain: str, by: Actor) -> WallDomain:
    """Store at which host the page is to be found; used once its record is found.

    Raises `Refused` for what is no host or nobody's own.
    """
    _member(by)
    wanted = proving.read_host(domain)
    Business.objects.select_for_update().get(pk=business.pk)
    held = WallDomain.objects.filter(business=business).first()
    if held and held.domain == wanted:
        return held
    WallDomain.objects.filter(business=business).delete()
    made = WallDomain.objects.create(business=business, domain=wanted)
    history.record("chose_own_domain", made, by=by)
    return made


@transaction.atomic
def give_up_domain(business: Business, *, by: Actor) -> None:
    """Be found at our address only."""
    _member(by)
    for held in WallDomain.objects.filter(business=business):
        history.record("gave_up_own_domain", held, by=by)
        held.delete()


@transaction.atomic
def add_origin(business: Business, *, origin: str, by: Actor) -> EmbedOrigin:
    """Name a website that may frame the box, once its record is found.

    Raises `Refused` for what is no website or one too many.
    """
    _member(by)
    wanted = proving.read_origin(origin)
    Business.objects.select_for_update().get(pk=business.pk)
    mine = EmbedOrigin.objects.filter(business=business)
    held = mine.filter(origin=wanted).first()
    if held:
        return held
    if mine.count() >= MOST_ORIGINS:
        raise Refused(_("Ten websites are as many as we take. Remove one first."))
    made = EmbedOrigin.objects.create(business=business, origin=wanted)
    history.record("named_website", made, by=by)
    return made


@transaction.atomic
def remove_origin(held: EmbedOrigin, *, by: Actor) -> None:
    """Let the website frame the box no more."""
    _member(by)
    history.record("removed_website", held, by=by)
    EmbedOrigin.objects.filter(pk=held.pk).delete()


def check(held: Checked) -> str:
    """Look at the record now, note what was found and return it."""
    return note(held, _look(held))


def check_due(*, now: datetime) -> int:
    """Look at everything whose turn it is, the longest unseen first; return how many.
    Nothing is locked while the DNS is asked.
    """
    ends = time.monotonic() + LONGEST_ROUND
    done = 0
    for kind in (WallDomain, EmbedOrigin):
        for business_id, pk in _due(kind, now):
            if time.monotonic() > ends:
                return done
            with tenancy.enter(business_id):
                held = kind._default_manager.filter(pk=pk).first()
            if held is None:
                continue
            found = _look(held)
            with tenancy.enter(business_id):
                note(held, found)
            done += 1
    return done


@transaction.atomic
def note(seen: Checked, found: str) -> str:
    """Store what was found of what was ``seen``, and what follows from it."""
    rows = type(seen)._default_manager.select_for_update()
    held = rows.filter(pk=seen.pk).first()
    if held is None:
        return found
    now = clock.now()
    if found == OK:
        found = _prove(held, now)
    elif found in (MISSING, OTHER):
        _miss(held, now)
    held.finding, held.checked_at = found, now
    held.save(update_fields=["finding", "checked_at", "verified_at", "missing_since"])
    for name in ("finding", "checked_at", "verified_at", "missing_since"):
        setattr(seen, name, getattr(held, name))
    return found


def _prove(held: Checked, now: datetime) -> str:
    """Begin to use it, unless another business was first."""
    held.missing_since = None
    if held.verified_at:
        return OK
    rows = type(held)._default_manager.filter(pk=held.pk, verified_at=None)
    try:
        with transaction.atomic():
            rows.update(verified_at=now)
    except IntegrityError:
        return TAKEN
    held.verified_at = now
    history.record("proved", held, by=CLOCK)
    return OK


def _miss(held: Checked, now: datetime) -> None:
    if not held.verified_at:
        return
    held.missing_since = held.missing_since or now
    if now - held.missing_since >= DROPPED_AFTER:
        held.verified_at = held.missing_since = None
        history.record("lost", held, by=CLOCK)
        log.warning("wall_proof_lost", business=str(held.business_id))


def _look(held: Checked) -> str:
    if isinstance(held, WallDomain):
        return proving.look(proving.HOST, held.business_id, held.domain)
    host = proving.host_of(held.origin)
    return proving.look(proving.ORIGIN, held.business_id, host)


def _due(kind: type[Checked], now: datetime) -> Iterable[tuple[UUID, UUID]]:
    is_new = Q(verified_at=None, created_at__gt=now - NEW_FOR)
    unseen = Q(checked_at=None) | Q(checked_at__lte=now - DAILY)
    with tenancy.every_business():
        rows: QuerySet[Checked] = kind._default_manager.filter(
            unseen | (is_new & Q(checked_at__lte=now - HOURLY))
        )
        oldest_first = rows.order_by(F("checked_at").asc(nulls_first=True), "pk")
        return list(oldest_first.values_list("business_id", "pk")[:AT_ONCE])


def _member(by: Actor) -> None:
    if by.membership is None:
        raise NotAllowed(_("Only somebody of the team can do that."))
