"""Whether what was done paid off: what was before is frozen, what comes is counted.

A row is begun in the transaction that closes an action. A sweep freezes what was before
(whole days, up to the day before it was done), and looks once a day at what came since
(from the day after). It reads tallies only, is safe twice and at once, and may be lost.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from actions.models import Action, PayOff
from actions.payoff import Count, Outcome, interval, outcome
from actions.selectors import pay_off as selectors
from actions.selectors.pay_off import LONGEST_BEFORE, MOST_BEFORE
from feedback import tenancy
from feedback.history import services as history
from feedback.history.services import CLOCK
from surveys.days import local_day
from surveys.models import TallyState

A_DAY = timedelta(days=1)
# Later replies say more about everything else that happened.
LOOKED_FOR = timedelta(days=365)
LOOKED_AT_EVERY = timedelta(hours=20)
AT_ONCE = 200


def begin(action: Action) -> PayOff | None:
    """Note that ``action`` was done just now; what was before is frozen soon. None if
    it was decided not to do it. Call it in the transaction that closes the action.
    """
    if action.outcome != Action.Outcome.DID or action.done_at is None:
        return None
    pay_off, _is_new = PayOff.objects.get_or_create(
        action=action,
        done_at=action.done_at,
        defaults={
            "business_id": action.business_id,
            "done_on": local_day(action.done_at, action.business),
            "looked_at": action.done_at,
        },
    )
    return pay_off


def pay_off_due(*, now: datetime) -> int:
    """Freeze and look at what is due in every business; return how many were."""
    done = 0
    for business_id, pk in _due(now):
        with tenancy.enter(business_id), transaction.atomic():
            rows = PayOff.objects.select_for_update(of=("self",))
            related = rows.select_related("action", "business")
            found = related.filter(_waits(now), pk=pk).first()
            done += bool(found and look_at(found, now=now))
    return done


def look_at(pay_off: PayOff, *, now: datetime) -> bool:
    """Freeze ``pay_off`` if that is still to do, and count what came since; False if
    its tallies are not there yet.
    """
    pay_off.looked_at = now
    if pay_off.action.done_at != pay_off.done_at or selectors.is_merged(pay_off):
        pay_off.ended_at = now
        pay_off.save(update_fields=["looked_at", "ended_at"])
        return True
    if pay_off.before_from is None and not _freeze(pay_off, now):
        return False
    if pay_off.about:
        _count(pay_off, now)
    pay_off.save()
    return True


def _waits(now: datetime) -> Q:
    unfrozen = Q(before_from=None)
    return Q(unfrozen | Q(looked_at__lte=now - LOOKED_AT_EVERY), ended_at=None)


def _due(now: datetime) -> list[tuple[UUID, UUID]]:
    with tenancy.every_business():
        rows = PayOff.objects.filter(_waits(now)).order_by(
            F("before_from").asc(nulls_first=True), "looked_at"
        )
        return list(rows.values_list("business_id", "pk")[:AT_ONCE])


def _freeze(pay_off: PayOff, now: datetime) -> bool:
    last = pay_off.done_on - A_DAY
    states = TallyState.objects.filter(business_id=pay_off.business_id)
    subject = selectors.subject_of(pay_off.action)
    if subject is None:
        pay_off.before_from, pay_off.ended_at = last, now
        return True
    if not states.filter(counted_until__gte=last).exists():
        return False
    pay_off.about, pay_off.subject = subject.about, subject.subject
    pay_off.called, pay_off.kind = subject.called, subject.kind
    days = selectors.heard(pay_off, last - LONGEST_BEFORE, last)
    pay_off.before_from = _first_of(days, last)
    before = _sum(days, pay_off.before_from)
    pay_off.before_hits, pay_off.before_n = before.hits, before.n
    return True


def _first_of(days: dict[date, Count], last: date) -> date:
    """Return the day from which there are enough replies up to ``last``."""
    n = 0
    for day in sorted(days, reverse=True):
        n += days[day].n
        if n >= MOST_BEFORE:
            return day
    return min(days, default=last)


def _sum(days: dict[date, Count], first: date) -> Count:
    counted = [count for day, count in days.items() if day >= first]
    return Count(sum(c.hits for c in counted), sum(c.n for c in counted))


def _count(pay_off: PayOff, now: datetime) -> None:
    first, until = pay_off.done_on + A_DAY, pay_off.done_on + LOOKED_FOR
    today = local_day(now, pay_off.business)
    before = Count(pay_off.before_hits, pay_off.before_n)
    since = _sum(selectors.heard(pay_off, first, min(today, until)), first)
    pay_off.since_hits, pay_off.since_n = since.hits, since.n
    pay_off.low, pay_off.high = interval(before, since) or (None, None)
    _decide(pay_off, outcome(before, since), today)
    if today > until:
        pay_off.ended_at = now


def _decide(pay_off: PayOff, found: Outcome, today: date) -> None:
    """Take a verdict over; one that was reached stays until another one is."""
    if found in (Outcome.EARLY, pay_off.verdict):
        return
    change = (pay_off.verdict, found.value)
    pay_off.verdict, pay_off.decided_on = found.value, today
    pay_off.decided_hits, pay_off.decided_n = pay_off.since_hits, pay_off.since_n
    history.record("paid_off", pay_off.action, by=CLOCK, verdict=change)
