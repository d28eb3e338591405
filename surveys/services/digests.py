"""Digests: what people wanted once a day or once a week, in one mail each.

A digest claims its notices by a conditional update and posts its mail in the same
transaction, under a key of person, pace and morning: whatever stops or runs twice in
between, nobody gets the same words again. After an outage everything that waited comes
in one mail.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from feedback import tenancy
from feedback.accounts import opening_days
from feedback.accounts import selectors as accounts
from feedback.accounts.models import Business, Membership, NoticeChoice
from feedback.mail import services as mail
from feedback.mail.services import Posting
from surveys import slots
from surveys.emails_voices import digest_email
from surveys.models import Notice
from surveys.selectors import digests as selectors
from surveys.services.notices import DROPPED, may_hear
from surveys.slots import Slot

Pace = NoticeChoice.Pace
SLOTS = {Pace.DAILY: slots.daily, Pace.WEEKLY: slots.weekly}


class _Posted(Exception):
    """This morning's digest exists: what came later waits for the next."""


def send_digests(*, now: datetime) -> int:
    """Post every digest that is due at ``now``, in all businesses; returns how many.
    Safe to run at any time, again and in parallel.
    """
    return sum(_business(pk, now) for pk in _with_waiting())


def _with_waiting() -> list[UUID]:
    with tenancy.every_business():
        rows = selectors.waiting(SLOTS)
        return list(rows.order_by().values_list("business_id", flat=True).distinct())


def _business(business_id: UUID, now: datetime) -> int:
    business = accounts.business_by_id(business_id)
    posted = 0
    with tenancy.enter(business_id):
        for pace, slot_of in SLOTS.items():
            slot = slot_of(now, business.zone, _works(business))
            if slot:
                posted += _pace(business, pace, slot, now)
    return posted


def _works(business: Business) -> slots.Works:
    return lambda day: opening_days.asks_on(business, day)


def _pace(business: Business, pace: Pace, slot: Slot, now: datetime) -> int:
    waiting = selectors.waiting([pace]).filter(
        business=business, created_at__lt=slot.at
    )
    people = selectors.people(waiting)
    return sum(_person(one, waiting, f"{pace}:{slot.day}", now) for one in people)


def _person(
    reader: Membership, waiting: QuerySet[Notice], slot: str, now: datetime
) -> int:
    key = f"digest:{reader.pk}:{slot}"
    try:
        with transaction.atomic():
            return _send(reader, waiting.filter(membership=reader), key, now)
    except _Posted:
        return 0


def _send(reader: Membership, mine: QuerySet[Notice], key: str, now: datetime) -> int:
    if not mine.update(sent_at=now, batch=key):
        return 0
    claimed = selectors.in_batch(reader, key)
    shown = [one for one in claimed if may_hear(reader, one.reply)]
    _drop(one.pk for one in claimed if one not in shown)
    if not shown:
        return 0
    posting = Posting(mail.Kind.NOTICE, key)
    if not mail.post(digest_email(reader, shown), posting, business=reader.business):
        raise _Posted
    return 1


def _drop(ids: Iterable[UUID]) -> None:
    """Take what nobody may hear of any more out of the mail that is being made."""
    Notice.objects.filter(pk__in=list(ids)).update(batch=DROPPED)
