"""Opening a business and changing what it says about itself."""

from copy import copy
from datetime import time, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from feedback import clock, tenancy
from feedback.accounts import opening_days, public_holidays
from feedback.accounts.models import Business, Membership, Role, User
from feedback.accounts.names import checked_name, tidy_name
from feedback.accounts.opening_days import Closure
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
    "ask_weekdays",
    "keeps_holidays",
    "holiday_region",
    "closures",
    "rest_days",
    "work_week",
    "brand_color",
)
# History is for ever, so of these it keeps only that they changed.
PERSONAL = ("name", "about", "place", "website", "sign_off", "reply_to", "closures")
# What decides on which days people are asked.
OPENING = ("ask_weekdays", "keeps_holidays", "holiday_region", "closures", "country")


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
    _check_opening(held, wanted)
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


@transaction.atomic
def add_closure(business: Business, closure: Closure, *, by: Actor) -> bool:
    """Store days on which nobody is asked; False if they are there already.

    Raises `Refused` for too many, or if they leave no day to ask on.
    """
    held = Business.objects.select_for_update().get(pk=business.pk)
    closures = opening_days.with_closure(held.closures, closure)
    return change_business(business, by=by, closures=closures)


@transaction.atomic
def remove_closure(business: Business, closure: Closure, *, by: Actor) -> bool:
    """Forget closed days; False if they are gone already."""
    held = Business.objects.select_for_update().get(pk=business.pk)
    closures = opening_days.without_closure(held.closures, closure)
    return change_business(business, by=by, closures=closures)


def _refuse_unknown(wanted: dict[str, Any]) -> None:
    unknown = set(wanted) - set(CHANGEABLE)
    if unknown:
        raise Refused(_("That cannot be changed."))
    if not is_zone(wanted.get("zone", "UTC")):
        raise Refused(_("There is no such time zone."))


def _check_opening(held: Business, wanted: dict[str, Any]) -> None:
    """Let go of a region that the country has none of, and refuse settings under
    which nobody is ever asked.
    """
    if not set(OPENING) & set(wanted):
        return
    country = wanted.get("country", held.country)
    region = wanted.get("holiday_region", held.holiday_region)
    if not public_holidays.is_region(country, region):
        wanted["holiday_region"] = ""
    trial = copy(held)
    for name in set(OPENING) & set(wanted):
        setattr(trial, name, wanted[name])
    opening_days.check(trial, start=clock.today(trial.zone))


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
    # Where a public page once was stays its own.
    with tenancy.every_business():
        former = apps.get_model("public_wall", "FormerSlug").objects
        rows = former.filter(slug__startswith=base)
        taken |= set(rows.values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
