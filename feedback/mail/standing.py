"""How a business's mail stands: what the page "Mail health" and the panel show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from feedback.accounts.models import Business
from feedback.customers.models import Customer
from feedback.mail import pacing, profiles, selectors
from feedback.mail.models import OutboundMessage, SendingProfile

Status = OutboundMessage.Status
# A share of less than ten mails says nothing.
ENOUGH = 10
PAGE = 50


@dataclass(frozen=True, slots=True)
class Count:
    """How many mails came to one state; ``share`` in per cent, if it says anything."""

    status: Status
    mails: int
    share: int | None


@dataclass(frozen=True, slots=True)
class WarmUp:
    """How many mails to customers may go in a day (UTC), and how many went today."""

    sent: int
    most: int

    @property
    def is_full(self) -> bool:
        """Whether nothing more goes out today."""
        return self.sent >= self.most


@dataclass(frozen=True, slots=True)
class CameBack:
    """A mail that came back, and whose it was if we still know."""

    mail: OutboundMessage
    customer: Customer | None


def counts(business: Business, *, now: datetime) -> list[Count]:
    """Return the states that mails of the last 30 days are in, those with any."""
    found = selectors.counts_of(business, now=now)
    total = sum(found.values())
    return [
        Count(
            status,
            found[status],
            round(100 * found[status] / total) if total >= ENOUGH else None,
        )
        for status in Status
        if found[status]
    ]


def warm_up(profile: SendingProfile, *, now: datetime) -> WarmUp | None:
    """Return how far the day's warm-up is, None for whoever has none."""
    if profile.verified_at or not settings.WARM_UP_PER_DAY or profile.pause:
        return None
    room = pacing.rooms([profile.business_id], now).get(profile.business_id)
    most: int = settings.WARM_UP_PER_DAY
    return None if room is None else WarmUp(max(most - room, 0), most)


def came_back(business: Business, *, now: datetime) -> list[CameBack]:
    """Return the newest mails that came back, with their people."""
    mails = list(selectors.came_back(business, now=now)[:PAGE])
    people = _people(business, [mail.customer_id for mail in mails])
    return [CameBack(mail, people.get(mail.customer_id)) for mail in mails]


def trouble(business: Business) -> dict[str, Any]:
    """Return what somebody should look at, nothing if all is well: two queries."""
    profile = SendingProfile.objects.filter(business=business).first()
    undecided = selectors.undecided_count(business)
    is_losing = bool(profile and profile.verified_at and profile.failed_checks)
    is_lost = bool(
        profile
        and profile.domain
        and not profile.verified_at
        and profile.failed_checks >= 3
    )
    is_stopped = bool(profile and profile.pause)
    if not (is_stopped or undecided or is_losing or is_lost):
        return {}
    return {
        "profile": profile,
        "is_stopped": is_stopped,
        "undecided": undecided,
        "is_losing_domain": is_losing,
        "is_lost_domain": is_lost,
    }


def page(business: Business, *, now: datetime) -> dict[str, Any]:
    """Return everything the page "Mail health" shows."""
    profile = profiles.profile_of(business)
    return {
        "profile": profile,
        "record": profiles.record_of(profile),
        "counts": counts(business, now=now),
        "warm_up": warm_up(profile, now=now),
        "came_back": came_back(business, now=now),
        "oldest": selectors.oldest_waiting(business),
        "undecided": selectors.undecided_count(business),
        "why_not": profiles.why_not_resume(profile, now=now),
        "settled_at": profiles.settled_at(profile),
        "now": now,
    }


def _people(business: Business, ids: list[UUID | None]) -> dict[UUID | None, Customer]:
    rows = Customer.objects.filter(business=business, pk__in=[i for i in ids if i])
    return {row.pk: row for row in rows}
