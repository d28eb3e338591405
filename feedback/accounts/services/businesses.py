"""Opening a business and changing what it says about itself."""

from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from feedback import clock, tenancy
from feedback.accounts.models import Business, Membership, Role, User
from feedback.accounts.names import checked_name, tidy_name
from feedback.accounts.places import is_zone
from feedback.errors import Refused
from feedback.history import services as history
from feedback.history.services import Actor

CHANGEABLE = (
    "name",
    "trade",
    "about",
    "place",
    "website",
    "zone",
    "country",
    "language",
    "sign_off",
    "reply_to",
    "ask_from",
    "ask_until",
    "asks_on_weekends",
    "rest_days",
)
# History is for ever, so of these it keeps only that they changed.
PERSONAL = ("name", "about", "place", "website", "sign_off", "reply_to")


@transaction.atomic
def open_business(*, name: str, owner: User, zone: str = "Europe/London") -> Business:
    """Store a business whose trial starts today, with ``owner`` as its owner.

    Raises `Refused` for a name that `checked_name` does not take.
    """
    business = Business.objects.create(
        name=checked_name(name),
        slug=_free_slug(name),
        zone=zone,
        sign_off=tidy_name(owner.name),
        reply_to=owner.email,
        trial_ends_on=clock.today(zone) + timedelta(days=settings.TRIAL_DAYS),
    )
    with tenancy.enter(business.id):
        place = Membership.objects.create(
            business=business, user=owner, role=Role.OWNER
        )
        history.record("opened", place, by=Actor.member(place))
    return business


@transaction.atomic
def change_business(business: Business, *, by: Actor, **wanted: Any) -> bool:
    """Store what is different in ``wanted``, named as the fields; False if nothing.

    Raises `Refused` for a name or sign-off that `checked_name` does not take, and for
    a time zone that there is none of.
    """
    _refuse_unknown(wanted)
    for name in {"name", "sign_off"} & set(wanted):
        wanted[name] = checked_name(wanted[name])
    held = Business.objects.select_for_update().get(pk=business.pk)
    changed = [name for name in wanted if getattr(held, name) != wanted[name]]
    if not changed:
        return False
    before = {name: getattr(held, name) for name in changed}
    for name in changed:
        setattr(held, name, wanted[name])
        setattr(business, name, wanted[name])
    held.save(update_fields=changed)
    _record(by, before, wanted)
    return True


def _refuse_unknown(wanted: dict[str, Any]) -> None:
    unknown = set(wanted) - set(CHANGEABLE)
    if unknown:
        raise Refused("That cannot be changed.")
    if not is_zone(wanted.get("zone", "UTC")):
        raise Refused("There is no such time zone.")


def _record(by: Actor, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Say on the member who did it what changed: a business is no tenant's row."""
    if by.membership is None:
        return
    change = {
        name: (_told(name, before[name], "before"), _told(name, after[name], "after"))
        for name in before
    }
    history.record(
        "changed the business", by.membership, by=by, customer_id=None, **change
    )


def _told(name: str, value: Any, which: str) -> Any:
    if name in PERSONAL:
        return which
    return value.isoformat("minutes") if isinstance(value, time) else value


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "business"
    taken = set(
        Business.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    )
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
