"""Endpoints: made, changed, given a new secret, turned off and on, taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from feedback.accounts.models import Business, Membership
from feedback.connect.models import Delivery, Endpoint
from feedback.connect.webhooks import announcing
from feedback.connect.webhooks.kinds import Kind
from feedback.connect.webhooks.signing import new_salt, shown_secret
from feedback.egress.targets import BadTarget, Target, read_target
from feedback.errors import Conflict, Refused
from feedback.history import services as history
from feedback.history.services import Actor
from feedback.text import one_line

MOST_ENDPOINTS = 10
# Both secrets sign for so long after a change.
OVERLAP = timedelta(hours=24)
Off, Status = Endpoint.Off, Delivery.Status


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says about an endpoint; ``kinds`` empty: it hears of everything."""

    name: str
    url: str
    kinds: Sequence[str] = ()


def endpoints_of(business: Business) -> QuerySet[Endpoint]:
    """Return the endpoints of ``business``, the oldest first."""
    rows = Endpoint.objects.filter(business=business, removed_at=None)
    return rows.select_related("created_by__user").order_by("id")


def deliveries_of(endpoint: Endpoint) -> QuerySet[Delivery]:
    """Return what was and will be sent to ``endpoint``, newest first."""
    return Delivery.objects.filter(endpoint=endpoint).order_by("-id")


def target_of(url: str) -> tuple[Target, bool]:
    """Return where ``url`` leads, and whether an operator allowed it by name. Raises
    `BadTarget`.
    """
    allowed = tuple(settings.WEBHOOK_TEST_HOSTS)
    own = urlsplit(settings.BASE_URL).hostname or ""
    target = read_target(url, own_host=own, allowed=allowed)
    return target, f"{target.host}:{target.port}" in allowed


@transaction.atomic
def make_endpoint(
    business: Business, wanted: Wanted, *, by: Membership
) -> tuple[Endpoint, str]:
    """Store an endpoint; return it with its secret, which is told this once.

    Raises `Refused` for an address that we do not speak to, `Conflict` if there are
    `MOST_ENDPOINTS`.
    """
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    if endpoints_of(business).count() >= MOST_ENDPOINTS:
        raise Conflict(
            _("There are {most} already. Take one away that nobody needs.").format(
                most=MOST_ENDPOINTS
            )
        )
    endpoint = Endpoint(
        business=business, salt=new_salt(), created_by=by, **_checked(wanted)
    )
    endpoint.save(force_insert=True)
    history.record("added", endpoint, by=Actor.member(by))
    return endpoint, shown_secret(endpoint.salt)


@transaction.atomic
def change_endpoint(endpoint: Endpoint, wanted: Wanted, *, by: Actor) -> None:
    """Put ``wanted`` in place of what was said. Raises `Refused` as `make_endpoint`."""
    values = _checked(wanted)
    _rows(endpoint).update(**values)
    history.record("changed", endpoint, by=by)


@transaction.atomic
def new_secret(endpoint: Endpoint, *, by: Actor, now: datetime) -> str:
    """Give ``endpoint`` a new secret and return it; the former signs too for a day."""
    locked = _rows(endpoint).select_for_update().get()
    salt = new_salt()
    _rows(endpoint).update(salt=salt, old_salt=locked.salt, old_until=now + OVERLAP)
    history.record("secret changed", endpoint, by=by)
    return shown_secret(salt)


@transaction.atomic
def turn_off(endpoint: Endpoint, *, by: Actor, now: datetime) -> bool:
    """Send nothing more to ``endpoint``; False if it was off. What waits is dropped
    and can be sent again by hand.
    """
    rows = _rows(endpoint).filter(off=Off.NO)
    if not rows.update(off=Off.BY_PERSON, off_at=now):
        return False
    drop_waiting(endpoint, now=now)
    history.record("turned off", endpoint, by=by, off=("", Off.BY_PERSON.value))
    return True


@transaction.atomic
def turn_on(endpoint: Endpoint, *, by: Actor) -> bool:
    """Send to ``endpoint`` again what happens from now on; False if it was on."""
    rows = _rows(endpoint).exclude(off=Off.NO)
    if not rows.update(off=Off.NO, off_at=None, failing_since=None):
        return False
    history.record("turned on", endpoint, by=by, off=(endpoint.off, ""))
    return True


@transaction.atomic
def remove_endpoint(endpoint: Endpoint, *, by: Actor, now: datetime) -> bool:
    """Take ``endpoint`` away for good; False if it was gone."""
    if not _rows(endpoint).update(removed_at=now):
        return False
    drop_waiting(endpoint, now=now)
    history.record("removed", endpoint, by=by)
    return True


def send_test(endpoint: Endpoint, *, now: datetime) -> Delivery:
    """Send an event that says nothing. Raises `Conflict` if it is turned off."""
    if not endpoint.hears:
        raise Conflict(_("It is turned off. Turn it on first."))
    return announcing.try_out(endpoint, now=now)


@transaction.atomic
def send_again(delivery: Delivery, *, by: Actor, now: datetime) -> None:
    """Send an event once more, under the same id: who had it knows it again.

    Raises `Conflict` while it is under way, or if its endpoint is turned off.
    """
    if not delivery.endpoint.hears:
        raise Conflict(_("It is turned off. Turn it on first."))
    over = (Status.TAKEN, Status.GIVEN_UP, Status.DROPPED)
    rows = Delivery.objects.filter(pk=delivery.pk, status__in=over)
    fresh = {"attempts": 0, "tries": [], "finished_at": None}
    if not rows.update(status=Status.WAITING, due_at=now, again_at=now, **fresh):
        raise Conflict(_("It is on its way already."))
    history.record("sent again", delivery, by=by)


def drop_waiting(endpoint: Endpoint, *, now: datetime) -> int:
    """Take what waits for ``endpoint`` out of the queue."""
    rows = Delivery.objects.filter(endpoint=endpoint, status=Status.WAITING)
    return rows.update(status=Status.DROPPED, finished_at=now)


def _rows(endpoint: Endpoint) -> QuerySet[Endpoint]:
    return Endpoint.objects.filter(pk=endpoint.pk, removed_at=None)


def _checked(wanted: Wanted) -> dict[str, object]:
    try:
        target_of(wanted.url)
    except BadTarget as bad:
        raise Refused(bad.message) from bad
    name = one_line(wanted.name, longest=60)
    if not name:
        raise Refused(_("Give it a name, so that you know it again."))
    kinds = [kind for kind in Kind.values if kind in wanted.kinds]
    return {"name": name, "url": wanted.url, "kinds": kinds}
