"""Looking whether all rows fit the log: once a day, and whenever somebody asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from feedback import tenancy
from feedback.accounts.models import Business
from feedback.history.models import LogHead
from public_wall.proofs.checking import faults_of
from public_wall.proofs.news import News, news_since
from public_wall.proofs.sweeping import sweep_business

log = structlog.get_logger(__name__)
EVERY = timedelta(days=1)
AT_ONCE = 500
# Whatever was committed so late that no sweep saw it is found by then.
LATE = timedelta(days=2)


def check_due(*, now: datetime) -> int:
    """Compare the businesses that were not compared for a day; return how many did not
    fit. Each that does not is said loudly, every day until it does.
    """
    wrong = 0
    for business_id in _due(now):
        faults = check_business(business_id, now=now)
        if faults:
            wrong += 1
            log.error(
                "log_does_not_fit",
                business=str(business_id),
                faults=len(faults),
                first=faults[:3],
            )
    return wrong


def check_business(business_id: UUID, *, now: datetime) -> list[str]:
    """Return what does not fit in one business, and remember how much that is. What
    happened while it was compared is logged, and compared again.
    """
    faults = _faults(business_id, now)
    if faults:
        _catch_up(business_id, now)
        faults = _faults(business_id, now)
    with tenancy.enter(business_id):
        rows = LogHead.objects.filter(business=business_id)
        rows.update(checked_at=now, faults=len(faults))
    return faults


def doubtful() -> Iterator[tuple[str, int]]:
    """Yield the businesses that did not fit when they were last compared."""
    with tenancy.every_business():
        rows = LogHead.objects.filter(faults__gt=0).select_related("business")
        found = list(rows.values_list("business__slug", "faults"))
    yield from found


def _due(now: datetime) -> list[UUID]:
    with tenancy.every_business():
        rows = LogHead.objects.filter(is_filled=True)
        never = rows.filter(checked_at=None)
        late = rows.filter(checked_at__lte=now - EVERY)
        found = (never | late).order_by("checked_at")
        return list(found.values_list("business_id", flat=True)[:AT_ONCE])


def _faults(business_id: UUID, now: datetime) -> list[str]:
    with tenancy.enter(business_id):
        return faults_of(Business.objects.get(pk=business_id), now=now)


def _catch_up(business_id: UUID, now: datetime) -> None:
    with tenancy.enter(business_id):
        business = Business.objects.get(pk=business_id)
        found = news_since(now - LATE, business=business)
    sweep_business(business_id, found.get(business_id, News()), now=now)
