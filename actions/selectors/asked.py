"""What somebody was asked: did that fix it?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from actions.models import Telling, Verdict


def verdict_behind(pk: UUID) -> Verdict | None:
    """Return what one person was asked, with everything that its page shows."""
    rows = Verdict.objects.select_related(
        "action__business", "business", "customer__business"
    )
    return rows.filter(pk=pk).first()


def telling_before(verdict: Verdict) -> Telling | None:
    """Return what they had been told that was done, unless it is forgotten."""
    people = {verdict.customer_id, verdict.customer.merged_into_id}
    rows = Telling.objects.filter(
        action=verdict.action_id,
        customer__in=people - {None},
        about=Telling.About.DID,
        round=verdict.round,
        why_not=Telling.WhyNot.NO,
    )
    return rows.exclude(words="").order_by("sent_at").first()


def asked_since(
    customers: Collection[UUID], since: datetime
) -> dict[UUID, list[datetime]]:
    """Return when each of ``customers`` was asked if it is fixed, after ``since``: it
    counts as being asked, though no rule for surveys holds it back.
    """
    rows = Verdict.objects.filter(customer__in=list(customers), asked_at__gt=since)
    found: dict[UUID, list[datetime]] = {}
    for pk, at in rows.values_list("customer_id", "asked_at"):
        if at is not None:
            found.setdefault(pk, []).append(at)
    return found
